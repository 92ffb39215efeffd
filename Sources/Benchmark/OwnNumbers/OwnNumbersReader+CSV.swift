import Evaluation
import Formats
import Statistics

extension OwnNumbersReader {
    /// Reads a table of methods by tasks; columns x and y alone are a pair.
    func csv(_ bytes: [UInt8]) throws -> OwnNumbers {
        var reader = CSVReader(bytes)
        var names: [String] = []
        var rows: [(line: Int, cells: [String])] = []
        while let cells = try row(&reader) {
            if rows.isEmpty, cells[0].hasPrefix("#") { continue }
            guard !names.isEmpty else {
                names = cells
                continue
            }
            guard cells.count == names.count else {
                throw error("line \(reader.line)", "\(cells.count) cells where the header has \(names.count)")
            }
            rows.append((reader.line, cells))
        }
        guard !names.isEmpty else { throw error("", "there is no header; name the methods in the first line") }
        guard !rows.isEmpty else { throw error("", "there is a header but no row") }
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw error("line 1", "the column \(NumbersError.quoted(twice)) is there twice")
        }
        if names.allSatisfy({ score($0) != nil }) {
            throw error("line 1", "the first line holds numbers; a header that names the methods is needed")
        }
        let hasTasks = rows.contains { !isMissing($0.cells[0]) && score($0.cells[0]) == nil } || isTaskTitle(names[0])
        let methods = Array(names.dropFirst(hasTasks ? 1 : 0))
        guard !methods.isEmpty else { throw error("line 1", "there is no column of numbers") }
        let scores = try rows.map { row in
            try zip(methods, row.cells.dropFirst(hasTasks ? 1 : 0)).map { method, cell -> TaskScore? in
                if isMissing(cell) { return nil }
                guard let score = score(cell) else {
                    throw error(
                        "line \(row.line), column \(NumbersError.quoted(method))",
                        "\(NumbersError.quoted(cell)) is neither a finite number nor a count such as 117/150")
                }
                return score
            }
        }
        if methods.map({ $0.lowercased() }) == ["x", "y"] {
            let complete = scores.compactMap { row in row[0].flatMap { x in row[1].map { (x, $0) } } }
            return .pair(try PairedNumbers(x: complete.map(\.0), y: complete.map(\.1)))
        }
        let tasks = hasTasks ? rows.map { $0.cells[0] } : rows.indices.map { "\($0 + 1)" }
        return .table(try table(methods: methods, tasks: tasks, scores: scores))
    }

    /// Makes a table after checking that tasks are told apart.
    func table(methods: [String], tasks: [String], scores: [[TaskScore?]]) throws -> NumberTable {
        var seen: Set<String> = []
        if let twice = tasks.first(where: { !seen.insert($0).inserted }) {
            throw error("", "the task \(NumbersError.quoted(twice)) is there twice; a row a task")
        }
        seen = []
        if let twice = methods.first(where: { !seen.insert($0).inserted }) {
            throw error("", "the method \(NumbersError.quoted(twice)) is there twice")
        }
        return NumberTable(methods: methods, tasks: tasks, scores: scores)
    }

    private func row(_ reader: inout CSVReader) throws -> [String]? {
        do throws(CSVReader.Problem) {
            return try reader.next()?.map { ($0 ?? "").trimmingBlanks }
        } catch {
            throw self.error("line \(error.line)", error.detail)
        }
    }

    private func isMissing(_ cell: String) -> Bool {
        ["", "?", "na", "nan", "null", "--", "-"].contains(cell.lowercased())
    }

    private func isTaskTitle(_ title: String) -> Bool {
        ["task", "tasks", "dataset", "data", "data set", "problem", "problema", "name", ""].contains(title.lowercased())
    }
}

extension String {
    /// The text without blanks at its ends.
    fileprivate var trimmingBlanks: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
