/// A reader of comma-separated text with quotes (RFC 4180) that tells an empty text from a missing value.
///
/// Lines end in LF, CR LF or CR; a byte order mark and empty lines are passed over. Any bytes give rows or an error.
public struct CSVReader {
    /// What is wrong with a text.
    public struct Problem: Error, Equatable, Sendable, CustomStringConvertible {
        /// The line, from 1.
        public let line: Int
        /// What is wrong there.
        public let detail: String

        /// One line that says both.
        public var description: String { "line \(line): \(detail)" }
    }

    private let bytes: [UInt8]
    private var position: Int
    private var nextLine = 1

    /// The line that the last row began on, from 1.
    public private(set) var line = 0

    /// Starts to read a text.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Reads the next row; nil at the end.
    ///
    /// A cell without quotes and without content is nil, one of two quotes an empty text. Content outside of quotes is
    /// taken as it stands, blanks included.
    public mutating func next() throws(Problem) -> [String?]? {
        while position < bytes.count, isLineEnd(bytes[position]) { skipLineEnd() }
        guard position < bytes.count else { return nil }
        line = nextLine
        var cells = [try cell()]
        while position < bytes.count, bytes[position] == UInt8(ascii: ",") {
            position += 1
            cells.append(try cell())
        }
        if position < bytes.count { skipLineEnd() }
        return cells
    }

    private mutating func cell() throws(Problem) -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: ","), !isLineEnd(bytes[position]) {
                position += 1
            }
            return start == position ? nil : try text(bytes[start..<position])
        }
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    return try closed(content)
                }
                content.append(byte)
                position += 1
            } else if isLineEnd(byte) {
                let start = position
                skipLineEnd()
                content += bytes[start..<position]
            } else {
                content.append(byte)
                position += 1
            }
        }
        throw Problem(line: line, detail: "a quote is not closed")
    }

    private func closed(_ content: [UInt8]) throws(Problem) -> String {
        guard position == bytes.count || bytes[position] == UInt8(ascii: ",") || isLineEnd(bytes[position]) else {
            throw Problem(line: nextLine, detail: "text follows a closing quote; double the quotes within a cell")
        }
        return try text(content[...])
    }

    private func text(_ slice: ArraySlice<UInt8>) throws(Problem) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw Problem(line: nextLine, detail: "a cell is not UTF-8")
        }
        return text
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private mutating func skipLineEnd() {
        let isPair = bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
        position += isPair ? 2 : 1
        nextLine += 1
    }
}
