import Benchmark
import Formats
import ResultStore

/// The merging of a plan's logs into a results file: again and again as they grow, in any order, with the same outcome.
public struct PlanMerge: Sendable {
    /// What was added.
    public let report: MergeReport
    /// The selections that were made or made anew.
    public let selections: Int
    /// The logs that were read.
    public let logs: Int

    /// Merges the logs of a plan.
    ///
    /// - Parameters:
    ///   - folder: the plan's folder.
    ///   - store: the results file, open for writing.
    ///   - note: told of each conflict.
    /// - Throws: `PlanError` where a log is wrong or a unit has two different results, and then nothing is merged; `ResultStoreError`.
    public init(_ folder: PlanFolder, into store: ResultStore, note: (String) -> Void = { _ in }) throws {
        let plan = try folder.plan()
        let groups = plan.study.groups(of: plan.tasks)
        var logs = PlanAttempts(folder, plan)
        let (report, conflicts) = try store.add(groups.flatMap { $0.units.map(\.record) }) { add in
            try logs.forEach { attempt, path in
                do {
                    try add(attempt)
                } catch ResultStoreError.unknownUnit(let hash) {
                    throw PlanError(file: path, problem: "unit \(hash.prefix(12)) is none of the plan's")
                }
            }
        }
        guard conflicts.isEmpty else {
            conflicts.forEach { note("conflict: \($0.description)") }
            let first = conflicts[0].description
            throw PlanError(
                file: folder.path,
                problem:
                    "\(conflicts.count == 1 ? "a unit has" : "\(conflicts.count) units have") two different results "
                    + "(\(first)): nothing was merged; find out which machine is wrong")
        }
        try store.record(StudyRecord(definition: plan.study.json))
        self.report = report
        self.logs = logs.logs
        selections = try Runner.select(
            groups, grid: plan.study.selectionName, search: plan.study.search, in: store)
    }
}
