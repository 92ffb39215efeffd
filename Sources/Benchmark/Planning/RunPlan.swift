import Foundation
import ResultStore

/// What a run would do, by task and method, and how long that would take.
public struct RunPlan: Sendable {
    /// The units of one task and method.
    public struct Row: Sendable {
        /// The task's name.
        public let task: String
        /// The method's name.
        public let method: String
        /// All units of the study.
        public var units = 0
        /// Those that are finished or were given up.
        public var settled = 0
        /// The predicted seconds of the others, on one core.
        public var seconds = 0.0
        /// The largest memory of one unit's network, in bytes.
        public var bytes = 0.0
    }

    /// The rows, in the study's order.
    public let rows: [Row]
    /// The finished units of this machine that the prediction was learnt from; 0 for a guess.
    public let samples: Int
    /// The predicted seconds of the whole run, on as many cores as it uses.
    public let seconds: Double

    /// All units of the study.
    public var units: Int { rows.reduce(0) { $0 + $1.units } }
    /// Those that are finished or were given up.
    public var settled: Int { rows.reduce(0) { $0 + $1.settled } }

    /// Plans a run without training anything.
    ///
    /// - Parameters:
    ///   - study: what is to be run.
    ///   - store: the results so far; nil where there is no file yet.
    ///   - options: threads and what is tried again.
    ///   - host: the name of this machine.
    /// - Throws: `DatasetError` where a protocol does not fit a task, `ResultStoreError`.
    public init(
        _ study: Study, store: ResultStore?, options: RunOptions, host: String = ProcessInfo.processInfo.hostName
    ) throws {
        let groups = try study.groups()
        let states = try store?.unitStates() ?? []
        let model = CostModel(states, host: host)
        let settled = Set(
            states.filter { $0.outcome.map(options.settledOutcomes.contains) ?? false }.map(\.unitHash))
        var rows: [Row] = []
        var position: [[String]: Int] = [:]
        var longest = 0.0
        for group in groups {
            let key = [group.task.description, group.learner.record.name]
            let index = position[key] ?? rows.count
            if index == rows.count {
                position[key] = index
                rows.append(Row(task: key[0], method: key[1]))
            }
            for unit in group.units {
                rows[index].units += 1
                rows[index].bytes = max(rows[index].bytes, unit.workload.bytes)
                if settled.contains(unit.id), !options.isRerun {
                    rows[index].settled += 1
                } else {
                    let seconds = model.seconds(unit.workload, method: key[1])
                    rows[index].seconds += seconds
                    longest = max(longest, seconds)
                }
            }
        }
        self.rows = rows
        samples = model.sampleCount
        // One unit stays on one core.
        seconds = max(longest, rows.reduce(0) { $0 + $1.seconds } / Double(options.threads))
    }
}
