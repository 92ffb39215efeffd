import Datasets
import Foundation
import Networks
import ResultStore

/// Executes the units of a study that are not finished and records each in one transaction.
///
/// One unit a thread; one writer. What a unit computes depends on the unit alone, so neither the order nor the number
/// of threads changes a result.
public struct Runner {
    private let store: ResultStore
    private let environment: EnvironmentRecord
    private let options: RunOptions
    private let stop: StopFlag
    private let report: (RunProgress) -> Void

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - store: where results go, open for writing.
    ///   - environment: what is recorded with each attempt.
    ///   - options: threads, limits, what is tried again and how is searched.
    ///   - stop: ends the run at the next step of each unit.
    ///   - report: told how far the run is, on the calling thread.
    public init(
        store: ResultStore, environment: EnvironmentRecord, options: RunOptions, stop: StopFlag,
        report: @escaping (RunProgress) -> Void = { _ in }
    ) {
        self.store = store
        self.environment = environment
        self.options = options
        self.stop = stop
        self.report = report
    }

    /// Runs a study: trains what is missing, then selects where something is new.
    ///
    /// - Throws: `DatasetError` where a protocol does not fit a task, `ResultStoreError` where the store cannot be
    ///   read or written; what was recorded stays.
    public func run(_ study: Study) throws -> RunSummary {
        let groups = try study.groups()
        let units = groups.flatMap(\.units)
        try store.register(units.map(\.record))
        let settled = try store.completedUnits(units.map(\.id), finishedOutcomes: options.settledOutcomes)
        let missing = options.isRerun ? units : units.filter { !settled.contains($0.id) }
        let loop = RunLoop(
            store: store, environment: environment, options: options, stop: stop, groups: groups,
            policy: try policy(groups, missing: missing), ledger: Ledger(finishedBefore: units.count - missing.count),
            report: report)
        try loop.run()
        var ledger = loop.ledger
        let selector = Selector(store: store, grid: options.search.selectionName(grid: study.grid.name))
        let candidates = groups.indices.map { loop.policy.candidates(ofGroup: $0) }
        ledger.selections = try selector.select(groups, among: candidates)
        return ledger.summary
    }

    private func policy(_ groups: [UnitGroup], missing: [Unit]) throws -> any SearchPolicy {
        switch options.search {
        case .full: return FullSearch(ordered(missing) { ($0.workload.operations, $0.id) }, groups: groups)
        case .halving(let plan):
            let curves = try store.learningCurves(UnitFilter(unitHashes: groups.flatMap { $0.units.map(\.id) }))
            return HalvingSearch(
                groups,
                order: ordered(Array(groups.indices)) { (groups[$0].operations, groups[$0].units.first?.id ?? "") },
                plan: plan,
                curves: Dictionary(curves.map { ($0.unitHash, $0) }, uniquingKeysWith: { first, _ in first }),
                settled: options.settledOutcomes)
        }
    }

    private func ordered<Element>(_ elements: [Element], by key: (Element) -> (Double, String)) -> [Element] {
        let keyed = elements.map { (element: $0, key: key($0)) }
        switch options.order {
        case .longestFirst: return keyed.sorted { ($1.key.0, $0.key.1) < ($0.key.0, $1.key.1) }.map(\.element)
        case .shortestFirst: return keyed.sorted { $0.key < $1.key }.map(\.element)
        }
    }
}
