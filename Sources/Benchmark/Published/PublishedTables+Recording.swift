import Datasets
import Evaluation
import ResultStore

extension PublishedTables {
    /// Stores what the paper printed about some tasks, so that views and reports have it beside our own.
    ///
    /// Accuracies of Table A11 for each `uci/NAME`, and with any of them the ranks of Tables 1, A12 and A13; AUCs of Table 2 for
    /// `tox21` (detail `layers=8`), of Table 3 for `htru2`. An embedded `sample/NAME` is the same data set split otherwise, so
    /// it brings the numbers of `uci/NAME`, under that name. What is there already stays.
    ///
    /// - Parameters:
    ///   - store: A store that is open for writing.
    ///   - tasks: The tasks.
    /// - Throws: `PublishedError`, `ResultStoreError`.
    /// - Returns: How many numbers were added.
    @discardableResult
    public static func record(in store: ResultStore, for tasks: [TaskName]) throws -> Int {
        try store.record(try PublishedTables().results(for: tasks))
    }

    /// What the paper printed about some tasks, as the store keeps it.
    public func results(for tasks: [TaskName]) -> [PublishedResult] {
        let asked = Set(tasks)
        var results: [PublishedResult] = []
        var hasUCI = false
        for line in accuracies {
            guard let name = TaskName(suite: "uci", shortName: line.task),
                asked.contains(name) || TaskName(suite: "sample", shortName: line.task).map(asked.contains) == true
            else { continue }
            hasUCI = true
            results += PublishedTables.networks.map {
                result("A11", name.description, $0, PublishedMetric.accuracy, line.values[$0]?.value)
            }
        }
        if hasUCI { results += ranks }
        if asked.contains(where: { Experiment($0) == .tox21 }) {
            for area in tox21 {
                let detail = area.layers.map { "layers=\($0)" } ?? ""
                results.append(result("2", "tox21", area.method, PublishedMetric.auc, area.mean, detail: detail))
                results.append(
                    result("2", "tox21", area.method, PublishedMetric.aucDeviation, area.deviation, detail: detail))
            }
        }
        if asked.contains(where: { $0.description == "htru2" }) {
            for area in htru2 {
                results.append(result("3", "htru2", area.method, PublishedMetric.auc, area.mean))
                results.append(result("3", "htru2", area.method, PublishedMetric.aucDeviation, area.deviation))
                if let p = area.p { results.append(result("3", "htru2", area.method, PublishedMetric.pValue, p)) }
            }
        }
        return results
    }

    private var ranks: [PublishedResult] {
        var results: [PublishedResult] = []
        for line in rankDifferences {
            results.append(result("1", "uci", line.method, PublishedMetric.averageRankDifference, line.value))
            if let p = line.p { results.append(result("1", "uci", line.method, PublishedMetric.pValue, p)) }
        }
        for line in groups {
            let detail = "group=\(line.group)"
            results.append(
                result("A12", "uci-small", line.method, PublishedMetric.averageRank, line.smallRank, detail: detail))
            results.append(
                result("A13", "uci-large", line.method, PublishedMetric.averageRank, line.largeRank, detail: detail))
            if let p = line.smallP {
                results.append(result("A12", "uci-small", line.method, PublishedMetric.pValue, p, detail: detail))
            }
            if let p = line.largeP {
                results.append(result("A13", "uci-large", line.method, PublishedMetric.pValue, p, detail: detail))
            }
        }
        return results
    }

    private func result(
        _ table: String, _ task: String, _ method: String, _ metric: String, _ value: Double?, detail: String = ""
    ) -> PublishedResult {
        PublishedResult(
            source: PublishedTables.source, table: table, task: task, method: method, metric: metric, detail: detail,
            value: value)
    }
}
