import Formats

/// The making of a task from a user's table: delimited text with a header.
///
/// A column of numbers is a feature. Any other column is a category and becomes one feature of 0 and 1 a value, in
/// order of the values' bytes. The target's values are the classes, in numerical order where all are numbers, else in
/// order of their bytes. Features are kept as measured and standardised on the training rows of each split when a
/// network learns from them.
public struct TableReader {
    /// The most values of a category.
    static let categoryLimit = 100
    /// The most classes.
    static let classLimit = 1000

    /// The values of one column as features.
    private struct Features {
        let role: TableColumn.Role
        let columns: [[Float]]
        let filled: Int
        let values: [String]
    }

    private let file: NamedBytes
    private let options: TableOptions
    private var header: [String] = []
    private var rows: [[String]] = []
    private var lines: [Int] = []
    private var dropped = 0

    private init(file: NamedBytes, options: TableOptions) {
        self.file = file
        self.options = options
    }

    /// Reads a table; each split has a random stratified share of the rows for testing and one of the rest for
    /// validation.
    ///
    /// - Throws: a ``DatasetError`` that names the line and column of a cell that is wrong.
    public static func read(
        _ file: NamedBytes, name: TaskName, options: TableOptions = TableOptions()
    ) throws(DatasetError) -> UserTable {
        var reader = TableReader(file: file, options: options)
        return try reader.read(name)
    }

    private mutating func read(_ name: TaskName) throws(DatasetError) -> UserTable {
        var text = DelimitedText(file, separator: options.separator)
        header = try text.next() ?? []
        try checkHeader()
        let target =
            try options.target.map { title throws(DatasetError) in try position(of: title) } ?? header.count - 1
        var ignored: Set<Int> = []
        for title in options.ignored { ignored.insert(try position(of: title)) }
        var categories: Set<Int> = []
        for title in options.categories { categories.insert(try position(of: title)) }
        guard !ignored.contains(target) else {
            throw malformed(line: 1, "the target “\(quoted(header[target]))” is to be ignored; choose another")
        }
        try readRows(&text, target: target, ignored: ignored)
        var made: [TableColumn] = []
        var features: [[Float]] = []
        var classes: [Int32] = []
        for (index, title) in header.enumerated() {
            if index == target {
                let found = try self.classes(index)
                classes = found.classes
                made.append(
                    TableColumn(title: title, role: .target, features: 0, filled: 0, values: found.values))
            } else if ignored.contains(index) {
                made.append(TableColumn(title: title, role: .ignored, features: 0, filled: 0, values: []))
            } else {
                let column = try self.features(index, isCategory: categories.contains(index))
                features += column.columns
                made.append(
                    TableColumn(
                        title: title, role: column.role, features: column.columns.count, filled: column.filled,
                        values: column.values))
            }
        }
        guard !features.isEmpty else { throw malformed(line: 1, "no column is left to learn from") }
        var values = [Float](repeating: 0, count: rows.count * features.count)
        for (index, column) in features.enumerated() {
            for row in rows.indices { values[row * features.count + index] = column[row] }
        }
        let splits = SplitDrawing.stratifiedSplits(
            classes: classes, count: options.splits, test: options.test, validation: options.validation,
            seed: options.seed)
        let task = try LearningTask(
            name: name, features: FeatureMatrix(checkedRows: rows.count, columns: features.count, values: values),
            targets: .classes(classes, count: made[target].values.count), splits: splits, scale: .raw)
        return UserTable(task: task, columns: made, droppedRows: dropped)
    }

    private func checkHeader() throws(DatasetError) {
        guard header.count > 1 else {
            throw malformed(
                line: 1, "a header and at least two columns are needed; if cells are not separated by commas, say so")
        }
        if let twice = header.first(where: { title in header.count { $0 == title } > 1 }) {
            throw malformed(line: 1, "column “\(quoted(twice))” is there twice; rename one")
        }
        if header.allSatisfy({ Self.number($0) != nil }) {
            throw malformed(line: 1, "only numbers where the columns' names should be; put a line of names first")
        }
    }

    private func position(of title: String) throws(DatasetError) -> Int {
        if let position = header.firstIndex(of: title) { return position }
        let near = EditDistance.nearest(to: title, among: header)
        let known = near.isEmpty ? header.prefix(8).map { $0 } : near
        throw malformed(
            line: 1, "there is no column “\(quoted(title))”; there is \(known.map(quoted).joined(separator: ", "))")
    }

    private mutating func readRows(
        _ text: inout DelimitedText, target: Int, ignored: Set<Int>
    ) throws(DatasetError) {
        while let cells = try text.next() {
            guard cells.count == header.count else {
                throw .raggedRow(file: file.name, line: text.line, found: cells.count, expected: header.count)
            }
            let missing = cells.indices.filter { !ignored.contains($0) && Self.isMissing(cells[$0]) }
            if let column = missing.contains(target) ? target : missing.first {
                switch options.missing {
                case .drop:
                    dropped += 1
                    continue
                case .fill where column == target:
                    throw malformed(
                        line: text.line, "the target “\(quoted(header[target]))” is missing; leave such rows out")
                case .fill: break
                case .refuse:
                    throw malformed(line: text.line, "column “\(quoted(header[column]))” is missing; fill the cell")
                }
            }
            rows.append(cells)
            lines.append(text.line)
        }
        guard !rows.isEmpty else { throw .empty(file: file.name) }
    }

    private static func isMissing(_ cell: String) -> Bool {
        cell.utf8.count <= 4 && ["", "?", "na", "nan", "null"].contains(cell.lowercased())
    }

    /// Reads a whole cell as a number; nil where it is none.
    private static func outcome(_ cell: String) -> DecimalNumber.Outcome {
        var cell = cell
        return cell.withUTF8 { buffer in
            let bytes = UnsafeRawBufferPointer(buffer)
            let outcome = DecimalNumber.parse(bytes, from: 0, to: bytes.count)
            if case .number(_, let end) = outcome, end < bytes.count { return .notANumber }
            return outcome
        }
    }

    private static func number(_ cell: String) -> Float? {
        if case .number(let value, _) = outcome(cell) { value } else { nil }
    }

    private func features(_ column: Int, isCategory: Bool) throws(DatasetError) -> Features {
        let known = rows.indices.filter { !Self.isMissing(rows[$0][column]) }
        guard !known.isEmpty else {
            throw malformed(line: 1, "column “\(quoted(header[column]))” has no value; leave it out")
        }
        if !isCategory, let numbers = try numbers(column, known: known) { return numbers }
        var values = Self.sorted(Set(known.map { rows[$0][column] }))
        let filled = rows.count - known.count
        guard values.count <= Self.categoryLimit else {
            throw malformed(
                line: 0,
                "column “\(quoted(header[column]))” is no number and has \(values.count) values; leave it out or group them"
            )
        }
        // Missing cells are told apart by a value that no cell can have.
        let isKnown = Set(known)
        var columns = values.map { value in
            rows.indices.map { isKnown.contains($0) && rows[$0][column] == value ? Float(1) : 0 }
        }
        if filled > 0 {
            columns.append(rows.indices.map { isKnown.contains($0) ? 0 : 1 })
            values.append("(missing)")
        }
        return Features(role: .category, columns: columns, filled: filled, values: values)
    }

    /// A column of numbers, missing ones as the mean of the others; nil where some cell is no number.
    private func numbers(_ column: Int, known: [Int]) throws(DatasetError) -> Features? {
        var values = [Float](repeating: 0, count: rows.count)
        var sum = 0.0
        for row in known {
            switch Self.outcome(rows[row][column]) {
            case .number(let value, _):
                values[row] = value
                sum += Double(value)
            case .tooLarge:
                throw .notFinite(file: file.name, line: lines[row], column: column + 1, text: rows[row][column])
            case .notANumber: return nil
            }
        }
        if known.count < rows.count {
            let mean = Float(sum / Double(known.count))
            let isKnown = Set(known)
            for row in rows.indices where !isKnown.contains(row) { values[row] = mean }
        }
        return Features(role: .number, columns: [values], filled: rows.count - known.count, values: [])
    }

    private func classes(_ column: Int) throws(DatasetError) -> (classes: [Int32], values: [String]) {
        let values = Set(rows.map { $0[column] })
        guard (2...Self.classLimit).contains(values.count) else {
            throw malformed(
                line: 0,
                "the target “\(quoted(header[column]))” has \(values.count) values; a class for each needs 2 to \(Self.classLimit)"
            )
        }
        var order = Self.sorted(values)
        let numbers = order.compactMap { Double($0) }
        if numbers.count == order.count {
            order = zip(numbers, order).sorted { $0.0 < $1.0 }.map(\.1)
        }
        let position = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, Int32($0.offset)) })
        return (rows.map { position[$0[column]] ?? 0 }, order)
    }

    private static func sorted(_ values: Set<String>) -> [String] {
        values.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    private func malformed(line: Int, _ problem: String) -> DatasetError {
        .malformed(file: file.name, line: line, problem: problem)
    }
}
