/// Reading of comma-separated text with quotes, as RFC 4180 describes it.
///
/// Lines end in LF, CR LF or CR; a quoted cell may hold commas, line ends and doubled quotes.
struct DelimitedText {
    private let file: NamedBytes
    private let separator: UInt8
    private var position: Int
    /// The number of the line that the last row began on, from 1.
    private(set) var line = 0
    private var nextLine = 1

    init(_ file: NamedBytes, separator: UInt8 = UInt8(ascii: ",")) {
        self.file = file
        self.separator = separator
        position = NumberTable.contentStart(of: file.bytes)
    }

    /// Reads the next row that is not empty; nil at the end.
    ///
    /// Throws ``DatasetError/malformed(file:line:problem:)`` for a quote that is not closed or not followed by a separator.
    mutating func next() throws(DatasetError) -> [String]? {
        let bytes = file.bytes
        while position < bytes.count, NumberTable.isLineEnd(bytes[position]) { skipLineEnd() }
        guard position < bytes.count else { return nil }
        line = nextLine
        var cells: [String] = []
        while true {
            cells.append(try cell())
            guard position < bytes.count, bytes[position] == separator else { break }
            position += 1
        }
        if position < bytes.count { skipLineEnd() }
        return cells
    }

    private mutating func cell() throws(DatasetError) -> String {
        let bytes = file.bytes
        let start = position
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            while position < bytes.count, bytes[position] != separator, !NumberTable.isLineEnd(bytes[position]) {
                position += 1
            }
            return NumberTable.trimmed(bytes[start..<position])
        }
        position += 1
        var content: [UInt8] = []
        while true {
            guard position < bytes.count else {
                throw .malformed(file: file.name, line: line, problem: "a quote is not closed; close it")
            }
            let byte = bytes[position]
            if byte != UInt8(ascii: "\"") {
                if NumberTable.isLineEnd(byte) { skipLineEnd() } else { position += 1 }
                content.append(byte)
                continue
            }
            position += 1
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
            content.append(UInt8(ascii: "\""))
            position += 1
        }
        let isOver =
            position == bytes.count || bytes[position] == separator || NumberTable.isLineEnd(bytes[position])
        guard isOver else {
            throw .malformed(file: file.name, line: line, problem: "text follows a closing quote; double inner quotes")
        }
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func skipLineEnd() {
        position = NumberTable.afterLineEnd(file.bytes, from: position, end: file.bytes.count)
        nextLine += 1
    }
}
