import Formats
import Statistics

extension RawTable {
    /// Takes the cells as scores of methods on tasks, a table a metric.
    ///
    /// - Returns: the tables, and notes on what was taken how.
    /// - Throws: `NumbersError` for a cell that is no score, and where nothing is left to compare.
    func tables(_ options: ReadingOptions) throws -> (tables: [NumberTable], notes: [String]) {
        var seen: Set<String> = []
        if let twice = names.first(where: { !seen.insert($0).inserted }) {
            throw error(nil, nil, "the column \(NumbersError.quoted(twice)) is there twice")
        }
        var roles = try ColumnRoles(self, options)
        if options.methodsAreRows || isMethodsByRows(roles) { return try transposed(roles, options) }
        let tables: [NumberTable]
        if roles.method != nil { tables = try long(&roles, options) } else { tables = [try wide(&roles)] }
        let hasSpreads = roles.scores.contains { column in
            values(column).contains { if case .meanWithSpread = $0 { true } else { false } }
        }
        return (
            tables,
            roles.notes + (hasSpreads ? ["of cells such as 0.90±0.01 the mean is taken, the spread is not used"] : [])
        )
    }

    private func isMethodsByRows(_ roles: ColumnRoles) -> Bool {
        guard let method = roles.method, roles.task == nil else { return false }
        return Set(rows.map { $0[method] ?? "" }).count == rows.count
    }

    /// The score of a cell; nil where it is missing.
    private func score(_ row: Int, _ column: Int) throws -> TaskScore? {
        switch cell(rows[row][column]) {
        case .missing: return nil
        case .score(let score), .meanWithSpread(let score): return score
        case .text: throw noScore(row, column)
        }
    }

    // MARK: - A row a task

    private func wide(_ roles: inout ColumnRoles) throws -> NumberTable {
        guard !roles.scores.isEmpty else {
            throw error(lines.isEmpty ? nil : nil, nil, "there is no column of numbers")
        }
        var tasks: [String] = []
        var rowsOfTask: [String: [Int]] = [:]
        for row in rows.indices {
            let name = roles.task.map { rows[row][$0] ?? "" } ?? "\(row + 1)"
            if rowsOfTask[name] == nil { tasks.append(name) }
            rowsOfTask[name, default: []].append(row)
        }
        if let twice = tasks.first(where: { (rowsOfTask[$0]?.count ?? 0) > 1 }), roles.runs.isEmpty {
            throw error(
                nil, nil,
                "the task \(NumbersError.quoted(twice)) is there twice; a row a task, or a column that tells runs apart, as seed"
            )
        }
        var runs: [[[TaskScore]]] = []
        for task in tasks {
            let own = rowsOfTask[task] ?? []
            runs.append(try roles.scores.map { column in try own.compactMap { try score($0, column) } })
        }
        let columns = roles.scores.map { names[$0] }
        return table("", columns, tasks, runs, &roles)
    }

    /// A table of means over runs, with the runs where there are several.
    private func table(
        _ metric: String, _ methods: [String], _ tasks: [String], _ runs: [[[TaskScore]]], _ roles: inout ColumnRoles
    ) -> NumberTable {
        let most = runs.flatMap { $0.map(\.count) }.max() ?? 0
        if most > 1 {
            let counts = Set(runs.flatMap { $0.map(\.count) }.filter { $0 > 0 }).sorted()
            let words = counts.count == 1 ? "\(most)" : "\(counts[0]) to \(most)"
            let note = "scores are means over \(words) runs of each task and method"
            if !roles.notes.contains(note) { roles.notes.append(note) }
        }
        return NumberTable(
            metric: metric, methods: methods, tasks: tasks,
            scores: runs.map { $0.map { TaskScore(meanOf: $0) } }, runs: most > 1 ? runs : nil)
    }

    // MARK: - A row a task and method

    private func long(_ roles: inout ColumnRoles, _ options: ReadingOptions) throws -> [NumberTable] {
        guard let method = roles.method else { return [] }
        guard let task = roles.task else {
            throw error(
                nil, nil,
                "there is a column \(NumbersError.quoted(names[method])) but none of tasks; --task-column names it")
        }
        var tasks: [String] = []
        var methods: [String] = []
        var place: [String: Int] = [:]
        var column: [String: Int] = [:]
        for row in rows {
            let (taskName, methodName) = (row[task] ?? "", row[method] ?? "")
            if place[taskName] == nil {
                place[taskName] = tasks.count
                tasks.append(taskName)
            }
            if column[methodName] == nil {
                column[methodName] = methods.count
                methods.append(methodName)
            }
        }
        let metrics = self.metrics(&roles, options)
        guard !metrics.isEmpty else { throw error(nil, nil, "there is no column of scores; --score names it") }
        return try metrics.map { metric in
            var runs = tasks.map { _ in methods.map { _ in [TaskScore]() } }
            for (index, row) in rows.enumerated() {
                guard let taskPlace = place[row[task] ?? ""], let methodPlace = column[row[method] ?? ""],
                    let score = try metric.score(index)
                else { continue }
                runs[taskPlace][methodPlace].append(score)
            }
            let table = table(metric.name, methods, tasks, runs, &roles)
            return options.columns.isEmpty ? table : try table.keeping(options.columns)
        }
    }

    /// The columns of scores; counts of a column correct out of one total are an accuracy, and what was made of them is left out.
    private func metrics(
        _ roles: inout ColumnRoles, _ options: ReadingOptions
    ) -> [(name: String, score: (Int) throws -> TaskScore?)] {
        let titles = names.map(ColumnRoles.plain)
        let counts = [("correct", "total"), ("testcorrect", "testtotal")].compactMap { names in
            titles.firstIndex(of: names.0).flatMap { correct in
                titles.firstIndex(of: names.1).map { (correct: correct, total: $0) }
            }
        }
        if options.scores.isEmpty, let (correct, total) = counts.first {
            let derived = roles.scores.filter { ![correct, total].contains($0) }
            let words = derived.prefix(8).map { NumbersError.quoted(names[$0]) }.joined(separator: ", ")
            roles.notes.append(
                "accuracies are counted from \(NumbersError.quoted(names[correct])) and "
                    + "\(NumbersError.quoted(names[total]))"
                    + (derived.isEmpty ? "" : "; not used: \(words)")
                    + (derived.count > 8 ? " and \(NumberText.counted(derived.count - 8, "other"))" : ""))
            roles.scores = [correct]
            return [
                (
                    name: "accuracy",
                    score: { row in
                        guard let hits = try self.score(row, correct), let all = try self.score(row, total) else {
                            return nil
                        }
                        guard let top = hits.fraction, let bottom = all.fraction, top.denominator == 1,
                            bottom.denominator == 1, bottom.numerator > 0,
                            let fraction = try? Fraction(top.numerator, bottom.numerator)
                        else { throw self.noScore(row, correct) }
                        return TaskScore(fraction)
                    }
                )
            ]
        }
        return roles.scores.map { column in (name: names[column], score: { try self.score($0, column) }) }
    }

    // MARK: - A row a method

    private func transposed(
        _ roles: ColumnRoles, _ options: ReadingOptions
    ) throws -> (tables: [NumberTable], notes: [String]) {
        let title = roles.method ?? roles.task
        let columns = roles.scores.filter { $0 != title }
        let methods = rows.indices.map { row in title.flatMap { rows[row][$0] } ?? "\(row + 1)" }
        var seen: Set<String> = []
        if let twice = methods.first(where: { !seen.insert($0).inserted }) {
            throw error(nil, nil, "the method \(NumbersError.quoted(twice)) is there twice; a row a method")
        }
        guard !columns.isEmpty else { throw error(nil, nil, "there is no column of numbers") }
        let table = NumberTable(
            methods: methods, tasks: columns.map { names[$0] },
            scores: try columns.map { column in try rows.indices.map { try score($0, column) } })
        let kept = options.columns.isEmpty ? table : try table.keeping(options.columns)
        return ([kept], roles.notes + ["each row is a method, each column a task"])
    }
}
