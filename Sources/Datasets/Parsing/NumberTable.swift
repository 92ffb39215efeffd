/// Reading of tables of numbers: one row a line, cells separated by commas or another byte.
///
/// Lines end in LF, CR LF or CR. Blanks around cells, a byte order mark and empty lines at the end are passed over.
enum NumberTable {
    /// Reads a rectangular table of finite numbers.
    ///
    /// - Throws: a ``DatasetError`` that names the line and column of the first cell that does not fit.
    static func floats(
        in file: NamedBytes, separator: UInt8 = UInt8(ascii: ","), headerLines: Int = 0
    ) throws(DatasetError) -> FeatureMatrix {
        let result = file.bytes.withUnsafeBytes { buffer -> Result<FeatureMatrix, DatasetError> in
            var reader = FloatTableReader(
                bytes: buffer, file: file.name, separator: separator, headerLines: headerLines)
            return reader.read()
        }
        return try result.get()
    }

    /// Reads a rectangular table of small whole numbers in `0..<limit`; `error` makes the error for any other cell.
    ///
    /// It takes the line, the column (both 1-based) and the text of the cell.
    static func integers(
        in file: NamedBytes, limit: Int, error: (Int, Int, String) -> DatasetError
    ) throws(DatasetError) -> (rows: Int, columns: Int, values: [Int32]) {
        var values: [Int32] = []
        var columns: Int?
        var rows = 0
        let end = contentEnd(of: file.bytes)
        values.reserveCapacity(end / 2)
        var position = contentStart(of: file.bytes)
        while position < end {
            var column = 1
            while true {
                let cellStart = position
                while position < end, isBlank(file.bytes[position]) { position += 1 }
                let digitsStart = position
                var value = 0
                while position < end, file.bytes[position] &- 48 < 10 {
                    value = min(value * 10 + Int(file.bytes[position] &- 48), limit)
                    position += 1
                }
                let digitsEnd = position
                while position < end, isBlank(file.bytes[position]) { position += 1 }
                let isCellOver = position == end || isLineEnd(file.bytes[position]) || isComma(file.bytes[position])
                guard digitsEnd > digitsStart, value < limit, isCellOver else {
                    throw error(rows + 1, column, cellText(file.bytes, from: cellStart, end: end))
                }
                values.append(Int32(truncatingIfNeeded: value))
                guard position < end, isComma(file.bytes[position]) else { break }
                position += 1
                column += 1
            }
            if columns == nil { columns = column }
            guard column == columns else {
                throw .raggedRow(file: file.name, line: rows + 1, found: column, expected: columns ?? 0)
            }
            rows += 1
            position = afterLineEnd(file.bytes, from: position, end: end)
        }
        guard rows > 0, let columns else { throw .empty(file: file.name) }
        return (rows, columns, values)
    }

    /// The position after a byte order mark.
    static func contentStart(of bytes: some RandomAccessCollection<UInt8>) -> Int {
        bytes.prefix(3).elementsEqual([0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The end of the content without empty lines and blanks at the end.
    static func contentEnd(of bytes: [UInt8]) -> Int {
        var end = bytes.count
        while end > 0, isLineEnd(bytes[end - 1]) || isBlank(bytes[end - 1]) { end -= 1 }
        return end
    }

    static func cellText(_ bytes: [UInt8], from start: Int, end: Int) -> String {
        var position = start
        while position < end, !isLineEnd(bytes[position]), !isComma(bytes[position]) { position += 1 }
        return trimmed(bytes[start..<position])
    }

    static func trimmed(_ cell: some BidirectionalCollection<UInt8>) -> String {
        let head = cell.drop(while: isBlank)
        let tail = head.reversed().drop(while: isBlank)
        return String(decoding: Array(tail).prefix(400_000).reversed(), as: UTF8.self)
    }

    @inline(__always) static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    @inline(__always) static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    @inline(__always) static func isComma(_ byte: UInt8) -> Bool { byte == 0x2C }

    @inline(__always)
    static func afterLineEnd(_ bytes: [UInt8], from position: Int, end: Int) -> Int {
        guard position < end else { return position }
        return position + (bytes[position] == 0x0D && position + 1 < end && bytes[position + 1] == 0x0A ? 2 : 1)
    }
}
