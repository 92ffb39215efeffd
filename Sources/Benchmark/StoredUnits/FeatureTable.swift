import Datasets
import Foundation

/// Reading of a table of features: comma-separated numbers, a row a line, with or without a line of titles.
public enum FeatureTable {
    /// Reads a file.
    ///
    /// The first line is one of titles where a cell of it is no number. Blanks, quotes around cells, a byte order mark
    /// and empty lines are passed over.
    ///
    /// - Parameter path: the path of the file.
    /// - Throws: `DatasetError` with the line and column of the first cell that is no finite number.
    public static func read(_ path: String) throws(DatasetError) -> FeatureMatrix {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .unreadable(file: path, reason: "it is not there or cannot be read")
        }
        return try parse(String(decoding: data, as: UTF8.self), file: path)
    }

    /// Reads the content of a file.
    static func parse(_ text: String, file: String) throws(DatasetError) -> FeatureMatrix {
        let content = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        var values: [Float] = []
        var columns = 0
        var rows = 0
        var isFirst = true
        let lines = content.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
            defer { isFirst = false }
            if isFirst, cells.contains(where: { Float($0) == nil }) {
                columns = cells.count
                continue
            }
            if columns == 0 { columns = cells.count }
            guard cells.count == columns else {
                throw .raggedRow(file: file, line: index + 1, found: cells.count, expected: columns)
            }
            for (column, cell) in cells.enumerated() {
                guard let value = Float(cell) else {
                    throw .notANumber(file: file, line: index + 1, column: column + 1, text: cell)
                }
                guard value.isFinite else {
                    throw .notFinite(file: file, line: index + 1, column: column + 1, text: cell)
                }
                values.append(value)
            }
            rows += 1
        }
        guard rows > 0, let matrix = FeatureMatrix(rows: rows, columns: columns, values: values) else {
            throw .empty(file: file)
        }
        return matrix
    }

    private static func trimmed(_ cell: Substring) -> String {
        let text = cell.trimmingCharacters(in: .whitespaces)
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        return text.dropFirst().dropLast().trimmingCharacters(in: .whitespaces)
    }
}
