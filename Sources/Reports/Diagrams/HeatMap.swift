/// The test results of all methods on all tasks, each beside the best one of its task and the paper's.
struct HeatMap: Sendable {
    /// One method on one task.
    struct Cell: Sendable {
        let value: Double
        let counts: String?
        let paper: Double?
        let hyperparameters: String
        /// How far behind the best of the task, from 0 (0.1 and more) to 5 (best).
        let step: Int
    }

    /// The methods, in the order of the columns.
    let methods: [String]
    /// The tasks, in the order of the rows.
    let tasks: [String]
    /// The cells, one row a task; nil where a method has no result.
    let cells: [[Cell?]]
    /// Whether tasks of the sample suite stand beside values of another split.
    let hasOtherSplits: Bool

    /// The most that a step lags behind the best of its task; the last step is the best itself.
    static let limits = [0.1, 0.05, 0.025, 0.01]

    init(_ study: StudyResults, _ published: PublishedNumbers) {
        methods = study.methods
        tasks = study.tasks
        cells = study.tasks.map { task in
            let best = study.methods.compactMap { study.value(task, $0) }.max() ?? 0
            return study.methods.map { method in
                guard let chosen = study.results[task]?[method]?.chosen, let value = chosen.testValue else {
                    return nil
                }
                return Cell(
                    value: value, counts: chosen.testCounts.map { "\($0.correct) of \($0.total)" },
                    paper: published.accuracy(task: task, method: method),
                    hyperparameters: ChosenHyperparameters(study.results[task]?[method])?.summary ?? "",
                    step: Self.step(behind: best - value))
            }
        }
        hasOtherSplits =
            published.hasAccuracies && study.tasks.contains { $0.hasPrefix(PublishedNumbers.samplePrefix) }
    }

    /// The step of a lag behind the best.
    static func step(behind lag: Double) -> Int {
        if lag <= 1e-12 { return Paint.heatCount - 1 }
        // A lag of exactly a limit belongs to the better step, whatever its last bit.
        return limits.count { lag <= $0 + 1e-9 }
    }

    /// What the pointer is told on a cell.
    func title(_ row: Int, _ column: Int) -> String {
        let name = "\(tasks[row]), \(MethodName.title(methods[column]))"
        guard let cell = cells[row][column] else { return "\(name): no result" }
        var text = "\(name): \(Figure.decimal(cell.value, places: 4))"
        if let counts = cell.counts { text += " (\(counts))" }
        if let paper = cell.paper { text += "; paper \(Figure.decimal(paper, places: 4))" }
        if !cell.hyperparameters.isEmpty { text += "; \(cell.hyperparameters)" }
        return text
    }

    /// The legend's texts, from far behind to best.
    static var legend: [(step: Int, text: String)] {
        [
            (0, "more than 0.1 behind"), (1, "up to 0.1"), (2, "up to 0.05"), (3, "up to 0.025"),
            (4, "up to 0.01"), (5, "best of its task"),
        ]
    }

    /// Every value as a table, the paper's beside ours.
    var table: ReportTable {
        let hasPaper = cells.contains { $0.contains { $0?.paper != nil } }
        var columns = ["task"] + methods
        if hasPaper { columns += methods.map { "paper_\($0)" } }
        return ReportTable(
            columns: columns,
            rows: tasks.indices.map { row in
                var values: [ReportValue] = [.text(tasks[row])]
                values += cells[row].map { .decimal($0?.value, places: 4) }
                if hasPaper { values += cells[row].map { .decimal($0?.paper, places: 4) } }
                return values
            }, notes: notes)
    }

    /// What the numbers are.
    var notes: [String] {
        var notes = ["Test result of the configuration and epoch that validation selected."]
        if hasOtherSplits {
            notes.append(
                "Tasks of the sample suite have splits of their own: the paper’s values beside them are for the same data, "
                    + "split otherwise.")
        }
        return notes
    }
}
