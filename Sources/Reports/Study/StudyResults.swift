import ResultStore
import Statistics

/// The selected results that are compared: one grid, protocol, split, seed and rule of selection.
struct StudyResults: Sendable {
    /// What all results have in common.
    struct Key: Hashable, Sendable {
        let grid: String
        let protocolName: String
        let protocolDigest: String
        let splitIndex: Int
        let seed: Int64
        let rule: String
    }

    /// What all results have in common; nil where there are none.
    let key: Key?
    /// How many other combinations of grid, protocol, split, seed and rule the store has results of.
    let otherKeys: Int
    /// The methods, in the order of the paper's tables.
    let methods: [String]
    /// The tasks with a result, by name.
    let tasks: [String]
    /// The results by task and method, those with a choice only.
    let results: [String: [String: SelectedResult]]
    /// The tasks that every method has a result for.
    let completeTasks: [String]

    /// The suites that have a section of their own, since a repeat or a fold is no task.
    static func isApart(_ suite: String) -> Bool {
        suite == "htru2" || suite == "tox21" || suite.hasPrefix("tox21-")
    }

    /// Reads the results and, where the filter leaves it open, chooses the key with most of them.
    init(_ store: ResultStore, _ filter: StudyFilter) throws {
        let all = try store.selectedResults(
            UnitFilter(
                suites: filter.suites.isEmpty ? nil : filter.suites, tasks: filter.tasks.isEmpty ? nil : filter.tasks,
                splitIndices: filter.splitIndex.map { [$0] },
                methods: filter.methods.isEmpty ? nil : filter.methods, seeds: filter.seed.map { [$0] }),
            grids: filter.grid.map { [$0] }
        ).filter { !Self.isApart($0.suite) }
        let groups = Dictionary(grouping: all) {
            Key(
                grid: $0.grid, protocolName: $0.protocolName, protocolDigest: $0.protocolDigest,
                splitIndex: $0.splitIndex, seed: $0.seed, rule: $0.rule)
        }
        let key = groups.keys.min { left, right in
            let counts = (groups[left]?.count { $0.chosen != nil } ?? 0, groups[right]?.count { $0.chosen != nil } ?? 0)
            if counts.0 != counts.1 { return counts.0 > counts.1 }
            if left.splitIndex != right.splitIndex { return left.splitIndex < right.splitIndex }
            if left.seed != right.seed { return left.seed < right.seed }
            return (left.grid, left.protocolDigest, left.rule) < (right.grid, right.protocolDigest, right.rule)
        }
        self.key = key
        otherKeys = max(0, groups.count - 1)
        let chosen = (key.flatMap { groups[$0] } ?? []).filter { $0.chosen?.testValue != nil }
        let digests = Self.digests(chosen)
        var results: [String: [String: SelectedResult]] = [:]
        for result in chosen where digests[result.method] == result.methodDigest {
            results[result.task, default: [:]][result.method] = result
        }
        self.results = results
        let methods = MethodName.sorted(digests.keys)
        self.methods = methods
        let tasks = results.keys.sorted()
        self.tasks = tasks
        completeTasks = tasks.filter { task in methods.allSatisfy { results[task]?[$0] != nil } }
    }

    /// Of several definitions under one name the one with most results.
    private static func digests(_ results: [SelectedResult]) -> [String: String] {
        Dictionary(grouping: results, by: \.method).compactMapValues { ofMethod in
            Dictionary(grouping: ofMethod, by: \.methodDigest)
                .min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }?.key
        }
    }

    /// The test result of a method on a task.
    func value(_ task: String, _ method: String) -> Double? { results[task]?[method]?.chosen?.testValue }

    /// The test accuracy as counts; `nil` where the test result is another metric.
    func accuracy(_ task: String, _ method: String) -> Accuracy? {
        results[task]?[method]?.chosen?.testCounts.flatMap { try? Accuracy(correct: $0.correct, total: $0.total) }
    }

    /// The tasks that all of some methods have a result for.
    func tasks(completeFor methods: [String]) -> [String] {
        tasks.filter { task in methods.allSatisfy { results[task]?[$0] != nil } }
    }
}
