/// The reader of a table of numbers; see ``NumberTable``.
struct FloatTableReader {
    private let bytes: UnsafeRawBufferPointer
    private let file: String
    private let separator: UInt8
    private let headerLines: Int
    private let end: Int
    private var position: Int
    private var rows = 0
    private var columns = 0
    private var values: [Float] = []

    /// Prepares the reading of a table after some lines of header.
    init(
        bytes: UnsafeRawBufferPointer, file: String, separator: UInt8 = UInt8(ascii: ","), headerLines: Int = 0
    ) {
        self.bytes = bytes
        self.file = file
        self.separator = separator
        self.headerLines = headerLines
        var end = bytes.count
        while end > 0, NumberTable.isLineEnd(bytes[end - 1]) || NumberTable.isBlank(bytes[end - 1]) { end -= 1 }
        self.end = end
        position = NumberTable.contentStart(of: bytes)
        for _ in 0..<headerLines {
            while position < end, !NumberTable.isLineEnd(bytes[position]) { position += 1 }
            position += position + 1 < end && bytes[position] == 0x0D && bytes[position + 1] == 0x0A ? 2 : 1
        }
    }

    mutating func read() -> Result<FeatureMatrix, DatasetError> {
        while position < end {
            let lineStart = position
            let before = values.count
            guard readLine() else { return .failure(explain(lineStart: lineStart)) }
            let found = values.count - before
            if rows == 0 {
                columns = found
                // The first line's length tells about how many rows there are.
                values.reserveCapacity(found * (bytes.count / max(position - lineStart, 1) + 1) / 8 * 9)
            }
            guard found == columns else {
                return .failure(.raggedRow(file: file, line: headerLines + rows + 1, found: found, expected: columns))
            }
            rows += 1
        }
        guard rows > 0 else { return .failure(.empty(file: file)) }
        return .success(FeatureMatrix(checkedRows: rows, columns: columns, values: values))
    }

    /// Appends the numbers of one line and goes to the start of the next; false where a cell is no number.
    @inline(__always)
    private mutating func readLine() -> Bool {
        while true {
            while position < end, isBlank(bytes[position]) { position += 1 }
            guard case .number(let value, let next) = DecimalNumber.parse(bytes, from: position, to: end) else {
                return false
            }
            values.append(value)
            position = next
            while position < end, isBlank(bytes[position]) { position += 1 }
            guard position < end else { return true }
            let byte = bytes[position]
            position += 1
            if byte == separator { continue }
            guard NumberTable.isLineEnd(byte) else { return false }
            if byte == 0x0D, position < end, bytes[position] == 0x0A { position += 1 }
            return true
        }
    }

    @inline(__always)
    private func isBlank(_ byte: UInt8) -> Bool { byte != separator && NumberTable.isBlank(byte) }

    /// Finds the first cell of a line that is no finite number.
    private func explain(lineStart: Int) -> DatasetError {
        var lineEnd = lineStart
        while lineEnd < end, !NumberTable.isLineEnd(bytes[lineEnd]) { lineEnd += 1 }
        var column = 1
        var cellStart = lineStart
        while true {
            var cellEnd = cellStart
            while cellEnd < lineEnd, bytes[cellEnd] != separator { cellEnd += 1 }
            let text = NumberTable.trimmed(bytes[cellStart..<cellEnd])
            let outcome = Array(text.utf8).withUnsafeBytes { DecimalNumber.parse($0, from: 0, to: $0.count) }
            switch outcome {
            case .number(_, let next) where next == text.utf8.count: break
            case .tooLarge: return .notFinite(file: file, line: headerLines + rows + 1, column: column, text: text)
            default:
                let word = text.lowercased().drop { $0 == "-" || $0 == "+" }
                return ["nan", "inf", "infinity"].contains(word)
                    ? .notFinite(file: file, line: headerLines + rows + 1, column: column, text: text)
                    : .notANumber(file: file, line: headerLines + rows + 1, column: column, text: text)
            }
            guard cellEnd < lineEnd else { break }
            cellStart = cellEnd + 1
            column += 1
        }
        return .malformed(file: file, line: headerLines + rows + 1, problem: "the line is not a list of numbers")
    }
}
