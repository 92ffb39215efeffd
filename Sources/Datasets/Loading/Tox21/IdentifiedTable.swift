/// A table whose first column names the rows, as the DeepTox page has them: a header, quoted names, numbers or `NA`.
struct IdentifiedTable {
    /// The names of the columns, without the first.
    let columns: [String]
    /// The names of the rows.
    let names: [String]
    /// The cells row after row; NaN where the file says `NA`.
    let values: [Float]

    /// Reads a table, compressed or not.
    init(_ packed: NamedBytes) throws(DatasetError) {
        let file =
            packed.bytes.starts(with: [0x1F, 0x8B])
            ? try Decompressor.gzip(packed, limit: 1_000_000_000) : packed
        // Only the header goes through the general reader; the rows, with millions of cells, through one for numbers.
        var text = DelimitedText(file)
        guard let header = try text.next(), header.count > 1 else { throw .empty(file: file.name) }
        columns = Array(header.dropFirst())
        let parsed = file.bytes.withUnsafeBytes { bytes in
            Self.rows(of: bytes, columns: header.count - 1, file: file.name)
        }
        (names, values) = try parsed.get()
    }

    private static func rows(
        of bytes: UnsafeRawBufferPointer, columns: Int, file: String
    ) -> Result<([String], [Float]), DatasetError> {
        var names: [String] = []
        var values: [Float] = []
        var line = 1
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, !NumberTable.isLineEnd(bytes[end]) { end += 1 }
            if line > 1, end > start {
                let before = values.count
                var position = start
                while position < end, !NumberTable.isComma(bytes[position]) { position += 1 }
                let name = String(decoding: bytes[start..<position], as: UTF8.self)
                names.append(name.filter { $0 != "\"" })
                while position < end {
                    position += 1
                    if position + 1 < end, bytes[position] == UInt8(ascii: "N"),
                        bytes[position + 1] == UInt8(ascii: "A")
                    {
                        values.append(.nan)
                        position += 2
                    } else if case .number(let value, let next) = DecimalNumber.parse(bytes, from: position, to: end) {
                        values.append(value)
                        position = next
                    } else {
                        let cell = values.count - before + 2
                        var cellEnd = position
                        while cellEnd < end, !NumberTable.isComma(bytes[cellEnd]) { cellEnd += 1 }
                        let text = String(
                            decoding: bytes[min(position, end)..<max(cellEnd, min(position, end))], as: UTF8.self)
                        return .failure(.notANumber(file: file, line: line, column: cell, text: text))
                    }
                    guard position == end || NumberTable.isComma(bytes[position]) else {
                        let cell = values.count - before + 1
                        return .failure(
                            .malformed(file: file, line: line, problem: "column \(cell) is not only a number; mend it"))
                    }
                }
                guard values.count - before == columns else {
                    return .failure(
                        .raggedRow(file: file, line: line, found: values.count - before + 1, expected: columns + 1))
                }
            }
            let isPair = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
            start = end + (isPair ? 2 : 1)
            line += 1
        }
        return names.isEmpty ? .failure(.empty(file: file)) : .success((names, values))
    }
}
