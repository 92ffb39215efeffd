import Formats

/// A table of features of a task whose columns have no names: numbers, a row a line, with or without a line of titles.
public enum FeatureTable {
    /// Reads a table.
    ///
    /// The first line is one of titles where no cell of it is a number or missing.
    ///
    /// - Parameters:
    ///   - file: the table.
    ///   - format: how it is read.
    /// - Throws: ``DatasetError`` with the line and column of the first cell that is no finite number.
    public static func read(_ file: TableFile, format: CellFormat = CellFormat()) throws(DatasetError) -> FeatureMatrix
    {
        var format = format
        if format.header == .automatic { format.header = .absent }
        let isOpen = format.header == .absent
        let table = try file.table(format, leastColumns: 1)
        let missing = format.missing
        let hasTitles =
            isOpen && file.form == .delimited && table.rows > 0
            && table.columns.allSatisfy { column in
                !TextColumn.isNumber(column[0], decimal: format.decimal) && !missing.contains(column[0])
            }
        let first = hasTitles ? 1 : 0
        guard table.rows > first else { throw .empty(file: table.file) }
        var values: [Float] = []
        values.reserveCapacity((table.rows - first) * table.columns.count)
        for row in first..<table.rows {
            for (index, column) in table.columns.enumerated() {
                let number = column.numbers(row, decimal: format.decimal)
                if let number, number.float.isFinite {
                    values.append(number.float)
                    continue
                }
                let line = Int(table.lines[row])
                let text = column.text(row)
                throw number != nil || text.lowercased() == "nan"
                    ? .notFinite(file: table.file, line: line, column: index + 1, text: text)
                    : .notANumber(file: table.file, line: line, column: index + 1, text: text)
            }
        }
        return FeatureMatrix(
            checkedRows: table.rows - first, columns: table.columns.count, values: values)
    }
}
