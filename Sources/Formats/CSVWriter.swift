/// Writes comma-separated values (RFC 4180), with a line feed at the end of a row.
public struct CSVWriter: Sendable {
    /// What was written so far, UTF-8.
    public private(set) var bytes: [UInt8] = []
    private let separator: UInt8
    private let quotesTexts: Bool
    private let defusesFormulas: Bool
    private var isFirst = true

    /// Starts to write.
    ///
    /// - Parameters:
    ///   - separator: what stands between cells, an ASCII character other than a quotation mark or a line break.
    ///   - quotesTexts: whether every text gets quotation marks, so that an empty one differs from nothing; otherwise
    ///     only those that need them.
    ///   - defusesFormulas: whether a text that a spreadsheet would take for a formula, since it begins with = + - @, a
    ///     tab or a return and is no number, gets an apostrophe before it.
    public init(separator: Character = ",", quotesTexts: Bool = false, defusesFormulas: Bool = false) {
        self.separator = separator.asciiValue ?? UInt8(ascii: ",")
        self.quotesTexts = quotesTexts
        self.defusesFormulas = defusesFormulas
    }

    /// Writes a cell.
    public mutating func append(_ text: String) {
        begin()
        let isFormula = defusesFormulas && Self.isFormula(text)
        let needsQuotes =
            quotesTexts
            || text.utf8.contains { byte in
                byte == separator || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
                    || byte == UInt8(ascii: "\r")
            }
        if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        guard needsQuotes else { return bytes.append(contentsOf: text.utf8) }
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a cell that is known to need no quotation marks, such as a number, or an empty one for nothing.
    public mutating func append(plain text: String) {
        begin()
        bytes.append(contentsOf: text.utf8)
    }

    /// Ends a row.
    public mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        isFirst = true
    }

    /// Writes a row of texts.
    public mutating func appendRow(_ texts: [String]) {
        for text in texts { append(text) }
        endRow()
    }

    /// What was written so far; it is forgotten.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// Whether a spreadsheet would compute with a text.
    private static func isFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return false }
        // Numbers stay numbers: digits alone, with a sign, a point and an exponent.
        let isNumber = text.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) } && Double(text) != nil
        return !isNumber
    }

    private mutating func begin() {
        if !isFirst { bytes.append(separator) }
        isFirst = false
    }
}
