/// A sparse matrix of whole numbers, as read from a Matrix Market file.
struct SparseMatrix {
    /// One entry that is not zero.
    struct Entry {
        let row: Int32
        let column: Int32
        let value: Float
    }

    let rows: Int
    let columns: Int
    let entries: [Entry]

    /// Reads a file in coordinate format (Boisvert, Pozo and Remington 1996, "The Matrix Market exchange formats").
    ///
    /// Lines that begin with `%` come first, then the sizes, then row, column (both from 1) and value of each entry.
    init(_ packed: NamedBytes) throws(DatasetError) {
        let file =
            packed.bytes.starts(with: [0x1F, 0x8B])
            ? try Decompressor.gzip(packed, limit: 2_000_000_000) : packed
        let parsed = file.bytes.withUnsafeBytes { Self.parse($0, file: file.name) }
        (rows, columns, entries) = try parsed.get()
    }

    private static func parse(
        _ bytes: UnsafeRawBufferPointer, file: String
    ) -> Result<(Int, Int, [Entry]), DatasetError> {
        var position = 0
        var line = 1
        while position < bytes.count, bytes[position] == UInt8(ascii: "%") {
            while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            position += 1
            line += 1
        }
        guard let sizes = numbers(bytes, &position), sizes.0 > 0, sizes.1 > 0, sizes.2 >= 0,
            // An entry takes six bytes at least: a head that announces more is wrong.
            sizes.2 <= bytes.count / 6 + 1
        else { return .failure(.malformed(file: file, line: line, problem: "it does not tell the matrix's sizes")) }
        var entries: [Entry] = []
        entries.reserveCapacity(sizes.2)
        for _ in 0..<sizes.2 {
            line += 1
            guard let (row, column, value) = numbers(bytes, &position), (1...sizes.0).contains(row),
                (1...sizes.1).contains(column)
            else {
                return .failure(.malformed(file: file, line: line, problem: "no entry of the matrix; fetch it again"))
            }
            entries.append(Entry(row: Int32(row - 1), column: Int32(column - 1), value: Float(value)))
        }
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        guard position >= bytes.count else {
            return .failure(.malformed(file: file, line: line + 1, problem: "more entries than the head announces"))
        }
        return .success((sizes.0, sizes.1, entries))
    }

    /// Reads three whole numbers below 2^31 from one line, with blanks between them.
    @inline(__always)
    private static func numbers(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> (Int, Int, Int)? {
        guard let first = number(bytes, &position), let second = number(bytes, &position),
            let third = number(bytes, &position)
        else { return nil }
        return (first, second, third)
    }

    @inline(__always)
    private static func number(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Int? {
        while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) {
            position += 1
        }
        let start = position
        var value = 0
        while position < bytes.count, bytes[position] &- 48 < 10, position - start < 10 {
            value = value * 10 + Int(bytes[position] &- 48)
            position += 1
        }
        let isOver = position >= bytes.count || bytes[position] <= 0x20
        return position > start && isOver && value <= Int(Int32.max) ? value : nil
    }
}
