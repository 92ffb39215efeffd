import Datasets
import Evaluation
import Foundation
import Networks
import ResultStore
import Statistics
import Synchronization

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
        let training = GroupTraining(
            groups: groups, recorder: store, environment: environment, options: options, stop: stop)
        var (ledger, policy) = try training.run(
            settled: options.isRerun ? [] : settled, curves: try Self.curves(groups, options, store),
            attainable: AttainableRows(options.search == .exact ? groups : []), report: report)
        let selector = Selector(store: store, grid: options.search.selectionName(grid: study.grid.name))
        ledger.selections = try selector.select(groups, among: groups.indices.map { policy.candidates(ofGroup: $0) })
        return ledger.summary
    }

    /// Selects for groups whose results came from elsewhere, where their search is through and something is new.
    ///
    /// - Parameters:
    ///   - groups: the groups of a study.
    ///   - grid: the name under which the selections are stored.
    ///   - search: how configurations were searched.
    ///   - store: the results, open for writing.
    /// - Returns: the number of selections that were recorded.
    /// - Throws: `ResultStoreError`.
    package static func select(
        _ groups: [UnitGroup], grid: String, search: Search, in store: ResultStore
    ) throws -> Int {
        let options = RunOptions(search: search)
        let ids = groups.flatMap { $0.units.map(\.id) }
        let settled = try store.completedUnits(ids, finishedOutcomes: options.settledOutcomes)
        var policy = options.policy(groups, settled: settled, curves: try curves(groups, options, store))
        _ = policy.handle(.began)
        return try Selector(store: store, grid: grid).select(
            groups, among: groups.indices.map { policy.candidates(ofGroup: $0) })
    }

    /// The stored curves that a search goes on from; none where it needs none, or is to be made anew.
    private static func curves(
        _ groups: [UnitGroup], _ options: RunOptions, _ store: ResultStore
    ) throws -> [String: LearningCurve] {
        guard options.search != .full, !options.isRerun else { return [:] }
        let curves = try store.learningCurves(UnitFilter(unitHashes: groups.flatMap { $0.units.map(\.id) }))
        return Dictionary(curves.map { ($0.unitHash, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Where the attempts of a run go: a results file, or a log of a shard.
package protocol AttemptRecorder {
    /// Takes note that attempts begin, and gives each a number.
    func begin(_ unitHashes: [String], environment: EnvironmentRecord, startedAt: Date) throws -> [Int64]
    /// Records how an attempt ended; when this returns, it is on the disk.
    func finish(_ attemptID: Int64, as attempt: AttemptRecord) throws
    /// The attempts of a unit that have ended, for reruns.
    func attempts(ofUnit hash: String) throws -> [AttemptRecord]
}

extension ResultStore: AttemptRecorder {}

/// The training of what some groups lack, wherever it is recorded: what `run` and `work` have in common.
package struct GroupTraining {
    private let groups: [UnitGroup]
    private let recorder: any AttemptRecorder
    private let environment: EnvironmentRecord
    private let options: RunOptions
    private let stop: StopFlag

    /// Makes a training of groups that have their rows.
    package init(
        groups: [UnitGroup], recorder: any AttemptRecorder, environment: EnvironmentRecord, options: RunOptions,
        stop: StopFlag
    ) {
        self.groups = groups
        self.recorder = recorder
        self.environment = environment
        self.options = options
        self.stop = stop
    }

    /// Trains all but the units that are settled.
    ///
    /// - Parameters:
    ///   - settled: the ids of units that are left alone.
    ///   - curves: what is known of units, for searches that go on from it.
    ///   - attainable: what is known of rows that contradict each other; nothing in a plan, whose selections are made where no rows are.
    ///   - report: told how far the run is, on the calling thread.
    /// - Throws: the first error of the recorder.
    func run(
        settled: Set<String>, curves: [String: LearningCurve], attainable: AttainableRows = AttainableRows([]),
        report: @escaping (RunProgress) -> Void
    ) throws -> (Ledger, any SearchPolicy) {
        let finished = groups.reduce(0) { $0 + $1.units.count { settled.contains($0.id) } }
        // Empty for a rerun, whose units are trained anew.
        if !settled.isEmpty { options.checkpoints?.remove(finished: settled) }
        let loop = RunLoop(
            recorder: recorder, environment: environment, options: options, stop: stop, groups: groups,
            policy: options.policy(groups, settled: settled, curves: curves, attainable: attainable),
            ledger: Ledger(finishedBefore: finished), report: report)
        try loop.run()
        return (loop.ledger, loop.policy)
    }

    /// Trains all but the units that are settled, and tells what was done.
    ///
    /// - Throws: the first error of the recorder.
    package func summary(
        settled: Set<String>, curves: [String: LearningCurve], report: @escaping (RunProgress) -> Void = { _ in }
    ) throws -> RunSummary {
        try run(settled: settled, curves: curves, report: report).0.summary
    }
}

extension RunOptions {
    /// What decides which units are trained.
    fileprivate func policy(
        _ groups: [UnitGroup], settled: Set<String>, curves: [String: LearningCurve],
        attainable: AttainableRows = AttainableRows([])
    ) -> any SearchPolicy {
        var order: [Int] {
            ordered(Array(groups.indices)) { (groups[$0].operations, groups[$0].units.first?.id ?? "") }
        }
        switch search {
        case .full:
            let missing = groups.flatMap(\.units).filter { !settled.contains($0.id) }
            return FullSearch(ordered(missing) { ($0.workload.operations, $0.id) }, groups: groups)
        case .halving(let plan):
            return GroupedSearch(groups, order: order) {
                HalvingSearch($0, plan: plan, curves: curves, settled: settledOutcomes)
            }
        case .exact:
            return GroupedSearch(groups, order: order) {
                ExactSearch($0, attainableRows: attainable[$0], curves: curves, settled: settledOutcomes)
            }
        }
    }

    private func ordered<Element>(_ elements: [Element], by key: (Element) -> (Double, String)) -> [Element] {
        let keyed = elements.map { (element: $0, key: key($0)) }
        switch order {
        case .longestFirst: return keyed.sorted { ($1.key.0, $0.key.1) < ($0.key.0, $1.key.1) }.map(\.element)
        case .shortestFirst: return keyed.sorted { $0.key < $1.key }.map(\.element)
        }
    }
}

/// How a run goes about its study; none of it changes a result.
public struct RunOptions: Sendable {
    /// The order in which units are begun.
    public enum Order: Sendable, CaseIterable {
        /// The longest first, so that no long one is left for the end.
        case longestFirst
        /// The shortest first.
        case shortestFirst
    }

    /// The units that are trained at the same time, at least 1.
    public var threads: Int
    /// The order in which units are begun.
    public var order: Order
    /// The bytes that networks may take together; one unit is always begun.
    public var memoryLimit: Double
    /// The seconds after which a unit is given up as timed out; nil for none.
    public var timeLimit: Double?
    /// The seconds after which the run stops cleanly; nil for none.
    public var budget: Double?
    /// Outcomes of units that are tried again, beside interrupted ones.
    public var retried: Set<Outcome>
    /// Whether finished units are trained again and compared with what is stored.
    public var isRerun: Bool
    /// How configurations are searched.
    public var search: Search
    /// Where units are saved while they are trained; nil for nowhere.
    public var checkpoints: Checkpoints?

    /// Makes options.
    public init(
        threads: Int = 1, order: Order = .longestFirst, memoryLimit: Double = .infinity, timeLimit: Double? = nil,
        budget: Double? = nil, retried: Set<Outcome> = [], isRerun: Bool = false, search: Search = .full,
        checkpoints: Checkpoints? = nil
    ) {
        self.threads = max(1, threads)
        self.order = order
        self.memoryLimit = memoryLimit
        self.timeLimit = timeLimit
        self.budget = budget
        self.retried = retried
        self.isRerun = isRerun
        self.search = search
        self.checkpoints = checkpoints
    }

    /// The outcomes after which a unit is left alone.
    package var settledOutcomes: Set<Outcome> {
        Set([.succeeded, .diverged, .failed, .timedOut, .outOfMemory, .unsupported]).subtracting(retried)
    }
}

/// A request to stop that any thread may make and every thread sees.
public final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Makes a flag that is not raised.
    public init() {}

    /// Whether somebody asked to stop.
    public var isRaised: Bool { flag.load(ordering: .relaxed) }

    /// Asks to stop.
    public func raise() { flag.store(true, ordering: .relaxed) }
}

extension EpochRecord {
    /// What the store keeps of an epoch.
    init(_ result: EpochResult) {
        self.init(
            epoch: result.epoch, trainingLoss: result.trainingLoss, validationLoss: result.validation.loss,
            validationCorrect: result.validation.correct, testLoss: result.test.loss,
            testCorrect: result.test.correct, validationAUC: result.validation.auc, testAUC: result.test.auc,
            further: EpochRecord.furtherText(
                validation: Self.named(result.validation.further), test: Self.named(result.test.further)))
    }

    private static func named(_ values: [PredictionMetric: Double]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
    }
}

extension TrainingResult {
    /// The metrics of the epoch that validation prefers within the attempt; none where no epoch was completed.
    func metrics(_ rule: SelectionRule) -> [MetricRecord] {
        guard let best = rule.bestEpoch(epochs.map(EpochRecord.init)) else { return [] }
        let epoch = epochs[best.index]
        let training = MetricRecord(
            part: .training, name: "loss", value: epoch.trainingLoss, epoch: epoch.epoch)
        // A program tells nothing of its training rows.
        return (epoch.trainingLoss.isNaN ? [] : [training]) + metrics(.validation, epoch.validation, epoch.epoch)
            + metrics(.test, epoch.test, epoch.epoch)
    }

    private func metrics(_ part: MetricRecord.Part, _ measure: EpochResult.Measure, _ epoch: Int) -> [MetricRecord] {
        var metrics = [MetricRecord(part: part, name: "loss", value: measure.loss, epoch: epoch)]
        if let correct = measure.correct {
            metrics.append(.accuracy(part, correct: correct, total: measure.total, epoch: epoch))
        }
        if let auc = measure.auc {
            metrics.append(MetricRecord(part: part, name: "auc", value: auc, epoch: epoch))
        }
        // One area is the mean itself; several belong to labels, counted from 0.
        for (label, area) in measure.areas.enumerated() where measure.areas.count > 1 {
            metrics.append(MetricRecord(part: part, name: "auc/\(label)", value: area, epoch: epoch))
        }
        for metric in PredictionMetric.allCases {
            guard let value = measure.further[metric] else { continue }
            metrics.append(MetricRecord(part: part, name: metric.rawValue, value: value, epoch: epoch))
        }
        return metrics
    }
}
