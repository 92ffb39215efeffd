extension CanonicalJSON {
    /// Reads JSON text.
    ///
    /// - Parameters:
    ///   - text: The text; white space and the order of names don't matter.
    ///   - dialect: Its language, JSON (RFC 8259) or a wider one.
    /// - Throws: `CanonicalJSONError` for text that is not JSON, names a member twice, or nests too deep.
    public init(parsing text: String, as dialect: JSONReader.Dialect = .json) throws(CanonicalJSONError) {
        try self.init(parsing: Array(text.utf8), as: dialect)
    }

    /// Reads JSON text in UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: The text; a byte order mark is passed over.
    ///   - dialect: Its language, JSON (RFC 8259) or a wider one.
    /// - Throws: `CanonicalJSONError` for text that is not JSON, names a member twice, or nests too deep.
    public init(parsing bytes: [UInt8], as dialect: JSONReader.Dialect = .json) throws(CanonicalJSONError) {
        var reader = JSONReader(bytes, dialect: dialect)
        self = try reader.value()
        try reader.end()
    }
}
