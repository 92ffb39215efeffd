import Formats

/// A table of texts by column, as files have them: nothing is a number or a kind yet.
struct TextTable {
    /// What a file itself says of a column.
    enum Declaration: Sendable {
        /// Its cells are numbers.
        case number
        /// Its cells are kinds, whatever they look like.
        case kind
        /// Its cells are kinds of a list that the file has.
        case declaredKind
    }

    /// The rows of one file.
    struct Source {
        let name: String
        let firstRow: Int
    }

    /// The columns' names.
    var titles: [String]
    var columns: [TextColumn]
    /// What the file says of its columns; nil for one of which it says nothing.
    var declarations: [Declaration?]
    /// The line of each row, from 1.
    var lines: [Int32] = []
    private(set) var sources: [Source]
    /// The column that is to be predicted where the file tells.
    var target: Int?

    var rows: Int { lines.count }

    /// Whether the file says of a column that its cells are kinds.
    func hasKinds(_ index: Int) -> Bool {
        declarations[index] == .kind || declarations[index] == .declaredKind
    }

    init(file: String, titles: [String]) {
        self.titles = titles
        columns = Array(repeating: TextColumn(), count: titles.count)
        declarations = Array(repeating: nil, count: titles.count)
        sources = [Source(name: file, firstRow: 0)]
    }

    /// The name of the file that a row is from.
    func file(ofRow row: Int) -> String {
        sources.last { $0.firstRow <= row }?.name ?? ""
    }

    /// The name of the first file, for what concerns the whole.
    var file: String { sources.first?.name ?? "" }

    /// Appends the rows of another table, whose columns are found by their names.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` for a column that only one of them has.
    mutating func append(_ other: TextTable) throws(DatasetError) {
        guard let missing = titles.first(where: { !other.titles.contains($0) }) else {
            if let further = other.titles.first(where: { !titles.contains($0) }) {
                throw .malformed(
                    file: other.file, line: 1,
                    problem: "column “\(quoted(further))” is not in \(file); give both tables the same columns")
            }
            sources += other.sources.map { Source(name: $0.name, firstRow: $0.firstRow + rows) }
            for (index, title) in titles.enumerated() {
                if let position = other.titles.firstIndex(of: title) { columns[index].append(other.columns[position]) }
            }
            lines += other.lines
            return
        }
        throw .malformed(
            file: other.file, line: 1,
            problem: "there is no column “\(quoted(missing))”, which \(file) has; give both tables the same columns")
    }

    /// Reads delimited text.
    ///
    /// - Throws: a ``DatasetError`` with the line of what is wrong.
    static func delimited(
        _ file: NamedBytes, format: CellFormat, leastColumns: Int = 2
    ) throws(DatasetError) -> TextTable {
        let bytes: [UInt8]
        do throws(TextEncoding.Problem) { bytes = try format.encoding.utf8(file.bytes) } catch {
            throw .malformed(file: file.name, line: error.line, problem: error.detail)
        }
        var reader = CSVReader(
            bytes, separator: Character(Unicode.Scalar(format.separator)), trimsBlanks: true)
        var first: [String] = []
        do throws(CSVReader.Problem) { first = try reader.next()?.map { $0 ?? "" } ?? [] } catch {
            throw .malformed(file: file.name, line: error.line, problem: error.detail)
        }
        if first.isEmpty, leastColumns < 2 { throw .empty(file: file.name) }
        guard first.count >= leastColumns else {
            throw .malformed(
                file: file.name, line: 1,
                problem: "a header and at least two columns are needed; if cells are not separated by commas, say so")
        }
        let hasTitles = format.header != .absent
        var table = TextTable(
            file: file.name, titles: hasTitles ? first : first.indices.map { "column\($0 + 1)" })
        if !hasTitles {
            for (index, cell) in first.enumerated() { table.columns[index].append(Array(cell.utf8)[...]) }
            table.lines.append(Int32(truncatingIfNeeded: reader.line))
        }
        try table.readRows(&reader, file: file.name)
        if format.header == .automatic { try table.checkTitles(format) }
        if let twice = Self.firstRepeated(table.titles) {
            throw .malformed(
                file: file.name, line: 1, problem: "column “\(quoted(twice))” is there twice; rename one")
        }
        return table
    }

    private mutating func readRows(_ reader: inout CSVReader, file: String) throws(DatasetError) {
        let width = titles.count
        var bytes = columns
        columns = []
        var index = 0
        var isBlank = false
        do throws(CSVReader.Problem) {
            while true {
                index = 0
                let count = try reader.next { cell, isQuoted in
                    if index < width { bytes[index].append(cell) }
                    index += 1
                    isBlank = cell.isEmpty && !isQuoted
                }
                guard let count else { break }
                // A line of blanks is no row.
                if count == 1, width > 1, isBlank {
                    bytes[0].removeLast()
                    index = 0
                    continue
                }
                guard count == width else { break }
                lines.append(Int32(truncatingIfNeeded: reader.line))
            }
        } catch {
            throw .malformed(file: file, line: error.line, problem: error.detail)
        }
        // A row of another width is the last that was read.
        guard index == 0 || index == width else {
            throw .raggedRow(file: file, line: reader.line, found: index, expected: width)
        }
        columns = bytes
    }

    /// Refuses a first line that looks like a row of values.
    private func checkTitles(_ format: CellFormat) throws(DatasetError) {
        let advice = "say --no-header if it is a row of values, --header if it has the columns' names"
        if let number = titles.first(where: { TextColumn.isNumber(Array($0.utf8)[...], decimal: format.decimal) }) {
            throw .malformed(
                file: file, line: 1,
                problem: "“\(quoted(number))” is a number where the columns' names should be; \(advice)")
        }
        for (index, title) in titles.enumerated() where !title.isEmpty {
            guard let row = columns[index].firstRow(of: Array(title.utf8)[...]) else { continue }
            throw .malformed(
                file: file, line: 1,
                problem:
                    "“\(quoted(title))” should be a column's name but is a value of it in line \(lines[row]); \(advice)"
            )
        }
    }

    static func firstRepeated(_ titles: [String]) -> String? {
        var seen: Set<String> = []
        return titles.first { !seen.insert($0).inserted }
    }

    /// The position of a column by its name, or by `#3` for the third where none is called so.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` with near names.
    func position(of title: String) throws(DatasetError) -> Int {
        if let position = titles.firstIndex(of: title) { return position }
        if title.hasPrefix("#"), let number = Int(title.dropFirst()), (1...titles.count).contains(number) {
            return number - 1
        }
        let near = EditDistance.nearest(to: title, among: titles)
        let known = near.isEmpty ? titles.prefix(8).map { $0 } : near
        throw .malformed(
            file: file, line: 1,
            problem: "there is no column “\(quoted(title))”; there is \(known.map(quoted).joined(separator: ", "))")
    }

    /// The table of some rows.
    func selecting(_ rows: [Int]) -> TextTable {
        var result = self
        result.lines = rows.map { lines[$0] }
        result.columns = columns.map { $0.selecting(rows) }
        result.sources = sources.map { source in
            Source(name: source.name, firstRow: rows.partitioningIndex { $0 >= source.firstRow })
        }
        return result
    }
}

extension [Int] {
    /// The first position, in ascending numbers, of one that fulfils a condition which all after it do.
    fileprivate func partitioningIndex(_ isBeyond: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The cells of one column, one after the other in memory.
struct TextColumn: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    mutating func append(_ cell: ArraySlice<UInt8>) {
        bytes += cell
        ends.append(bytes.count)
    }

    mutating func append(_ other: TextColumn) {
        let start = bytes.count
        bytes += other.bytes
        ends += other.ends.map { $0 + start }
    }

    mutating func removeLast() {
        ends.removeLast()
        bytes.removeLast(bytes.count - (ends.last ?? 0))
    }

    /// The bytes of a cell.
    subscript(row: Int) -> ArraySlice<UInt8> { bytes[(row > 0 ? ends[row - 1] : 0)..<ends[row]] }

    /// A cell as a text.
    func text(_ row: Int) -> String { String(decoding: self[row], as: UTF8.self) }

    /// A cell as a number in double and in single precision; nil where it is none.
    func numbers(_ row: Int, decimal: UInt8) -> (double: Double, float: Float)? {
        self[row].withUnsafeBytes { DecimalNumber.numbers($0, decimal: decimal) }
    }

    /// The first row with some content.
    func firstRow(of cell: ArraySlice<UInt8>) -> Int? { ends.indices.first { self[$0] == cell } }

    func selecting(_ rows: [Int]) -> TextColumn {
        var result = TextColumn()
        for row in rows { result.append(self[row]) }
        return result
    }

    static func isNumber(_ cell: ArraySlice<UInt8>, decimal: UInt8) -> Bool {
        cell.withUnsafeBytes { DecimalNumber.numbers($0, decimal: decimal) != nil }
    }
}
