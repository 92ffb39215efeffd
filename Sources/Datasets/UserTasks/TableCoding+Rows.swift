import Formats

/// Rows of a further table, coded as those were that a task was made of.
public struct CodedRows: Sendable {
    /// The features.
    public let features: FeatureMatrix
    /// The columns of the table that are none of the task's features, as the target is.
    public let passedOver: [String]
    /// The columns with words that the task's table did not have.
    public let unseen: [UnseenWords]
}

/// The words of a column that the task's table did not have there.
public struct UnseenWords: Hashable, Sendable {
    /// The column.
    public let column: String
    /// The number of its cells that hold such a word, or a missing one where none was.
    public let cells: Int
    /// The first of the words; nil where all these cells are missing.
    public let example: String?
    /// Whether they are taken as missing cells; else as none of the words, with zeros for all of them.
    public let areMissing: Bool
}

extension TableCoding {
    /// Codes the rows of a further table; columns are found by their names.
    ///
    /// - Parameters:
    ///   - file: the table.
    ///   - format: how it is read; nil for how the task's table was read, with the separator that the file's ending says.
    ///   - header: whether the first line has the columns' names; nil for as in the task's table.
    ///
    /// A word of a category or of an order that the task's table did not have is a missing cell where that table had
    /// such, and always for an order; else it is none of the category's words, whose features are all 0. A missing cell
    /// of a category that had none is likewise.
    ///
    /// - Throws: a ``DatasetError`` for a column that is not there, a cell that is no number among numbers, and what reading
    ///   meets.
    public func rows(
        of file: TableFile, format: CellFormat? = nil, header: CellFormat.Header? = nil
    ) throws(DatasetError) -> CodedRows {
        var format = format ?? self.format
        if let header { format.header = header }
        let table = try file.table(
            format, leastColumns: 1, features: LIBSVMReader.features(of: columns.map(\.title)))
        guard table.rows > 0 else { throw .empty(file: table.file) }
        let positions = try positions(in: table, hasTitles: format.header != .absent)
        let rows = table.rows
        var coded: [CodedColumn] = []
        var unseen: [UnseenWords] = []
        for (column, position) in zip(columns, positions) {
            let missing = format.missing(in: table.declarations[position])
            coded.append(
                try code(column, at: position, of: table, missing: missing, decimal: format.decimal, &unseen))
        }
        let used = Set(positions)
        return CodedRows(
            features: FeatureMatrix(
                checkedRows: rows, columns: features, values: TableTask.features(coded, rows: 0..<rows),
                missing: TableTask.missing(coded)),
            passedOver: table.titles.indices.filter { !used.contains($0) }.map { table.titles[$0] },
            unseen: unseen)
    }

    /// The position of each column in a further table.
    private func positions(in table: TextTable, hasTitles: Bool) throws(DatasetError) -> [Int] {
        func malformed(_ problem: String) -> DatasetError { .malformed(file: table.file, line: 1, problem: problem) }
        guard hasTitles else {
            // Without names the table is that of the task, or its features alone.
            if table.titles.count == columns.count { return Array(columns.indices) }
            guard table.titles.count == titles.count else {
                throw malformed(
                    "there are \(table.titles.count) columns without names; \(columns.count) are needed, those that the "
                        + "model was trained on, or all \(titles.count) of its table")
            }
            return columns.map { column in titles.firstIndex(of: column.title) ?? 0 }
        }
        var positions: [Int] = []
        for column in columns {
            guard let position = table.titles.firstIndex(of: column.title) else {
                let near = EditDistance.nearest(to: column.title, among: table.titles)
                let hint = near.isEmpty ? "" : "; near it is \(near.map(quoted).joined(separator: ", "))"
                throw malformed(
                    "there is no column “\(quoted(column.title))”, which the model was trained on\(hint); columns are "
                        + "found by their names, a table without names needs --no-header")
            }
            positions.append(position)
        }
        return positions
    }

    private func code(
        _ column: Column, at position: Int, of table: TextTable, missing: MissingCells, decimal: UInt8,
        _ unseen: inout [UnseenWords]
    ) throws(DatasetError) -> CodedColumn {
        let cells = table.columns[position]
        var gaps: [Int] = []
        var odd: (cells: Int, example: String?) = (0, nil)
        func note(_ row: Int, isMissing: Bool) {
            odd.cells += 1
            if !isMissing, odd.example == nil { odd.example = cells.text(row) }
        }
        func keep(areMissing: Bool) {
            guard odd.cells > 0 else { return }
            unseen.append(
                UnseenWords(column: column.title, cells: odd.cells, example: odd.example, areMissing: areMissing))
        }
        switch column.kind {
        case .number(let offset, let unit):
            var values = [Float](repeating: 0, count: table.rows)
            for row in values.indices {
                if missing.contains(cells[row]) {
                    gaps.append(row)
                } else if let number = cells.numbers(row, decimal: decimal), number.float.isFinite {
                    values[row] =
                        offset == 0 && unit == 1 ? number.float : Float((number.double - offset) / unit)
                } else {
                    throw .malformed(
                        file: table.file, line: Int(table.lines[row]),
                        problem:
                            "column “\(quoted(column.title))”: “\(quoted(cells.text(row)))” is no number that can be "
                            + "used")
                }
            }
            return CodedColumn(column: column, cells: .numbers(values), missing: gaps)
        case .ordinal(let words):
            var values = [Float](repeating: 0, count: table.rows)
            for row in values.indices {
                if let value = words.firstIndex(of: cells.text(row)) {
                    values[row] = Float(value)
                } else {
                    if !missing.contains(cells[row]) { note(row, isMissing: false) }
                    gaps.append(row)
                }
            }
            keep(areMissing: true)
            return CodedColumn(column: column, cells: .numbers(values), missing: gaps)
        case .category(let words, let hasMissing):
            let codes = Dictionary(
                words.enumerated().map { ($0.element, UInt8(truncatingIfNeeded: $0.offset)) },
                uniquingKeysWith: { first, _ in first })
            var values = [UInt8](repeating: 0, count: table.rows)
            for row in values.indices {
                if let code = codes[cells.text(row)] {
                    values[row] = code
                } else {
                    let isMissing = missing.contains(cells[row])
                    if !isMissing || !hasMissing { note(row, isMissing: isMissing) }
                    values[row] = hasMissing ? UInt8(truncatingIfNeeded: words.count) : CodedColumn.none
                }
            }
            keep(areMissing: hasMissing)
            return CodedColumn(column: column, cells: .codes(values), missing: [])
        }
    }
}
