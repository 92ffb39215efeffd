/// The percentile interval of a mean difference over tasks, or runs within tasks, drawn again with replacement.
///
/// With strata each task is replaced by one of its own stratum, as where a study has many small tasks and few large ones. A task
/// counts once, whatever the number of its runs.
public struct DifferenceBootstrap: Sendable, Hashable {
    /// The mean of the differences as they are.
    public let mean: Double

    /// The lower end of the interval.
    public let lower: Double

    /// The upper end of the interval.
    public let upper: Double

    /// The confidence of the interval.
    public let confidence: Double

    /// Draws tasks.
    ///
    /// - Parameters:
    ///   - differences: x - y of each task, at least 2, finite.
    ///   - strata: the stratum of each task; nil for a single one.
    ///   - confidence: strictly between 0 and 1.
    ///   - draws: at least 100.
    ///   - seed: of the draws; the same one gives the same digits.
    /// - Throws: `StatisticsError` for other values.
    public init(
        _ differences: [Double], strata: [String]? = nil, confidence: Double = 0.95, draws: Int = 10_000,
        seed: UInt64 = 1
    ) throws {
        try Validation.requireCount(differences.count, atLeast: 2, "tasks to draw from")
        try Validation.requireFinite(differences, "differences")
        try Validation.requireInsideUnitInterval(confidence, "confidence")
        try Validation.requireCount(draws, atLeast: 100, "draws")
        let names = strata ?? Array(repeating: "", count: differences.count)
        try Validation.requireSameCount(names.count, "the list of strata", differences.count, "the list of differences")
        let groups = Dictionary(grouping: differences.indices, by: { names[$0] }).sorted { $0.key < $1.key }.map(
            \.value)
        let count = Double(differences.count)
        mean = CompensatedSum.mean(differences)
        self.confidence = confidence
        let means = (0..<draws).map { draw in
            var generator = SplitMixGenerator(seed: seed, stream: UInt64(draw))
            var sum = CompensatedSum()
            for group in groups {
                for _ in group { sum.add(differences[group[Int.random(in: group.indices, using: &generator)]]) }
            }
            return sum.value / count
        }
        (lower, upper) = AverageRankBootstrap.interval(means, confidence)
    }

    /// Draws runs within their tasks: what other runs on the same tasks would give.
    ///
    /// The mean is over tasks, of each the mean over its runs. A draw takes of each task as many runs as it has, and has its mean
    /// in the same way. A task with a single run keeps its difference in all draws.
    ///
    /// - Parameters:
    ///   - runs: of each task x - y of its runs, at least one, finite; at least two of some task.
    ///   - confidence: strictly between 0 and 1.
    ///   - draws: at least 100.
    ///   - seed: of the draws; the same one gives the same digits.
    /// - Throws: `StatisticsError` for other values.
    public init(runs: [[Double]], confidence: Double = 0.95, draws: Int = 10_000, seed: UInt64 = 1) throws {
        for (task, own) in runs.enumerated() {
            try Validation.requireCount(own.count, atLeast: 1, "runs of task \(task + 1)")
            try Validation.requireFinite(own, "differences of task \(task + 1)")
        }
        try Validation.requireCount(runs.map(\.count).max() ?? 0, atLeast: 2, "runs of a task to draw from")
        try Validation.requireInsideUnitInterval(confidence, "confidence")
        try Validation.requireCount(draws, atLeast: 100, "draws")
        mean = CompensatedSum.mean(runs.map(CompensatedSum.mean))
        self.confidence = confidence
        let means = (0..<draws).map { draw in
            var generator = SplitMixGenerator(seed: seed, stream: UInt64(draw))
            var sum = CompensatedSum()
            for own in runs {
                var ofTask = CompensatedSum()
                for _ in own { ofTask.add(own[Int.random(in: own.indices, using: &generator)]) }
                sum.add(ofTask.value / Double(own.count))
            }
            return sum.value / Double(runs.count)
        }
        (lower, upper) = AverageRankBootstrap.interval(means, confidence)
    }
}
