import Formats
import Statistics

extension RawTable {
    /// Takes the cells as scores of methods on tasks, a table a metric.
    ///
    /// - Returns: the tables, and notes on what was taken how.
    /// - Throws: `NumbersError` for a cell that is no score, and where nothing is left to compare.
    func tables(_ options: ReadingOptions) throws -> (tables: [NumberTable], notes: [String]) {
        var seen: Set<String> = []
        if let twice = names.firstIndex(where: { !seen.insert($0).inserted }) {
            if headerLine != nil, Self.value(names[twice]).isNumber { throw numberInHeader(twice) }
            throw error(nil, nil, "the column \(NumbersError.quoted(names[twice])) is there twice")
        }
        var roles = try ColumnRoles(self, options)
        roles.notes = notes + roles.notes
        try refuseNumbersInHeader(roles, options)
        if options.methodsAreRows || isMethodsByRows(roles) { return try transposed(roles, options) }
        let tables: [NumberTable]
        if roles.method != nil { tables = try long(&roles, options) } else { tables = [try wide(&roles, options)] }
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

    /// Refuses a first row of scores that was taken for the header; whole numbers may be names of tasks, above rows of methods.
    private func refuseNumbersInHeader(_ roles: ColumnRoles, _ options: ReadingOptions) throws {
        guard headerLine != nil else { return }
        let named = Set(options.columns).union(options.scores)
        let title = (roles.method ?? roles.task).map { names[$0] } ?? ""
        let haveTasks = isMethodsByRows(roles) || options.methodsAreRows && ColumnRoles.isTitle(title)
        for column in roles.scores where !named.contains(names[column]) {
            let name = Self.value(names[column])
            guard name.isNumber, !haveTasks || name.score?.fraction?.denominator != 1 else { continue }
            throw numberInHeader(column)
        }
    }

    /// The score of a cell; nil where it is missing.
    private func score(_ row: Int, _ column: Int) throws -> TaskScore? {
        switch value(row, column) {
        case .missing: return nil
        case .score(let score), .meanWithSpread(let score):
            guard score.value.magnitude <= NumberReader.largestScore else {
                throw error(row, column, NumberReader.tooLarge(score))
            }
            return score
        case .text, .ambiguous: throw noScore(row, column)
        }
    }

    /// Refuses a number above 1 without % beside percentages, which are read as shares of 1.
    private func refuseMixedPercents(_ cells: some Sequence<(row: Int, column: Int)>) throws {
        var hasPercents = false
        var plain: (row: Int, column: Int)?
        for (row, column) in cells {
            if rows[row][column]?.contains("%") == true {
                hasPercents = true
            } else if plain == nil, let score = value(row, column).score, score.value.magnitude > 1 {
                plain = (row, column)
            }
        }
        guard hasPercents, let (row, column) = plain else { return }
        throw error(
            row, column,
            "\(NumbersError.quoted(rows[row][column] ?? "")) has no % where other scores have one; write all with it or none"
        )
    }

    // MARK: - Rows

    /// Refuses a task, method and run that is there twice: nobody knows whether a mean or one of the rows is meant.
    private func refuseRepeats(_ roles: ColumnRoles, _ options: ReadingOptions) throws {
        let cells = [roles.task, roles.method].compactMap { $0 }
        let keys = cells + roles.runs
        var groups: [[String]: [Int]] = [:]
        for row in rows.indices {
            groups[cells.map { rows[row][$0] ?? "" } + roles.runs.map { key(row, $0) }, default: []].append(row)
        }
        let repeated = groups.values.filter { $0.count > 1 }
        guard let own = repeated.min(by: { $0[1] < $1[1] }) else { return }
        // Columns of few values that tell all repeated rows apart first, and what may be scores last.
        let asked = Set(options.scores)
        let differing = names.indices.compactMap { column -> (Int, Int, Int, Int)? in
            guard !keys.contains(column), !asked.contains(names[column]) else { return nil }
            let values = own.map { key($0, column) }
            guard Set(values).count > 1 else { return nil }
            let tellsAll = repeated.allSatisfy { rows in Set(rows.map { key($0, column) }).count == rows.count }
            let count = Set(rows.indices.map { key($0, column) }).count
            return (roles.scores.contains(column) ? 1 : 0, tellsAll ? 0 : 1, count, column)
        }.sorted(by: <).map { NumbersError.quoted(names[$0.3]) }
        let what = keys.map {
            "\(names[$0].isEmpty ? "row" : names[$0]) \(NumbersError.quoted(rows[own[0]][$0] ?? ""))"
        }
        let advice =
            differing.isEmpty
            ? "the rows are alike; leave one out, or name runs in a column such as seed"
            : "the rows differ in \(Self.listed(differing)); keep one of them, or name the column that tells "
                + "runs apart, as a seed, with --run-column"
        throw error(
            own[1], nil,
            "\(what.joined(separator: ", ")) is there twice, first on \(place(own[0])); \(advice)")
    }

    /// Up to eight names, and how many others there are.
    static func listed(_ names: [String]) -> String {
        names.prefix(8).joined(separator: ", ")
            + (names.count > 8 ? " and \(NumberText.counted(names.count - 8, "other"))" : "")
    }

    // MARK: - A row a task

    private func wide(_ roles: inout ColumnRoles, _ options: ReadingOptions) throws -> NumberTable {
        guard !roles.scores.isEmpty else {
            throw error(nil, nil, "there is no column of numbers")
        }
        if roles.task != nil {
            try refuseRepeats(roles, options)
        } else if !roles.runs.isEmpty {
            roles.notes.append(
                "no column names the tasks: each row counts as a task; where rows are runs of one task, which "
                    + "\(Self.listed(roles.runs.map { names[$0] })) tells apart, tests speak of further runs, not of other tasks"
            )
        }
        for row in rows.indices { try refuseMixedPercents(roles.scores.map { (row, $0) }) }
        var tasks: [String] = []
        var rowsOfTask: [String: [Int]] = [:]
        for row in rows.indices {
            let name = roles.task.map { rows[row][$0] ?? "" } ?? "\(row + 1)"
            if rowsOfTask[name] == nil { tasks.append(name) }
            rowsOfTask[name, default: []].append(row)
        }
        var runs: [[[NumberTable.Run]]] = []
        for task in tasks {
            let own = rowsOfTask[task] ?? []
            runs.append(
                try roles.scores.map { column in
                    try own.compactMap { row in try score(row, column).map { run(row, roles, $0) } }
                })
        }
        let columns = roles.scores.map { names[$0] }
        return table("", columns, tasks, runs, &roles)
    }

    private func run(_ row: Int, _ roles: ColumnRoles, _ score: TaskScore) -> NumberTable.Run {
        NumberTable.Run(key: roles.runs.map { key(row, $0) }, score: score)
    }

    /// A table of means over runs, with the runs where there are several.
    private func table(
        _ metric: String, _ methods: [String], _ tasks: [String], _ runs: [[[NumberTable.Run]]],
        _ roles: inout ColumnRoles
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
            scores: runs.map { $0.map { TaskScore(meanOf: $0.map(\.score)) } }, runs: most > 1 ? runs : nil,
            runColumns: roles.runs.map { names[$0] }, isMinimized: minimized.contains(metric))
    }

    // MARK: - A row a task and method

    private func long(_ roles: inout ColumnRoles, _ options: ReadingOptions) throws -> [NumberTable] {
        guard let method = roles.method else { return [] }
        guard let task = roles.task else {
            throw error(
                nil, nil,
                "there is a column \(NumbersError.quoted(names[method])) but none of tasks; --task-column names it")
        }
        try refuseRepeats(roles, options)
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
            var runs = tasks.map { _ in methods.map { _ in [NumberTable.Run]() } }
            if let column = metric.column { try refuseMixedPercents(rows.indices.map { ($0, column) }) }
            for (index, row) in rows.enumerated() {
                guard let taskPlace = place[row[task] ?? ""], let methodPlace = column[row[method] ?? ""],
                    let score = try metric.score(index)
                else { continue }
                runs[taskPlace][methodPlace].append(run(index, roles, score))
            }
            let table = table(metric.name, methods, tasks, runs, &roles)
            return options.columns.isEmpty ? table : try table.keeping(options.columns)
        }
    }

    /// The columns of scores; counts of a column correct out of one total are an accuracy, and what was made of them is left out.
    private func metrics(
        _ roles: inout ColumnRoles, _ options: ReadingOptions
    ) -> [(name: String, column: Int?, score: (Int) throws -> TaskScore?)] {
        let titles = names.map(ColumnRoles.plain)
        let counts = [("correct", "total"), ("testcorrect", "testtotal")].compactMap { names in
            titles.firstIndex(of: names.0).flatMap { correct in
                titles.firstIndex(of: names.1).map { (correct: correct, total: $0) }
            }
        }.filter { pair in
            // Results that are no counts, as errors of numbers, have none.
            rows.indices.contains { value($0, pair.correct).isNumber && value($0, pair.total).isNumber }
        }
        if options.scores.isEmpty, let (correct, total) = counts.first {
            let derived = roles.scores.filter { ![correct, total].contains($0) }
            let words = Self.listed(derived.map { NumbersError.quoted(names[$0]) })
            roles.notes.append(
                "accuracies are counted from \(NumbersError.quoted(names[correct])) and "
                    + "\(NumbersError.quoted(names[total]))"
                    + (derived.isEmpty ? "" : "; not used: \(words)"))
            roles.scores = [correct]
            return [
                (
                    name: "accuracy", column: nil,
                    score: { row in
                        guard let hits = try self.score(row, correct), let all = try self.score(row, total) else {
                            return nil
                        }
                        guard let top = hits.fraction, let bottom = all.fraction, top.denominator == 1,
                            bottom.denominator == 1, bottom.numerator > 0,
                            (0...bottom.numerator).contains(top.numerator),
                            let fraction = try? Fraction(top.numerator, bottom.numerator)
                        else {
                            let texts = [correct, total].map { NumbersError.quoted(self.rows[row][$0] ?? "") }
                            throw self.error(
                                row, correct,
                                "\(texts[0]) of \(texts[1]) is no count of a total; a whole number from 0 to the total, "
                                    + "and a total of at least 1")
                        }
                        return TaskScore(fraction)
                    }
                )
            ]
        }
        return roles.scores.map { column in
            (name: names[column], column: column, score: { try self.score($0, column) })
        }
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
        for column in columns { try refuseMixedPercents(rows.indices.map { ($0, column) }) }
        let table = NumberTable(
            methods: methods, tasks: columns.map { names[$0] },
            scores: try columns.map { column in try rows.indices.map { try score($0, column) } })
        let kept = options.columns.isEmpty ? table : try table.keeping(options.columns)
        return ([kept], roles.notes + ["each row is a method, each column a task"])
    }
}
