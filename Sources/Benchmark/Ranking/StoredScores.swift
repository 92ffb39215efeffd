import Networks
import Foundation
import ResultStore
import Statistics

/// The scores of methods over tasks that a question asks for, from the latest selections.
public struct StoredScores: Sendable {
    /// The methods with any score, in the order of the question, then published classifiers.
    public let methods: [String]
    /// The methods of the question without any score.
    public let absentMethods: [String]
    /// The tasks with any score, in the order of their names.
    public let tasks: [String]
    /// The scores by task and method.
    public let scores: [String: [String: TaskScore]]
    /// The names of the test metrics that the scores are.
    public let metrics: [String]
    /// The splits that were found.
    public let splitIndices: [Int]
    /// The seeds that were found.
    public let seeds: [Int64]
    /// The number of selections left out since most methods have results under another protocol or rule there.
    public let otherSelections: Int

    /// Reads scores.
    ///
    /// - Throws: `ResultStoreError`, and `RankingError` where there is nothing.
    public init(_ store: ResultStore, _ question: RankQuestion) throws {
        let results = try StoredScores.results(store, question)
        var taken: [SelectedResult] = []
        for (_, group) in Dictionary(grouping: results, by: \.task) {
            taken += StoredScores.comparable(group)
        }
        otherSelections = results.count - taken.count
        let measurements = try StoredScores.measurements(store, taken, question.metric)
        var samples: [String: [String: [Sample: TaskScore]]] = [:]
        var metrics: Set<String> = []
        for result in taken {
            guard let chosen = result.chosen else { continue }
            let measured = measurements[chosen.unitHash]
            guard let score = try StoredScores.score(chosen, measured, question.metric) else { continue }
            samples[result.task, default: [:]][result.method, default: [:]][Sample(result)] = score
            metrics.insert(question.metric == .selected ? chosen.testMetric : question.metric.description)
        }
        var scores = samples.mapValues(StoredScores.means)
        let found = Set(samples.values.flatMap { $0.values.flatMap(\.keys) })
        splitIndices = Set(found.map(\.splitIndex)).sorted()
        seeds = Set(found.map(\.seed)).sorted()
        guard !scores.isEmpty else {
            guard taken.contains(where: { $0.chosen != nil }) else { throw RankingError.noResults(question) }
            let recorded = measurements.values.flatMap(\.testMetrics.keys)
            throw RankingError.noMetric(
                question.metric.description, known: Set(taken.compactMap { $0.chosen?.testMetric } + recorded).sorted())
        }
        let names = question.methods.map(\.name)
        var methods = names.filter { name in scores.values.contains { $0[name] != nil } }
        absentMethods = names.filter { !methods.contains($0) }
        if let classifiers = question.classifiers { methods += try StoredScores.add(classifiers, to: &scores) }
        self.methods = methods
        self.scores = scores
        self.metrics = metrics.sorted()
        tasks = scores.keys.sorted()
    }

    /// The comparison of the methods.
    ///
    /// Exact where every score is a count or a printed decimal, else by numbers.
    public func comparison(_ options: TableComparison.Options) throws -> TableComparison {
        if let reference = options.reference, !methods.contains(reference) {
            throw RankingError.noReference(reference, methods: methods)
        }
        let isComplete = tasks.contains { task in methods.allSatisfy { scores[task]?[$0] != nil } }
        guard isComplete || options.missing != .taskDropped else { throw RankingError.noCommonTask(methods: methods) }
        let cells = tasks.map { task in methods.map { scores[task]?[$0] } }
        if cells.allSatisfy({ $0.allSatisfy { $0 == nil || $0?.fraction != nil } }) {
            return try TableComparison(
                ScoreTable(methods: methods, tasks: tasks, scores: cells.map { $0.map { $0?.fraction } }),
                options: options)
        }
        return try TableComparison(
            ScoreTable(methods: methods, tasks: tasks, scores: cells.map { $0.map { $0?.value } }), options: options)
    }

    /// A split and a seed, over which scores are averaged.
    private struct Sample: Hashable {
        let splitIndex: Int
        let seed: Int64

        init(_ result: SelectedResult) {
            splitIndex = result.splitIndex
            seed = result.seed
        }
    }

    /// Each method's mean on a task; a method that lacks a split or seed that another has is missing, for its mean would be
    /// one over other rows.
    private static func means(_ methods: [String: [Sample: TaskScore]]) -> [String: TaskScore] {
        let all = Set(methods.values.flatMap(\.keys)).sorted { ($0.splitIndex, $0.seed) < ($1.splitIndex, $1.seed) }
        return methods.compactMapValues { scores in
            let present = all.compactMap { scores[$0] }
            return present.count == all.count ? TaskScore(meanOf: present) : nil
        }
    }

    /// The latest selections of the question's methods as they are defined now.
    private static func results(_ store: ResultStore, _ question: RankQuestion) throws -> [SelectedResult] {
        let digests = Dictionary(
            question.methods.map { ($0.name, $0.record.digest) }, uniquingKeysWith: { first, _ in first })
        return try store.selectedResults(
            UnitFilter(
                tasks: question.tasks?.map(\.description), methods: question.methods.map(\.name)),
            grids: [question.grid]
        ).filter { digests[$0.method] == $0.methodDigest && question.asks(for: $0) }
    }

    /// Of a task's selections those that can be compared: of one content, protocol and rule, of which the most are there.
    private static func comparable(_ results: [SelectedResult]) -> [SelectedResult] {
        let groups = Dictionary(grouping: results) { [$0.contentDigest, $0.protocolDigest, $0.rule] }
        return groups.values.max { left, right in
            let key = { (group: [SelectedResult]) in (group.count, group.map(\.recordedAt).max() ?? .distantPast) }
            return key(left) < key(right)
        } ?? []
    }

    private static func measurements(
        _ store: ResultStore, _ results: [SelectedResult], _ metric: ResultMetric
    ) throws -> [String: SelectedMeasurements] {
        switch metric {
        case .selected, .validationAccuracy: [:]
        default: try store.measurements(of: results.compactMap(\.chosen))
        }
    }

    private static func score(
        _ chosen: ChosenCandidate, _ measured: SelectedMeasurements?, _ metric: ResultMetric
    ) throws -> TaskScore? {
        func counted(_ correct: Int?, _ total: Int?) throws -> TaskScore? {
            guard let correct, let total, total > 0 else { return nil }
            return TaskScore(try Accuracy(correct: correct, total: total))
        }
        switch metric {
        case .selected:
            return try counted(chosen.testCounts?.correct, chosen.testCounts?.total)
                ?? chosen.testValue.map { TaskScore($0) }
        case .accuracy:
            if let counts = chosen.testCounts { return try counted(counts.correct, counts.total) }
            return try counted(measured?.epoch.testCorrect, measured?.testRows)
        case .auc:
            if chosen.testMetric == "auc" { return chosen.testValue.map { TaskScore($0) } }
            return measured?.epoch.testAUC.map { TaskScore($0) }
        case .loss: return measured?.epoch.testLoss.map { TaskScore($0) }
        case .validationAccuracy: return try counted(chosen.validationCorrect, chosen.validationTotal)
        case .validationAUC: return measured?.epoch.validationAUC.map { TaskScore($0) }
        case .recorded(let name):
            guard let record = measured?.testMetrics[name] else { return nil }
            return try counted(record.correct, record.total) ?? record.value.map { TaskScore($0) }
        }
    }

    /// Adds the published representatives of the groups that are no networks, where the tasks are those of the UCI suite.
    private static func add(
        _ classifiers: ClassifierResults, to scores: inout [String: [String: TaskScore]]
    ) throws -> [String] {
        let groups = try PublishedTables().groups.filter { !$0.isNetwork }
        try classifiers.require(groups.map(\.method))
        var added: Set<String> = []
        for task in scores.keys where task.hasPrefix("uci/") {
            for group in groups {
                guard let value = classifiers.accuracy(group.method, on: String(task.dropFirst("uci/".count)))
                else { continue }
                let name = "\(group.group) (\(group.method))"
                scores[task]?[name] = TaskScore(value)
                added.insert(name)
            }
        }
        return groups.map { "\($0.group) (\($0.method))" }.filter { added.contains($0) }
    }
}
