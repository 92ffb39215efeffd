/// The making of a task from a user's table: comma-separated text with a header.
///
/// A column of numbers is a feature. Any other column is nominal and becomes one feature of 0 and 1 a value, in order of the
/// values' bytes. The target's values are the classes, in numerical order where all are numbers, else in order of their bytes.
public enum TableReader {
    /// The most values of a nominal column.
    static let nominalLimit = 100
    /// The most classes.
    static let classLimit = 1000

    /// Reads a table; the splits are four, each with a random stratified quarter for testing and 15 % of the rest for validation.
    ///
    /// Without a target the last column is it.
    /// Throws a ``DatasetError`` that names the line and column of a cell that is missing or wrong.
    public static func read(
        _ file: NamedBytes, name: TaskName, target: String? = nil, seed: UInt64 = 0
    ) throws(DatasetError) -> LearningTask {
        var text = DelimitedText(file)
        guard let header = try text.next(), header.count > 1 else {
            throw .malformed(file: file.name, line: 1, problem: "a header and at least two columns are needed")
        }
        if let twice = header.first(where: { title in header.count { $0 == title } > 1 }) {
            throw .malformed(file: file.name, line: 1, problem: "column “\(quoted(twice))” is there twice; rename one")
        }
        let targetColumn = try position(of: target, in: header, file: file)
        var rows: [[String]] = []
        var lines: [Int] = []
        while let cells = try text.next() {
            guard cells.count == header.count else {
                throw .raggedRow(file: file.name, line: text.line, found: cells.count, expected: header.count)
            }
            if let column = cells.firstIndex(where: isMissing) {
                throw .malformed(
                    file: file.name, line: text.line,
                    problem: "column “\(quoted(header[column]))” is empty; fill the cell or leave the row out")
            }
            rows.append(cells)
            lines.append(text.line)
        }
        guard rows.count > 0 else { throw .empty(file: file.name) }
        var columns: [[Float]] = []
        for column in header.indices where column != targetColumn {
            columns += try features(rows, column, title: header[column], lines: lines, file: file)
        }
        let (classes, count) = try self.classes(rows, targetColumn, title: header[targetColumn], file: file)
        var values = [Float](repeating: 0, count: rows.count * columns.count)
        for (index, column) in columns.enumerated() {
            for row in rows.indices { values[row * columns.count + index] = column[row] }
        }
        let splits = Partition.stratifiedSplits(classes: classes, count: 4, test: 0.25, validation: 0.15, seed: seed)
        return try LearningTask(
            name: name, features: FeatureMatrix(checkedRows: rows.count, columns: columns.count, values: values),
            targets: .classes(classes, count: count), splits: splits, scale: .raw)
    }

    private static func position(
        of target: String?, in header: [String], file: NamedBytes
    ) throws(DatasetError) -> Int {
        guard let target else { return header.count - 1 }
        guard let position = header.firstIndex(of: target) else {
            let near = EditDistance.nearest(to: target, among: header)
            let known = near.isEmpty ? header.prefix(8).map { $0 } : near
            throw .malformed(
                file: file.name, line: 1,
                problem: "there is no column “\(quoted(target))”; there is \(known.map(quoted).joined(separator: ", "))"
            )
        }
        return position
    }

    private static func isMissing(_ cell: String) -> Bool {
        ["", "?", "na", "nan", "null"].contains(cell.lowercased())
    }

    private static func features(
        _ rows: [[String]], _ column: Int, title: String, lines: [Int], file: NamedBytes
    ) throws(DatasetError) -> [[Float]] {
        var numbers: [Float] = []
        for (row, cells) in rows.enumerated() {
            let outcome = Array(cells[column].utf8).withUnsafeBytes { bytes -> DecimalNumber.Outcome in
                let outcome = DecimalNumber.parse(bytes, from: 0, to: bytes.count)
                if case .number(_, let end) = outcome, end < bytes.count { return .notANumber }
                return outcome
            }
            switch outcome {
            case .number(let value, _): numbers.append(value)
            case .tooLarge:
                throw .notFinite(file: file.name, line: lines[row], column: column + 1, text: cells[column])
            case .notANumber: break
            }
        }
        if numbers.count == rows.count { return [numbers] }
        let values = sorted(Set(rows.map { $0[column] }))
        guard values.count <= nominalLimit else {
            throw .malformed(
                file: file.name, line: 0,
                problem: "column “\(quoted(title))” is no number and has \(values.count) values; drop it or group them")
        }
        return values.map { value in rows.map { $0[column] == value ? 1 : 0 } }
    }

    private static func classes(
        _ rows: [[String]], _ column: Int, title: String, file: NamedBytes
    ) throws(DatasetError) -> (classes: [Int32], count: Int) {
        let values = Set(rows.map { $0[column] })
        guard (2...classLimit).contains(values.count) else {
            throw .malformed(
                file: file.name, line: 0,
                problem:
                    "the target “\(quoted(title))” has \(values.count) values; a class for each needs 2 to \(classLimit)"
            )
        }
        var order = sorted(values)
        let numbers = order.compactMap { Double($0) }
        if numbers.count == order.count {
            order = zip(numbers, order).sorted { $0.0 < $1.0 }.map(\.1)
        }
        let position = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, Int32($0.offset)) })
        return (rows.map { position[$0[column]] ?? 0 }, order.count)
    }

    private static func sorted(_ values: Set<String>) -> [String] {
        values.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }
}
