import Formats
import Foundation

/// A cluster that works off a plan, in thought: the time it takes and the work that failing nodes cost, with no scheduler about.
///
/// Bundles wait in the plan's order, the longest first; a core that is free takes the next one. Nodes fail independently, each after
/// times of an exponential distribution; with a node go the bundles on its cores, each back to its last checkpoint or finished unit, and
/// stand in front of the line again after some time. The same numbers give the same result.
public struct Simulation: Sendable, Hashable {
    /// The cores.
    public var cores = 1
    /// The cores of a node, which fail together.
    public var coresANode = 1
    /// The mean seconds between two failures of a node; nil for none.
    public var timeBetweenFailures: Double?
    /// The seconds until a node that failed is back.
    public var repair = 600.0
    /// The seconds after which a bundle that was lost may begin again; Slurm waits for two minutes.
    public var requeue = 120.0
    /// The seconds between two checkpoints within a unit; what came after the last one is lost with a node.
    public var checkpoint = 300.0
    /// The seconds until a job trains: the program's start, and the reading of tables.
    public var start = 1.0

    /// Makes a cluster of one core that never fails.
    public init() {}

    /// Reads a cluster from text, as `cores=2000,mtbf=30d,node=32`.
    ///
    /// - Throws: `PlanError` with what is allowed.
    public init(_ text: String) throws(PlanError) {
        let allowed =
            "--simulate takes cores=NUMBER and, separated by commas, mtbf=TIME (mean time between failures of a node), node=CORES, "
            + "repair=TIME, requeue=TIME, checkpoint=TIME, start=TIME"
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: "=", maxSplits: 1).map(String.init)
            let value = words.count == 2 ? words[1] : ""
            let seconds = value == "0" ? 0 : Durations.seconds(value)
            let count = Int(value).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
            switch (words.first ?? "", count, seconds) {
            case ("cores", let count?, _): cores = count
            case ("node", let count?, _): coresANode = count
            case ("mtbf", _, let seconds?) where seconds > 0: timeBetweenFailures = seconds
            case ("repair", _, let seconds?): repair = seconds
            case ("requeue", _, let seconds?): requeue = seconds
            case ("checkpoint", _, let seconds?) where seconds > 0: checkpoint = seconds
            case ("start", _, let seconds?): start = seconds
            default:
                throw PlanError(
                    file: "", problem: "\(TerminalText.quoted(String(part))) means nothing: \(allowed)", kind: .usage)
            }
        }
    }

    /// What came out.
    public struct Outcome: Sendable, Hashable {
        /// The cores.
        public var cores: Int
        /// The seconds until all is done.
        public var seconds: Double
        /// The seconds of training that were lost, over all cores.
        public var lost: Double
        /// The failures that met a bundle at work.
        public var failures: Int
        /// The share of the time of all cores that trained what was kept.
        public var efficiency: Double
        /// The failures of nodes after which it was given up; nil where all was done.
        public var givenUpAfter: Int?
    }

    /// The numbers of cores that a table shows: 1, 2, 5, 10 and so on, up to those of the cluster.
    public var steps: [Int] {
        var steps: [Int] = []
        var scale = 1
        while scale <= cores {
            steps += [1, 2, 5].map { $0 * scale }.filter { $0 < cores }
            scale *= 10
        }
        return steps + [cores]
    }

    /// Works off a plan's bundles.
    ///
    /// - Parameters:
    ///   - bundles: for each bundle the seconds of its units, in the plan's order.
    ///   - limit: the failures after which it is given up, where work is lost faster than it is done.
    public func run(_ bundles: [[Double]], limit: Int = 1_000_000) -> Outcome {
        var state = Run(self, bundles)
        while state.finished < bundles.count, state.nodeFailures < limit, state.step() {}
        let useful = bundles.reduce(0) { $0 + $1.reduce(0, +) }
        return Outcome(
            cores: cores, seconds: state.now, lost: state.lost, failures: state.failures,
            efficiency: state.now > 0 ? useful / (state.now * Double(cores)) : 1,
            givenUpAfter: state.finished < bundles.count ? state.nodeFailures : nil)
    }

    /// The seconds of a bundle that are kept when it is lost after some seconds of training.
    ///
    /// Checkpoints are counted from each unit's start; a unit that ended is kept whole.
    func kept(_ units: [Double], after seconds: Double) -> Double {
        var done = 0.0
        for unit in units {
            guard done + unit > seconds else {
                done += unit
                continue
            }
            return done + ((seconds - done) / checkpoint).rounded(.down) * checkpoint
        }
        return done
    }
}

/// A simulation on its way.
private struct Run {
    private enum Event {
        case ends(bundle: Int, core: Int, attempt: Int)
        case fails(node: Int)
        case isBack(node: Int)
        case mayBegin(bundle: Int)
    }

    private struct Job {
        var kept = 0.0
        var attempt = 0
        var began = 0.0
        var seconds: Double
    }

    private let simulation: Simulation
    private let units: [[Double]]
    private var jobs: [Job]
    private var line: [Int]
    private var freeCores: [Int]
    private var isDown: [Bool]
    private var working: [Int: Int] = [:]
    private var events = EventQueue<Event>()
    private var random: UInt64 = 0x5EED
    private(set) var now = 0.0
    private(set) var lost = 0.0
    private(set) var failures = 0
    private(set) var nodeFailures = 0
    private(set) var finished = 0

    init(_ simulation: Simulation, _ bundles: [[Double]]) {
        self.simulation = simulation
        units = bundles
        jobs = bundles.map { Job(seconds: $0.reduce(0, +)) }
        line = Array(bundles.indices.reversed())
        // More nodes than bundles can never be at work.
        let cores = simulation.cores
        freeCores = Array((0..<cores).reversed())
        isDown = Array(repeating: false, count: (cores + simulation.coresANode - 1) / simulation.coresANode)
        if simulation.timeBetweenFailures != nil {
            for node in isDown.indices { events.add(.fails(node: node), at: nextFailure()) }
        }
        begin()
    }

    /// Goes to the next event; false where there is none.
    mutating func step() -> Bool {
        guard let (time, event) = events.next() else { return false }
        switch event {
        case .ends(let bundle, let core, let attempt):
            guard jobs[bundle].attempt == attempt, working[core] == bundle else { return true }
            now = time
            working[core] = nil
            freeCores.append(core)
            finished += 1
        case .fails(let node):
            now = time
            nodeFailures += 1
            isDown[node] = true
            let first = node * simulation.coresANode
            for core in first..<min(first + simulation.coresANode, simulation.cores) {
                guard let bundle = working.removeValue(forKey: core) else { continue }
                failures += 1
                let trained = jobs[bundle].kept + max(0, now - jobs[bundle].began - simulation.start)
                let kept = max(jobs[bundle].kept, simulation.kept(units[bundle], after: trained))
                lost += trained - kept
                jobs[bundle].kept = kept
                jobs[bundle].attempt += 1
                events.add(.mayBegin(bundle: bundle), at: now + simulation.requeue)
            }
            freeCores.removeAll { $0 / simulation.coresANode == node }
            events.add(.isBack(node: node), at: now + simulation.repair)
        case .isBack(let node):
            now = time
            isDown[node] = false
            let first = node * simulation.coresANode
            freeCores += (first..<min(first + simulation.coresANode, simulation.cores)).reversed()
            events.add(.fails(node: node), at: nextFailure())
        case .mayBegin(let bundle):
            now = time
            line.append(bundle)
        }
        begin()
        return true
    }

    private mutating func begin() {
        while let core = freeCores.last, let bundle = line.last {
            freeCores.removeLast()
            line.removeLast()
            working[core] = bundle
            jobs[bundle].began = now
            events.add(
                .ends(bundle: bundle, core: core, attempt: jobs[bundle].attempt),
                at: now + simulation.start + jobs[bundle].seconds - jobs[bundle].kept)
        }
    }

    private mutating func nextFailure() -> Double {
        // SplitMix64 (Steele, Lea and Flood 2014), as a number above 0 and at most 1.
        random &+= 0x9E37_79B9_7F4A_7C15
        var bits = random
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        let share = Double((bits ^ bits >> 31) >> 11 &+ 1) / Double(1 << 53)
        return now - log(share) * (simulation.timeBetweenFailures ?? .infinity)
    }
}

/// Events in the order of their times; those of one time in the order in which they were added.
private struct EventQueue<Event> {
    private var heap: [(time: Double, number: Int, event: Event)] = []
    private var count = 0

    mutating func add(_ event: Event, at time: Double) {
        heap.append((time, count, event))
        count += 1
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next() -> (time: Double, event: Event)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            var parent = 0
            while true {
                let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
                guard let least = children.min(by: { isBefore($0, $1) }), isBefore(least, parent) else { break }
                heap.swapAt(parent, least)
                parent = least
            }
        }
        return (first.time, first.event)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].time, heap[left].number) < (heap[right].time, heap[right].number)
    }
}
