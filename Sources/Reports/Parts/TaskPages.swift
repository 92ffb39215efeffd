import Evaluation
import Formats
import Foundation
import ResultStore
import Tables

/// What validation picked of each method on each task, with the candidates it picked among: a page a task, in the same file.
///
/// The page's script draws a task from numbers that stand in the page; they are thinned, so that a study of 121 tasks stays small.
struct TaskPages: ReportPart {
    static let name = "picks"
    static let summary = "What validation picked of each method on each task; on the page, a page a task."

    /// A method on a task.
    struct Pick: Sendable {
        let method: String
        let cell: Results.Cell
        /// The curve of the first split and seed; nil where it is not stored.
        let curve: LearningCurveSet.Curve?
        /// Validation and test of every configuration of the first split and seed, equal ones once, by validation.
        let candidates: [(validation: Double, test: Double)]
        let paper: Double?
    }

    /// A task.
    struct Page: Sendable {
        let task: String
        let suite: String
        let record: TaskRecord?
        let picks: [Pick]
    }

    /// The tasks, by name.
    let pages: [Page]
    private let methods: [String]
    private let window: Int
    private let metric: String
    private let areOverTasks: Bool
    private let areMeans: Bool

    /// The most epochs that a curve is drawn with.
    static let mostPoints = 40

    init(_ source: ReportSource) throws {
        let ranked: RankedResults = try source.fact()
        let published: PublishedNumbers = try source.fact()
        let results = ranked.results
        let methods = results.methodNames
        self.methods = methods
        areOverTasks = ranked.areOverTasks
        areMeans = ranked.areMeans
        metric = results.metrics.count == 1 ? results.metrics[0] : "result"
        window = LearningCurveSet.window(of: results.protocols[.uci]?.rule)
        let records = Dictionary(try source.store.tasks().map { ($0.name, $0) }) { first, _ in first }
        let chosen = results.tasks.flatMap { task in
            methods.compactMap { results[task, $0]?.samples.first?.chosen.unitHash }
        }
        let curves = chosen.isEmpty ? [] : try source.store.learningCurves(UnitFilter(unitHashes: chosen))
        let byHash = Dictionary(curves.map { ($0.unitHash, $0) }) { first, _ in first }
        let grid = Dictionary(grouping: try source.fact(GridCells.self).cells) { [$0.task, $0.method] }
        pages = results.tasks.map { task in
            Page(
                task: task, suite: results.suites[task] ?? "", record: records[task],
                picks: methods.compactMap { method in
                    guard let cell = results[task, method], let sample = cell.samples.first else { return nil }
                    let curve = byHash[sample.chosen.unitHash].map {
                        LearningCurveSet.Curve(
                            method: method, epochs: $0.epochs, selectedEpoch: sample.chosen.epoch,
                            validationRows: $0.validationRows, testRows: $0.testRows)
                    }
                    let own = grid[[task, method]]?.first {
                        $0.splitIndex == sample.splitIndex && $0.seed == sample.seed
                    }
                    return Pick(
                        method: method, cell: cell, curve: curve, candidates: Self.distinct(own),
                        paper: published.accuracy(task: task, method: method))
                })
        }
    }

    /// The configurations of a cell as points, equal ones once.
    private static func distinct(_ cell: GridCell?) -> [(validation: Double, test: Double)] {
        let points = (cell?.candidates ?? []).compactMap { candidate in
            candidate.validation.map { [Self.rounded($0), Self.rounded(candidate.test.value)] }
        }
        return Set(points).sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
            .map { (Double($0[0]) / 10_000, Double($0[1]) / 10_000) }
    }

    /// A share in ten-thousandths.
    private static func rounded(_ value: Double) -> Int64 { Int64((value * 10_000).rounded()) }

    var table: Table {
        Table(
            columns: [
                "task", "method", "result", "correct", "deviation", "paper", "validation", "epoch", "configuration",
                "candidates", "given_up",
            ],
            rows: pages.flatMap { page in
                page.picks.map { pick -> [Cell] in
                    let sample = pick.cell.samples[0]
                    return [
                        .text(page.task), .text(pick.method), .decimal(pick.cell.score.value, places: 4),
                        pick.cell.score.accuracy.map { .text("\($0.correct) of \($0.total)") } ?? .none,
                        .decimal(pick.cell.spread, places: 4), .decimal(pick.paper, places: 4),
                        .decimal(sample.chosen.validationScore, places: 4), .integer(sample.chosen.epoch),
                        .text(ChosenHyperparameters(sample.hyperparameters)?.summary ?? ""),
                        .integer(sample.candidates), .integer(sample.failedCandidates),
                    ]
                }
            },
            notes: pages.isEmpty
                ? []
                : [
                    "Result: the test \(metric) of the configuration and epoch that validation picked"
                        + (areMeans ? ", the mean over splits and seeds; the configuration is that of the first." : ".")
                ])
    }

    var section: PageSection? {
        guard areOverTasks, !pages.isEmpty else { return nil }
        var section = Self.section("Task pages", "Task by task")
        section.filterNote = ""
        section.leads = [
            "What validation picked on a task, how it learned, and all configurations that it picked among. A task’s name in any table "
                + "leads here, and #task=\(pages[0].task) behind the page’s address does."
        ]
        section.taskData = data
        section.hasTaskData = true
        return section
    }

    /// The numbers of the pages as JSON that may stand in a page.
    private var data: String {
        let tasks = pages.map { page -> CanonicalJSON in
            var members: [String: CanonicalJSON] = [
                "name": .string(page.task), "suite": .string(page.suite),
                "picks": .object(Dictionary(page.picks.map { ($0.method, json($0)) }) { first, _ in first }),
            ]
            if let record = page.record {
                members["rows"] = .integer(Int64(record.rows))
                members["features"] = .integer(Int64(record.features))
                members["classes"] = .integer(Int64(record.classes))
            }
            return .object(members)
        }
        let names = methods.map { method -> CanonicalJSON in
            [
                "name": .string(method), "title": .string(MethodName.title(method)),
                "paint": .string(MethodName.paint(method, among: methods).property),
                "dashes": .string(MethodName.dashes(method, among: methods) ?? ""),
                "mark": .integer(Int64(MethodName.mark(method, among: methods))),
            ]
        }
        let all: CanonicalJSON = [
            "methods": .array(names), "tasks": .array(tasks), "window": .integer(Int64(window)),
            "metric": .string(metric), "means": .boolean(areMeans),
        ]
        // What ends a script or begins a comment of the page can't stand in it.
        return all.text.replacing("<", with: "\\u003c")
    }

    private func json(_ pick: Pick) -> CanonicalJSON {
        let sample = pick.cell.samples[0]
        var members: [String: CanonicalJSON] = [
            "test": .integer(Self.rounded(pick.cell.score.value)), "epoch": .integer(Int64(sample.chosen.epoch)),
            "picked": .string(ChosenHyperparameters(sample.hyperparameters)?.summary ?? ""),
            "candidates": .integer(Int64(sample.candidates)), "failed": .integer(Int64(sample.failedCandidates)),
        ]
        if let counts = pick.cell.score.accuracy { members["counts"] = .string("\(counts.correct) of \(counts.total)") }
        if let spread = pick.cell.spread { members["spread"] = .integer(Self.rounded(spread)) }
        if let paper = pick.paper { members["paper"] = .integer(Self.rounded(paper)) }
        if let validation = sample.chosen.validationScore { members["validation"] = .integer(Self.rounded(validation)) }
        let points = pick.candidates.flatMap { [Self.rounded($0.validation), Self.rounded($0.test)] }
        if !points.isEmpty { members["points"] = .array(points.map { .integer($0) }) }
        guard let curve = pick.curve else { return .object(members) }
        let smoothed = Dictionary(curve.smoothedValidation(window: window).map { ($0.epoch, $0.value) }) { first, _ in
            first
        }
        let epochs = LearningCurveSet.thinned(curve.epochs, to: Self.mostPoints)
        members["epochs"] = .array(epochs.map { .integer(Int64($0.epoch)) })
        members["curve"] = .array(
            epochs.map { epoch in smoothed[epoch.epoch].map { .integer(Int64(($0 * 1000).rounded())) } ?? .null })
        members["loss"] = .array(epochs.map { epoch in epoch.trainingLoss.map(Self.short) ?? .null })
        return .object(members)
    }

    /// A loss with three digits.
    private static func short(_ value: Double) -> CanonicalJSON {
        Double(String(format: "%.2e", value)).map { .number($0) } ?? .null
    }
}
