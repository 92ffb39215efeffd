import Benchmark
import Dispatch
import ResultStore
import Synchronization

/// The attempts of all logs of a plan, in the order of shards, logs and lines; read ahead on all cores while they are stored on one.
struct PlanAttempts {
    /// Some lines of a log.
    private struct Part: Sendable {
        let reader: ShardLogReader
        let environment: EnvironmentRecord
        let lines: Range<Int>
    }

    /// What came of some parts that are read at the same time.
    private final class Window: Sendable {
        typealias Attempts = Result<[DigestedAttempt], PlanError>

        let paths: [String]
        private let attempts: Mutex<[Attempts]>
        private let group = DispatchGroup()

        init(_ parts: [Part]) {
            paths = parts.map(\.reader.path)
            attempts = Mutex([])
            DispatchQueue.global().async(group: group) { [self] in
                let read = parts.concurrentMap { part in
                    Attempts { () throws(PlanError) in try part.reader.attempts(part.environment, lines: part.lines) }
                }
                attempts.withLock { $0 = read }
            }
        }

        /// Waits until all are read, and hands them out once.
        func take() -> [Attempts] {
            group.wait()
            return attempts.withLock { attempts in
                defer { attempts = [] }
                return attempts
            }
        }
    }

    private let folder: PlanFolder
    private let plan: Plan
    private var shard = 0
    private var nextShard = 0
    private var paths: [String] = []
    private var parts: [Part] = []
    /// The logs that were read, without those that have no first line yet.
    private(set) var logs = 0

    /// Begins before the first log.
    init(_ folder: PlanFolder, _ plan: Plan) {
        self.folder = folder
        self.plan = plan
    }

    /// Calls a body with each attempt and the path of its log.
    ///
    /// - Throws: `PlanError` where a log is wrong, and what the body throws.
    mutating func forEach(_ body: (DigestedAttempt, String) throws -> Void) throws {
        var window = try nextWindow()
        while let current = window {
            let (attempts, paths) = (current.take(), current.paths)
            window = try nextWindow()
            for (own, path) in zip(attempts, paths) {
                for attempt in try own.get() { try body(attempt, path) }
            }
        }
    }

    private mutating func nextWindow() throws -> Window? {
        let width = Processors.available
        while parts.count < width, let path = try nextPath() {
            let reader = try ShardLogReader(path)
            guard let environment = try reader.head(of: plan, shard: shard) else { continue }
            logs += 1
            parts += reader.parts.map { Part(reader: reader, environment: environment, lines: $0) }
        }
        guard !parts.isEmpty else { return nil }
        defer { parts.removeFirst(min(width, parts.count)) }
        return Window(Array(parts.prefix(width)))
    }

    /// The next log; `shard` is then the one that it is of.
    private mutating func nextPath() throws -> String? {
        while paths.isEmpty {
            guard nextShard < plan.bundles.count else { return nil }
            shard = nextShard
            nextShard += 1
            paths = try folder.logs(ofShard: shard)
        }
        return paths.removeFirst()
    }
}
