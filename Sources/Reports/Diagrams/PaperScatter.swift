/// Our result beside the paper's on each task, by method.
struct PaperScatter: Sendable {
    /// One task.
    struct Point: Sendable {
        let task: String
        let paper: Double
        let ours: Double

        var difference: Double { ours - paper }
    }

    /// One method.
    struct Panel: Sendable {
        let method: String
        let points: [Point]
        /// The points far from the diagonal, the farthest first.
        let strays: [Point]
        let meanDifference: Double
        let meanDistance: Double
    }

    /// The methods with a number on either side.
    let panels: [Panel]
    /// All methods, which decide the colours.
    let methods: [String]
    /// Whether tasks of the sample suite stand beside values of another split.
    let hasOtherSplits: Bool

    /// How far from the diagonal a task is named.
    static let strayDistance = 0.1
    /// The most tasks that a panel names.
    static let mostNames = 4

    init(_ study: StudyResults, _ published: PublishedNumbers) {
        methods = study.methods
        panels = study.methods.compactMap { method in
            let points = study.tasks.compactMap { task -> Point? in
                guard let ours = study.value(task, method),
                    study.results[task]?[method]?.chosen?.testMetric == "accuracy",
                    let paper = published.accuracy(task: task, method: method)
                else { return nil }
                return Point(task: task, paper: paper, ours: ours)
            }
            guard !points.isEmpty else { return nil }
            let count = Double(points.count)
            return Panel(
                method: method, points: points,
                strays: points.filter { $0.difference.magnitude >= Self.strayDistance - 1e-9 }
                    .sorted { ($1.difference.magnitude, $0.task) < ($0.difference.magnitude, $1.task) },
                meanDifference: points.reduce(0) { $0 + $1.difference } / count,
                meanDistance: points.reduce(0) { $0 + $1.difference.magnitude } / count)
        }
        hasOtherSplits = study.tasks.contains { $0.hasPrefix(PublishedNumbers.samplePrefix) }
    }

    /// Every pair of numbers.
    var table: ReportTable {
        ReportTable(
            columns: ["task", "method", "paper", "ours", "difference"],
            rows: panels.flatMap { panel in
                panel.points.map {
                    [
                        .text($0.task), .text(panel.method), .decimal($0.paper, places: 4),
                        .decimal($0.ours, places: 4), .decimal($0.difference, places: 4, sign: true),
                    ]
                }
            }, notes: [caption])
    }

    /// A line a method.
    var summaryTable: ReportTable {
        ReportTable(
            columns: ["method", "tasks", "mean_difference", "mean_distance", "tasks_0.1_or_more_away"],
            rows: panels.map {
                [
                    .text(MethodName.title($0.method)), .integer($0.points.count),
                    .decimal($0.meanDifference, places: 4, sign: true), .decimal($0.meanDistance, places: 4),
                    .integer($0.strays.count),
                ]
            }, notes: [])
    }

    /// What the drawing shows.
    var caption: String {
        "Test accuracy, ours (up) against Table A11 of the paper (right); on the diagonal both agree. "
            + "Named are tasks that lie 0.1 or more away, at most \(Self.mostNames) a method."
            + (hasOtherSplits
                ? " Tasks of the sample suite have other splits than the paper’s, so agreement to the digit cannot be expected."
                : "")
    }
}
