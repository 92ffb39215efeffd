import ResultStore
import Statistics

/// The results that a question asks for: one grid, protocol, rule of selection, version of data, methods and arithmetic.
///
/// This is the one place that decides what may be compared. What it left out, and why, it says in ``leftOut``.
///
/// For what stands in reports: `results[task, method]?.score.value` is a value of the heat map or the scatter,
/// `.samples[0].chosen` the unit and epoch of a learning curve, `.samples[0].hyperparameters` the configuration,
/// ``chosen(in:by:)`` what validation chooses within parts of the candidates, as within each depth.
public struct Results: Sendable {
    /// A method with the definition that counts.
    public struct Method: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The digest of the definition.
        public let digest: String
    }

    /// One split and seed of a cell.
    public struct Sample: Sendable {
        /// The split.
        public let splitIndex: Int
        /// The seed.
        public let seed: Int64
        /// The score.
        public let score: TaskScore
        /// The unit and epoch that validation chose, with the test metric.
        public let chosen: ChosenCandidate
        /// The chosen unit's hyperparameters as canonical JSON text.
        public let hyperparameters: String?
        /// The number of candidates.
        public let candidates: Int
        /// The number of candidates that were given up.
        public let failedCandidates: Int
        /// Whether the choice was computed from stored curves, since none is stored or it no longer fits its units.
        public let isDerived: Bool
    }

    /// A method's result on a task.
    public struct Cell: Sendable {
        /// The score: the mean over the samples, exact where all are counts.
        public let score: TaskScore
        /// The standard deviation over the samples; nil for one.
        public let spread: Double?
        /// The samples, by split and seed.
        public let samples: [Sample]
    }

    /// The protocol of an experiment that the results are under.
    public struct UsedProtocol: Sendable {
        /// The digest of its definition.
        public let digest: String
        /// The rule of selection as canonical JSON text.
        public let rule: String
        /// What it is called in a foot: `the paper's`, or what differs from it, as `batch_size=32`.
        public let name: String
    }

    /// What was asked.
    public let question: ResultQuestion
    /// The methods with any result, in the order of the paper's tables, others behind them by the alphabet.
    public let methods: [Method]
    /// The methods that were asked for, by name or with a file, and have no result.
    public let absentMethods: [String]
    /// The tasks with any result, by name.
    public let tasks: [String]
    /// The suite of each task.
    public let suites: [String: String]
    /// The grid; nil where there are no results.
    public let grid: String?
    /// The protocols by experiment, of experiments with results.
    public let protocols: [Experiment: UsedProtocol]
    /// The splits that results are of; with several, scores are means over them.
    public let splitIndices: [Int]
    /// The seeds that results are of; with several, scores are means over them.
    public let seeds: [Int64]
    /// The version of the arithmetic; nil where there are no results.
    public let numericsVersion: Int?
    /// The names of the metrics that scores are of, one as a rule.
    public let metrics: [String]
    /// What was left out, and why.
    public let leftOut: [LeftOut]
    /// How many selections were computed from stored curves, since none is stored or it no longer fits its units.
    public let derivedSelections: Int
    /// How the units of the question's tasks and methods stand, by outcome; `pending` for those never tried.
    let unitOutcomes: [String: Int]
    /// Where there are no results, what a program said that does not support its tasks.
    var unsupportedText: String?
    /// The metrics that the chosen units have, where the one asked for is none of them.
    let knownMetrics: [String]
    let cells: [String: [String: Cell]]
    /// The candidates of each cell by task, method, split and seed, for choices within parts of them.
    let bases: [SampleKey: Basis]
    /// The protocols that columns are under, in words, where several are compared; empty where all results are under one.
    var comparedProtocols: [String] = []
    /// The methods whose definitions do not promise the same result again: programs that are not said to be deterministic, and
    /// predictions from elsewhere.
    public internal(set) var unrepeatableMethods: [String] = []
    /// The tasks whose results are of other data, or of other splits, than ``ResultQuestion/contents`` has of them now.
    public internal(set) var outdatedTasks: [OutdatedTask] = []

    /// A task whose results are not of the table that is there now.
    public struct OutdatedTask: Hashable, Sendable {
        /// The task.
        public let name: String
        /// Whether the data are the same, and only their rows are divided in another way.
        public let isOfSameData: Bool
    }

    struct SampleKey: Hashable {
        let task: String
        let method: String
        let splitIndex: Int
        let seed: Int64
    }

    struct Basis: Sendable {
        let units: [CandidateGroup.Unit]
        let rule: SelectionRule
    }

    /// A method's result on a task; nil where there is none.
    public subscript(task: String, method: String) -> Cell? { cells[task]?[method] }

    /// Whether scores are means over several splits or seeds.
    public var areMeans: Bool { splitIndices.count > 1 || seeds.count > 1 }

    /// The standard deviation of a method's results over splits and seeds within a task, pooled over some tasks.
    ///
    /// - Returns: the root of the mean variance; nil where no task has several results of the method.
    public func deviation(of method: String, on tasks: [String]) -> Double? {
        let squares = tasks.compactMap { self[$0, method]?.spread }.map { $0 * $0 }
        return squares.isEmpty ? nil : (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    /// Whether there are no results.
    public var isEmpty: Bool { cells.isEmpty }

    /// The names of the methods with any result, in order.
    public var methodNames: [String] { methods.map(\.name) }

    /// The tasks that all of some methods have a result for.
    public func tasks(completeFor methods: [String]) -> [String] {
        tasks.filter { task in methods.allSatisfy { cells[task]?[$0] != nil } }
    }

    /// The tasks that every method has a result for.
    public var completeTasks: [String] { tasks(completeFor: methodNames) }

    /// The methods that share the best score on a task, compared exactly where all are exact.
    ///
    /// - Throws: `StatisticsError` for a score that is not finite.
    public func best(on task: String) throws -> [String] {
        let names = methodNames.filter { cells[task]?[$0] != nil }
        let scores = names.map { cells[task]?[$0]?.score }
        let fractions = scores.map { $0?.fraction }
        let ranks =
            fractions.allSatisfy { $0 != nil }
            ? try Ranking.ranks(of: fractions, order: order)
            : try Ranking.ranks(of: scores.map { $0?.value }, order: order)
        let least = ranks.compactMap { $0 }.min()
        return zip(names, ranks).filter { $0.1 == least }.map(\.0)
    }

    /// Which score is the better one.
    public var order: RankOrder { question.metric.order(selected: Set(metrics)) }

    /// The protocols in words for a foot: `the paper's protocol`, or `protocol batch_size=32`.
    public var protocolText: String {
        if !comparedProtocols.isEmpty { return comparedProtocols.joined(separator: " beside ") }
        let names = Set(protocols.values.map(\.name))
        if names.count <= 1 { return Results.text(protocol: names.first ?? Results.paperName) }
        return protocols.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\(Results.text(protocol: $0.value.name)) for \($0.key.rawValue)" }.joined(separator: ", ")
    }

    /// The name of the paper's protocol.
    static let paperName = "the paper's"

    static func text(protocol name: String) -> String {
        name == paperName ? "the paper's protocol" : "protocol \(name)"
    }

    /// What validation chooses among parts of each cell's candidates.
    ///
    /// For depths group by `curve.layers`, for deep against shallow by `curve.layers >= 8`. The choice is that of the cell's own rule
    /// of selection, window and ties included.
    ///
    /// - Parameters:
    ///   - store: the store that the results were read from.
    ///   - part: which part a candidate belongs to; nil for none.
    ///   - cache: what is known of the curves already.
    /// - Throws: `ResultStoreError`.
    /// - Returns: a choice for each task, method, split, seed and part with a unit that succeeded, in this order.
    public func chosen<Part: Hashable & Sendable>(
        in store: ResultStore, by part: (_ layers: Int?) -> Part?, cache: CandidateCache = CandidateCache()
    ) throws -> [PartialChoice<Part>] {
        let places = Dictionary(uniqueKeysWithValues: methodNames.enumerated().map { ($1, $0) })
        let keys = bases.keys.filter { places[$0.method] != nil }.sorted {
            ($0.task, places[$0.method] ?? 0, $0.splitIndex, $0.seed)
                < ($1.task, places[$1.method] ?? 0, $1.splitIndex, $1.seed)
        }
        // All cells at once: a query for each would take longer than the reading.
        let ofRule = Dictionary(grouping: keys.compactMap { bases[$0] }, by: \.rule)
        for (rule, ofRule) in ofRule { _ = try cache.candidates(ofRule.flatMap(\.units), rule, in: store) }
        return try keys.flatMap { key -> [PartialChoice<Part>] in
            guard let basis = bases[key] else { return [] }
            var parts: [Part: [SelectionRule.Candidate]] = [:]
            for candidate in try cache.candidates(basis.units, basis.rule, in: store) {
                if let part = part(candidate.layers) { parts[part, default: []].append(candidate) }
            }
            return parts.compactMap { part, candidates in
                guard let best = basis.rule.preferred(candidates) else { return nil }
                let chosen = basis.rule.chosen(best)
                return Results.score(of: chosen).map {
                    PartialChoice(
                        task: key.task, method: key.method, splitIndex: key.splitIndex, seed: key.seed, part: part,
                        chosen: chosen, score: $0)
                }
            }.sorted { $0.chosen.unitHash < $1.chosen.unitHash }
        }
    }

    /// The test metric that a selection was made for; exact where it is a count.
    static func score(of chosen: ChosenCandidate) -> TaskScore? {
        chosen.testCounts.flatMap { try? Accuracy(correct: $0.correct, total: $0.total) }.map { TaskScore($0) }
            ?? chosen.testValue.map { TaskScore($0) }
    }
}

/// What validation chooses within a part of a cell's candidates.
public struct PartialChoice<Part: Hashable & Sendable>: Sendable {
    /// The task.
    public let task: String
    /// The method.
    public let method: String
    /// The split.
    public let splitIndex: Int
    /// The seed.
    public let seed: Int64
    /// The part.
    public let part: Part
    /// The unit and epoch.
    public let chosen: ChosenCandidate
    /// The test metric; exact where it is a count.
    public let score: TaskScore
}
