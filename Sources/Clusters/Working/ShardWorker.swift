import Benchmark
import Datasets
import Formats
import Foundation
import ResultStore

/// The training of one bundle of a plan, with nothing but its data, the plan and a folder to write to.
///
/// It asks no scheduler, takes no lock and opens no database. Two workers on one bundle do no harm: they write other files, of equal bits.
public struct ShardWorker {
    private let folder: PlanFolder
    private let library: DataLibrary
    private let options: RunOptions
    private let checkpointInterval: Double?
    private let note: @Sendable (String) -> Void
    private let stop: StopFlag

    /// Makes a worker.
    ///
    /// - Parameters:
    ///   - folder: the plan's folder.
    ///   - library: where the data are.
    ///   - options: threads and limits; how configurations are searched is the plan's.
    ///   - checkpointInterval: the seconds between two checkpoints of a unit, which are kept beside the logs; nil for none.
    ///   - note: told of checkpoints, by any thread.
    ///   - stop: ends the work at the next step of each unit.
    public init(
        _ folder: PlanFolder, _ library: DataLibrary, options: RunOptions,
        checkpointInterval: Double? = Checkpoints.standardInterval,
        note: @escaping @Sendable (String) -> Void = { _ in },
        stop: StopFlag
    ) {
        self.checkpointInterval = checkpointInterval
        self.note = note
        self.folder = folder
        self.library = library
        self.options = options
        self.stop = stop
    }

    /// What a worker did.
    public struct Report: Sendable {
        /// What was trained; nil where nothing was left to do.
        public let summary: RunSummary?
        /// The log; nil where nothing was left to do.
        public let log: String?
        /// The units of the bundle.
        public let units: Int
    }

    /// Trains what is missing of a bundle.
    ///
    /// - Parameters:
    ///   - shard: the number of the bundle.
    ///   - expected: the digest that the plan must have; nil for any.
    ///   - report: told how far the work is, on the calling thread.
    /// - Throws: `PlanError` (another plan, data that differ, a number outside of the plan), `LibraryError` where data are missing, and
    ///   the errors of writing.
    public func run(
        shard: Int, expecting expected: String? = nil,
        report: @escaping (RunProgress) -> Void = { _ in }
    ) throws -> Report {
        let plan = try folder.plan()
        if let expected, !plan.digest.hasPrefix(expected) {
            throw PlanError(
                file: folder.planFile,
                problem: "it is another plan (\(plan.digest.prefix(12))) than the one that was submitted "
                    + "(\(expected.prefix(12))); submit it anew")
        }
        guard plan.bundles.indices.contains(shard) else {
            throw PlanError(
                file: folder.path, problem: "there is no shard \(shard); it has 0 to \(plan.bundles.count - 1)",
                kind: .usage)
        }
        let groups = try plan.groups(ofShard: shard, library)
        let names = Set(groups.map { $0.learner.record.name })
        for program in plan.study.programs where names.contains(program.name) {
            do {
                try program.checkFiles()
            } catch {
                throw PlanError(
                    file: folder.path, problem: "\(error); in the plan its files are in \(program.folder)",
                    kind: .unavailable)
            }
        }
        let (settled, curves) = try known(plan, shard, groups)
        let units = groups.reduce(0) { $0 + $1.units.count }
        var options = options
        options.search = plan.study.search
        // Where a search leaves units out, one that was left out is not settled, and the curves say whether all is decided.
        if plan.study.search == .full, groups.allSatisfy({ $0.units.allSatisfy { settled.contains($0.id) } }) {
            return Report(summary: nil, log: nil, units: units)
        }
        let environment = EnvironmentRecord.current(threads: options.threads)
        let variables = ProcessInfo.processInfo.environment
        let state = FileIdentity(folder.planFile)
        let name = "\(SchedulerJob.safe(environment.host))-\(SchedulerJob.name(variables))-\(getpid())"
        if let checkpointInterval {
            options.checkpoints = Checkpoints(
                folder: folder.shard(shard) + "/checkpoints", interval: checkpointInterval, writer: name, note: note)
        }
        let log = try ShardLog(
            in: folder.shard(shard), name: name,
            head: ShardHead(environment: environment, plan: plan.digest, shard: shard)
        ) { [folder] in
            guard FileIdentity(folder.planFile) != state else { return }
            guard (try? folder.plan().digest) == plan.digest else {
                throw PlanError(
                    file: folder.planFile,
                    problem: "the plan was replaced while its shard \(shard) was trained; submit it anew")
            }
        }
        let training = GroupTraining(
            groups: groups, recorder: log, environment: environment, options: options, stop: stop)
        let summary: RunSummary
        do {
            summary = try training.summary(settled: settled, curves: curves, report: report)
        } catch {
            // Others need not wait until the log's silence has lasted for long.
            try? log.end(as: .failed)
            throw error
        }
        try log.end(as: summary.isBudgetSpent ? .budget : summary.wasInterrupted ? .interrupted : .finished)
        return Report(summary: summary, log: log.path, units: units)
    }

    /// What the shard's logs say: the units that need not be trained again, and what is known of the others.
    private func known(
        _ plan: Plan, _ shard: Int, _ groups: [UnitGroup]
    ) throws -> (settled: Set<String>, curves: [String: LearningCurve]) {
        var records: [String: UnitRecord] = [:]
        for group in groups { for unit in group.units { records[unit.id] = unit.record } }
        var settled: Set<String> = []
        var attempts: [String: AttemptRecord] = [:]
        for path in try folder.logs(ofShard: shard) {
            let reader = try ShardLogReader(path)
            guard let environment = try reader.head(of: plan, shard: shard) else { continue }
            try reader.forEachAttempt(environment) { attempt in
                guard records[attempt.unitHash] != nil else {
                    throw PlanError(file: path, problem: "unit \(attempt.unitHash.prefix(12)) is none of the shard's")
                }
                if options.settledOutcomes.contains(attempt.outcome) { settled.insert(attempt.unitHash) }
                // As in a store: the latest success, or else the latest attempt.
                if let earlier = attempts[attempt.unitHash],
                    earlier.outcome == .succeeded && attempt.outcome != .succeeded
                        || (earlier.outcome == .succeeded) == (attempt.outcome == .succeeded)
                            && earlier.startedAt > attempt.startedAt
                {
                    return
                }
                attempts[attempt.unitHash] = attempt
            }
        }
        guard plan.study.search != .full else { return (settled, [:]) }
        let curves = attempts.compactMap { id, attempt in
            records[id].map { (id, LearningCurve($0, attempt: attempt)) }
        }
        return (settled, Dictionary(curves, uniquingKeysWith: { first, _ in first }))
    }
}

/// What tells one state of a file from another.
private struct FileIdentity: Equatable {
    private let numbers: [Int]

    init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            numbers = []
            return
        }
        numbers = [
            Int(truncatingIfNeeded: status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
        ]
    }
}

extension Plan {
    /// The groups of a bundle with their data, which must be those that were planned.
    func groups(ofShard shard: Int, _ library: DataLibrary) throws -> [UnitGroup] {
        let bundle = bundles[shard]
        var groups: [UnitGroup] = []
        var ids: [[UnitRecord]] = []
        for place in Set(bundle.pieces.map(\.task)).sorted() {
            var single = study
            single.tasks = [study.tasks[place]]
            let task = try Self.load(tasks[place].name, library)
            guard task.contentDigest.description == tasks[place].contentDigest else {
                throw PlanError(
                    file: task.name.description,
                    problem: "the data here differ from those that were planned "
                        + "(\(task.contentDigest.description.prefix(12)), not \(tasks[place].contentDigest.prefix(12))); "
                        + "snnbench fetch --verify \(task.name) compares them with their origin")
            }
            let own = try single.study { _ in task }.groups()
            for piece in bundle.pieces where piece.task == place {
                guard own.indices.contains(piece.group) else { continue }
                groups.append(own[piece.group].limited(to: piece.units))
            }
        }
        ids = groups.map { $0.units.map(\.record) }
        guard Self.digest(of: ids.flatMap { $0.map(\.hash) }) == bundle.unitsDigest else {
            throw PlanError(
                file: "shard \(shard)",
                problem:
                    "its units are not those that were planned: the splits of its data differ, or the program is another "
                    + "version; use the program and the data of the plan")
        }
        return groups
    }

    /// A task of the plan.
    private static func load(_ name: TaskName, _ library: DataLibrary) throws -> LearningTask {
        do {
            return try library.load(name)
        } catch {
            guard case .catalog(let problem) = error, case .unknownTask = problem else { throw error }
            throw PlanError(
                file: name.description,
                problem:
                    "it is not here; name the folder that has it with --data, or add it as it was added where it was planned "
                    + "(snnbench add)", kind: .unavailable)
        }
    }

    /// The digest of units: their ids, each followed by a line feed.
    static func digest(of ids: [String]) -> String {
        SHA256.digest(of: ids.map { $0 + "\n" }.joined()).description
    }
}
