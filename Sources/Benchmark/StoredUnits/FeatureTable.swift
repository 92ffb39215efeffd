import Datasets
import Formats
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
        var reader = CSVReader(Array(text.utf8), trimsBlanks: true)
        var values: [Float] = []
        var columns = 0
        var rows = 0
        while let cells = try row(&reader, file) {
            // A line of blanks.
            if cells == [nil] { continue }
            let numbers = cells.map { Float(($0 ?? "").trimmingCharacters(in: .whitespaces)) }
            let isFirst = columns == 0
            if isFirst { columns = cells.count }
            if isFirst, numbers.contains(where: { $0 == nil }) { continue }
            guard cells.count == columns else {
                throw .raggedRow(file: file, line: reader.line, found: cells.count, expected: columns)
            }
            for (column, number) in numbers.enumerated() {
                let cell = cells[column] ?? ""
                guard let number else {
                    throw .notANumber(file: file, line: reader.line, column: column + 1, text: cell)
                }
                guard number.isFinite else {
                    throw .notFinite(file: file, line: reader.line, column: column + 1, text: cell)
                }
                values.append(number)
            }
            rows += 1
        }
        guard rows > 0, let matrix = FeatureMatrix(rows: rows, columns: columns, values: values) else {
            throw .empty(file: file)
        }
        return matrix
    }

    private static func row(_ reader: inout CSVReader, _ file: String) throws(DatasetError) -> [String?]? {
        do throws(CSVReader.Problem) {
            return try reader.next()
        } catch {
            throw .malformed(file: file, line: error.line, problem: error.detail)
        }
    }
}
