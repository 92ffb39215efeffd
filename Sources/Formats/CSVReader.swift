/// A reader of comma-separated text with quotes (RFC 4180) that tells an empty text from a missing value.
///
/// Lines end in LF, CR LF or CR; a byte order mark and empty lines are passed over. It goes along the bytes row by row; any
/// bytes give rows or an error with a place.
public struct CSVReader: Sendable {
    /// What is wrong with a text.
    public struct Problem: ClassifiedError, Equatable, Sendable {
        /// The line, from 1.
        public let line: Int
        /// The column in its line, from 1, in characters.
        public let column: Int
        /// What is wrong there.
        public let detail: String

        /// The kind of failure.
        public var kind: FailureKind { .badData }

        /// One line that says all of it.
        public var description: String { "line \(line), column \(column): \(detail)" }
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private let trimsBlanks: Bool
    private var position: Int
    private var nextLine = 1

    /// The line that the last row began on, from 1.
    public private(set) var line = 0

    /// Starts to read a text.
    ///
    /// - Parameters:
    ///   - bytes: the text, UTF-8.
    ///   - separator: what stands between cells, an ASCII character other than a quotation mark or a line break.
    ///   - trimsBlanks: whether blanks and tabs around cells are left out; those within quotes stay.
    public init(_ bytes: [UInt8], separator: Character = ",", trimsBlanks: Bool = false) {
        self.bytes = bytes
        self.separator = separator.asciiValue ?? UInt8(ascii: ",")
        self.trimsBlanks = trimsBlanks
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Reads the next row; nil at the end.
    ///
    /// A cell without quotes and without content is nil, one of two quotes an empty text. Content outside of quotes is
    /// taken as it stands, blanks included where they are not to be trimmed.
    public mutating func next() throws(Problem) -> [String?]? {
        var cells: [String?] = []
        let count = try next { cell, isQuoted in
            cells.append(cell.isEmpty && !isQuoted ? nil : String(decoding: cell, as: UTF8.self))
        }
        return count == nil ? nil : cells
    }

    /// Reads the next row and hands each cell out as it goes, without making a text of it; nil at the end.
    ///
    /// - Parameter body: is given the cell's bytes, which are UTF-8, and whether it was in quotes.
    /// - Returns: the number of cells.
    public mutating func next(_ body: (_ cell: ArraySlice<UInt8>, _ isQuoted: Bool) -> Void) throws(Problem) -> Int? {
        while position < bytes.count, Self.isLineEnd(bytes[position]) { skipLineEnd() }
        guard position < bytes.count else { return nil }
        line = nextLine
        try cell(body)
        var count = 1
        while position < bytes.count, bytes[position] == separator {
            position += 1
            try cell(body)
            count += 1
        }
        if position < bytes.count { skipLineEnd() }
        return count
    }

    private mutating func cell(_ body: (ArraySlice<UInt8>, Bool) -> Void) throws(Problem) {
        if trimsBlanks { skipBlanks() }
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quotedCell(body) }
        let start = position
        while position < bytes.count, bytes[position] != separator, !Self.isLineEnd(bytes[position]) { position += 1 }
        var end = position
        if trimsBlanks {
            while start < end, Self.isBlank(bytes[end - 1]) { end -= 1 }
        }
        try check(bytes[start..<end])
        body(bytes[start..<end], false)
    }

    private mutating func quotedCell(_ body: (ArraySlice<UInt8>, Bool) -> Void) throws(Problem) {
        let open = position
        position += 1
        let start = position
        // Doubled quotes are rare: until one comes, the content is a slice of the text.
        var content: [UInt8]?
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let isDoubled = position + 1 < bytes.count && bytes[position + 1] == byte
                guard isDoubled else { break }
                if content == nil { content = Array(bytes[start..<position]) }
                content?.append(byte)
                position += 2
                continue
            }
            let before = position
            if Self.isLineEnd(byte) { skipLineEnd() } else { position += 1 }
            content?.append(contentsOf: bytes[before..<position])
        }
        guard position < bytes.count else { throw problem("a quote is not closed", at: open) }
        let end = position
        position += 1
        if trimsBlanks { skipBlanks() }
        guard position == bytes.count || bytes[position] == separator || Self.isLineEnd(bytes[position]) else {
            throw problem("text follows a closing quote; double the quotes within a cell", at: position)
        }
        let cell = content?[...] ?? bytes[start..<end]
        try check(cell, at: open)
        body(cell, true)
    }

    /// Refuses a cell that is not UTF-8.
    private func check(_ cell: ArraySlice<UInt8>, at offset: Int? = nil) throws(Problem) {
        guard cell.contains(where: { $0 >= 0x80 }), String(validating: cell, as: UTF8.self) == nil else { return }
        throw problem("a cell is not UTF-8", at: offset ?? cell.startIndex)
    }

    private func problem(_ detail: String, at offset: Int) -> Problem {
        let place = TextPlace(of: offset, in: bytes)
        return Problem(line: place.line, column: place.column, detail: detail)
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private mutating func skipBlanks() {
        while position < bytes.count, Self.isBlank(bytes[position]), bytes[position] != separator { position += 1 }
    }

    private mutating func skipLineEnd() {
        let isPair = bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
        position += isPair ? 2 : 1
        nextLine += 1
    }
}
