import Formats

/// The reader of Weka's attribute-relation file format (`@relation`, `@attribute`, `@data`).
///
/// Attributes are numeric, nominal or string; dates are read as strings and relations of relations refused. A sparse row,
/// `{1 x, 3 y}`, has zeros, or the first nominal value, where it says nothing.
struct ARFFReader {
    private struct Attribute {
        let name: String
        let declaration: TextTable.Declaration
        let values: [[UInt8]]
    }

    private let file: NamedBytes
    private let lines: [ArraySlice<UInt8>]
    private var line = 0

    init(_ file: NamedBytes, format: CellFormat) throws(DatasetError) {
        self.file = file
        let bytes: [UInt8]
        do throws(TextEncoding.Problem) { bytes = try format.encoding.utf8(file.bytes) } catch {
            throw .malformed(file: file.name, line: error.line, problem: error.detail)
        }
        lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    mutating func read() throws(DatasetError) -> TextTable {
        var attributes: [Attribute] = []
        var hasData = false
        while !hasData, line < lines.count {
            var cursor = Cursor(lines[line])
            line += 1
            cursor.skipBlanks()
            guard let first = cursor.peek, first != UInt8(ascii: "%") else { continue }
            switch cursor.word().lowercased() {
            case "@relation": continue
            case "@attribute": attributes.append(try attribute(&cursor))
            case "@data": hasData = true
            default: throw problem("@relation, @attribute or @data is expected")
            }
        }
        guard hasData, attributes.count > 1 else { throw problem("there is no @data after at least two @attribute") }
        var table = TextTable(file: file.name, titles: attributes.map(\.name))
        if let twice = TextTable.firstRepeated(table.titles) {
            throw problem("attribute “\(quoted(twice))” is there twice; rename one")
        }
        table.declarations = attributes.map(\.declaration)
        while line < lines.count {
            var cursor = Cursor(lines[line])
            line += 1
            cursor.skipBlanks()
            guard let first = cursor.peek, first != UInt8(ascii: "%") else { continue }
            let cells =
                first == UInt8(ascii: "{") ? try sparse(&cursor, attributes) : try dense(&cursor, attributes.count)
            for (index, cell) in cells.enumerated() {
                if attributes[index].declaration == .declaredKind, cell != [0x3F],
                    !attributes[index].values.contains(cell)
                {
                    throw problem(
                        "column \(index + 1): “\(quoted(String(decoding: cell, as: UTF8.self)))” is none of the "
                            + "declared values of “\(quoted(attributes[index].name))”")
                }
                table.columns[index].append(cell[...])
            }
            table.lines.append(Int32(truncatingIfNeeded: line))
        }
        return table
    }

    private func attribute(_ cursor: inout Cursor) throws(DatasetError) -> Attribute {
        cursor.skipBlanks()
        guard let name = cursor.value(ending: " \t{") else { throw problem("an attribute's name is expected") }
        cursor.skipBlanks()
        let title = String(decoding: name, as: UTF8.self)
        guard cursor.peek == UInt8(ascii: "{") else {
            switch cursor.word().lowercased() {
            case "numeric", "real", "integer": return Attribute(name: title, declaration: .number, values: [])
            case "string", "date": return Attribute(name: title, declaration: .kind, values: [])
            case let other:
                throw problem(
                    "“\(quoted(other))” is no type that is read; types are numeric, real, integer, string, date and {...}"
                )
            }
        }
        cursor.skip()
        var values: [[UInt8]] = []
        while true {
            cursor.skipBlanks()
            guard let value = cursor.value(ending: ",}") else { throw problem("a value or } is expected") }
            values.append(value)
            cursor.skipBlanks()
            guard let next = cursor.peek else { throw problem("the values do not end with }") }
            cursor.skip()
            if next == UInt8(ascii: "}") { break }
        }
        return Attribute(name: title, declaration: .declaredKind, values: values)
    }

    private func dense(_ cursor: inout Cursor, _ count: Int) throws(DatasetError) -> [[UInt8]] {
        var cells: [[UInt8]] = []
        while true {
            cursor.skipBlanks()
            guard let cell = cursor.value(ending: ",") else { throw problem("a quote is not closed") }
            cells.append(cell)
            cursor.skipBlanks()
            guard cursor.peek == UInt8(ascii: ",") else { break }
            cursor.skip()
        }
        // A weight of the row may follow in braces.
        guard cursor.peek == nil || cursor.peek == UInt8(ascii: "%") else { throw problem("a comma is expected") }
        guard cells.count == count else {
            throw .raggedRow(file: file.name, line: line, found: cells.count, expected: count)
        }
        return cells
    }

    private func sparse(_ cursor: inout Cursor, _ attributes: [Attribute]) throws(DatasetError) -> [[UInt8]] {
        var cells = attributes.map { $0.values.first ?? Array("0".utf8) }
        cursor.skip()
        while true {
            cursor.skipBlanks()
            guard let next = cursor.peek else { throw problem("the row does not end with }") }
            if next == UInt8(ascii: "}") { return cells }
            if next == UInt8(ascii: ",") {
                cursor.skip()
                continue
            }
            guard let index = Int(cursor.word()), attributes.indices.contains(index) else {
                throw problem("a sparse row has pairs of a position from 0 and a value")
            }
            cursor.skipBlanks()
            guard let value = cursor.value(ending: ",}") else { throw problem("a quote is not closed") }
            cells[index] = value
        }
    }

    private func problem(_ problem: String) -> DatasetError {
        .malformed(file: file.name, line: line, problem: problem)
    }

    /// A place in a line.
    private struct Cursor {
        private let bytes: ArraySlice<UInt8>
        private var position: Int

        init(_ bytes: ArraySlice<UInt8>) {
            var bytes = bytes
            while let last = bytes.last, [0x0D, 0x20, 0x09].contains(last) { bytes = bytes.dropLast() }
            self.bytes = bytes
            position = bytes.startIndex
        }

        var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

        mutating func skip() { position = min(position + 1, bytes.endIndex) }

        mutating func skipBlanks() {
            while let byte = peek, byte == 0x20 || byte == 0x09 { position += 1 }
        }

        /// Everything up to a blank.
        mutating func word() -> String {
            let start = position
            while let byte = peek, byte != 0x20, byte != 0x09 { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        /// A value in quotes, with backslashes before special characters, or up to one of some characters; nil where a
        /// quote is not closed.
        mutating func value(ending: String) -> [UInt8]? {
            guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
                let start = position
                while let byte = peek, !ending.utf8.contains(byte) { position += 1 }
                var end = position
                while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
                return Array(bytes[start..<end])
            }
            position += 1
            var value: [UInt8] = []
            while let byte = peek {
                position += 1
                if byte == quote { return value }
                if byte == UInt8(ascii: "\\"), let next = peek {
                    position += 1
                    switch next {
                    case UInt8(ascii: "n"): value.append(0x0A)
                    case UInt8(ascii: "t"): value.append(0x09)
                    case UInt8(ascii: "r"): value.append(0x0D)
                    default: value.append(next)
                    }
                } else {
                    value.append(byte)
                }
            }
            return nil
        }
    }
}
