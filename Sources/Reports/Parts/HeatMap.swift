import Evaluation
import Formats
import Graphics
import Tables

/// The test results of all methods on all tasks, each beside the best one of its task and the paper's.
struct HeatMap: ReportPart {
    static let name = "heat-map"
    static let summary = "Every method on every task, the paper's value beside ours."
    static let isDrawn = true

    /// One method on one task.
    struct Field: Sendable {
        let value: Double
        /// The standard deviation over splits and seeds; nil for one.
        let spread: Double?
        let samples: Int
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
    let cells: [[Field?]]
    private let areOverTasks: Bool
    private let areMeans: Bool
    /// Whether tasks of the sample suite stand beside values of another split.
    let hasOtherSplits: Bool

    /// The most that a step lags behind the best of its task; the last step is the best itself.
    static let limits = [0.1, 0.05, 0.025, 0.01]

    init(_ source: ReportSource) throws {
        let ranked: RankedResults = try source.fact()
        let published: PublishedNumbers = try source.fact()
        let results = ranked.results
        let methods = results.methodNames
        self.methods = methods
        tasks = results.tasks
        areOverTasks = ranked.areOverTasks
        areMeans = ranked.areMeans
        cells = results.tasks.map { task in
            let best = methods.compactMap { results[task, $0]?.score.value }.max() ?? 0
            return methods.map { method in
                guard let cell = results[task, method] else { return nil }
                return Field(
                    value: cell.score.value, spread: cell.spread, samples: cell.samples.count,
                    counts: cell.score.accuracy.map { "\($0.correct) of \($0.total)" },
                    paper: published.accuracy(task: task, method: method),
                    hyperparameters: cell.samples.count == 1
                        ? ChosenHyperparameters(cell.samples[0].hyperparameters)?.summary ?? "" : "",
                    step: Self.step(behind: best - cell.score.value))
            }
        }
        hasOtherSplits =
            published.hasAccuracies && results.tasks.contains { $0.hasPrefix(PublishedNumbers.samplePrefix) }
    }

    /// The step of a lag behind the best.
    static func step(behind lag: Double) -> Int {
        if lag <= 1e-12 { return Paint.heatCount - 1 }
        // A lag of exactly a limit belongs to the better step, whatever its last bit.
        return limits.count { lag <= $0 + 1e-9 }
    }

    /// What it shows, one line.
    var heading: String { "Test results of \(methods.count) methods on \(NumberText.counted(tasks.count, "task"))" }

    /// What the pointer is told on a cell.
    func title(_ row: Int, _ column: Int) -> String {
        let name = "\(tasks[row]), \(MethodName.title(methods[column]))"
        guard let cell = cells[row][column] else { return "\(name): no result" }
        var text = "\(name): \(NumberText.decimal(cell.value, places: 4))"
        if let counts = cell.counts { text += " (\(counts))" }
        if let spread = cell.spread {
            text += ", mean of \(cell.samples) with standard deviation \(NumberText.decimal(spread, places: 4))"
        }
        if let paper = cell.paper { text += "; paper \(NumberText.decimal(paper, places: 4))" }
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
    var table: Table {
        let hasPaper = cells.contains { $0.contains { $0?.paper != nil } }
        var columns = ["task"] + methods
        if hasPaper { columns += methods.map { "paper_\($0)" } }
        return Table(
            columns: columns,
            rows: tasks.indices.map { row in
                var values: [Cell] = [.text(tasks[row])]
                values += cells[row].map { .decimal($0?.value, places: 4) }
                if hasPaper { values += cells[row].map { .decimal($0?.paper, places: 4) } }
                return values
            }, notes: notes)
    }

    var section: PageSection? {
        guard areOverTasks else { return nil }
        var section = Self.section("Tasks", "Every task, every method")
        section.filterNote = "A filter is on: colours stay those beside the best of all methods."
        section.heatMaps = [PageHeatMap(self)]
        section.noteLines = notes
        return section
    }

    /// What the numbers are.
    var notes: [String] {
        var notes = [
            "Test result of the configuration and epoch that validation selected"
                + (areMeans ? ", the mean over splits and seeds." : ".")
        ]
        if hasOtherSplits {
            notes.append(
                "Tasks of the sample suite have splits of their own: the paper’s values beside them are for the same data, "
                    + "split otherwise.")
        }
        return notes
    }
}

// MARK: - The drawing

extension HeatMap {
    /// The map as a drawing, for a paper.
    var chart: Chart? { tasks.isEmpty ? nil : drawing }

    /// The drawing.
    private var drawing: Chart {
        let titles = TaskTitles(tasks)
        return HeatGrid(
            title: heading,
            description: "One row a task, one column a method; the darker, the nearer to the best of the task.",
            columns: methods.map(MethodName.title), rows: tasks.map { titles[$0] },
            fields: cells.map { row in
                row.map { cell in
                    cell.map {
                        HeatGrid.Field(
                            [NumberText.decimal($0.value, places: 3)], step: $0.step,
                            isBold: $0.step == Paint.heatCount - 1)
                    }
                }
            }, legend: Self.legend
        ).chart
    }
}
