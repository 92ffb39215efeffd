extension CanonicalJSON {
    /// Reads JSON text (RFC 8259).
    ///
    /// - Parameter text: The text; white space and the order of names don't matter.
    /// - Throws: `CanonicalJSONError` for text that is not JSON, names a member twice, or nests too deep.
    public init(parsing text: String) throws(CanonicalJSONError) {
        self = try CanonicalJSONParser.parse(text)
    }
}
