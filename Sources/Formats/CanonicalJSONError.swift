/// What is wrong with a text that should be JSON, and where.
public struct CanonicalJSONError: ClassifiedError, Equatable, Sendable {
    /// The offset in bytes from the text's start.
    public let offset: Int
    /// The line, from 1.
    public let line: Int
    /// The column in its line, from 1, in characters.
    public let column: Int
    /// What was found there.
    public let reason: String

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong and where.
    public var description: String { "not valid JSON at line \(line), column \(column): \(reason)" }

    /// Makes an error and finds its line and column.
    init(offset: Int, reason: String, in bytes: [UInt8]) {
        let place = TextPlace(of: offset, in: bytes)
        self.offset = offset
        self.reason = reason
        line = place.line
        column = place.column
    }
}

/// A place in a text as people count: lines and columns, from 1.
public struct TextPlace: Hashable, Sendable {
    /// The line.
    public let line: Int
    /// The column, in characters (Unicode scalars).
    public let column: Int

    /// Finds the place of an offset in bytes; one beyond the text is its end.
    ///
    /// Lines end in LF, CR LF or CR.
    public init(of offset: Int, in bytes: [UInt8]) {
        var line = 1
        var column = 1
        for index in 0..<min(max(offset, 0), bytes.count) {
            let byte = bytes[index]
            if byte == 0x0A || (byte == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}
