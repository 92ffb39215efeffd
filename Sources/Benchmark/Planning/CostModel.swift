import Formats
import ResultStore

/// The seconds that units take on one core, learnt from units that this machine has finished.
///
/// A unit's work is its floating-point operations and a constant for each pass through a layer; for each method the
/// rate is that of its finished units together, so that what is predicted of them adds up to what they took. A method without any takes
/// the rate of all.
public struct CostModel: Sendable {
    /// A finished training and how long it took.
    public struct Sample: Sendable {
        /// The name of its method.
        public var method: String
        /// What it would have demanded over all its epochs.
        public var workload: Workload
        /// The share of its epochs that were trained, above 0 up to 1.
        public var share: Double
        /// The seconds it took.
        public var seconds: Double

        /// Makes a sample.
        public init(method: String, workload: Workload, share: Double, seconds: Double) {
            self.method = method
            self.workload = workload
            self.share = share
            self.seconds = seconds
        }
    }

    /// Where the rates come from.
    public let sampleCount: Int
    private let rates: [String: Double]
    private let overallRate: Double
    /// For each method the mean share of its epochs that units train before they end.
    private let shares: [String: Double]

    /// The operations a second of one core that are assumed where nothing was measured.
    ///
    /// Studies reached 26 to 94 billion on AVX-512, the lower ones beside other work.
    public static let assumedOperationsASecond = 4e10

    /// Learns from finished units.
    public init(_ samples: [Sample]) {
        let usable = samples.filter { $0.seconds > 0 && $0.share > 0 && $0.workload.operations > 0 }
        sampleCount = usable.count
        let byMethod = Dictionary(grouping: usable, by: \.method)
        rates = byMethod.compactMapValues { Self.rate(of: $0) }
        shares = byMethod.mapValues { samples in
            let work = samples.reduce(0) { $0 + Self.work($1.workload) }
            return samples.reduce(0) { $0 + Self.work($1.workload) * $1.share } / work
        }
        overallRate = Self.rate(of: usable) ?? Self.assumedOperationsASecond
    }

    /// The predicted seconds of a unit on one core; the mean over those that diverge early and those that don't.
    public func seconds(_ workload: Workload, method: String) -> Double {
        Self.work(workload) * (shares[method] ?? 1) / (rates[method] ?? overallRate)
    }

    private static func work(_ workload: Workload) -> Double { workload.effort }

    private static func rate(_ sample: Sample) -> Double {
        work(sample.workload) * sample.share / sample.seconds
    }

    /// The work a second of samples together; nil without any.
    ///
    /// Those are left out that were four times as fast or as slow as the one in the middle: the machine may have slept meanwhile.
    private static func rate(of samples: [Sample]) -> Double? {
        let rates = samples.map(rate).sorted()
        guard !rates.isEmpty else { return nil }
        let usual = rates[rates.count / 2] / 4...rates[rates.count / 2] * 4
        let counted = samples.filter { usual.contains(rate($0)) }
        return counted.reduce(0) { $0 + work($1.workload) * $1.share } / counted.reduce(0) { $0 + $1.seconds }
    }
}

extension CostModel {
    /// Learns from the finished units of a store that ran on some host.
    ///
    /// - Parameters:
    ///   - states: units of the store.
    ///   - host: the host; units of others say nothing about this one.
    public init(_ states: [UnitState], host: String) {
        self.init(Self.samples(of: states.filter { $0.host == host }))
    }

    /// The finished units of a store with what they demanded.
    static func samples(of states: [UnitState]) -> [Sample] {
        var workloads = StoredWorkloads()
        return states.compactMap { state in
            guard let outcome = state.outcome, Outcome.finished.contains(outcome),
                let seconds = state.seconds, let workload = workloads.workload(state),
                let epochs = workloads.epochs(state)
            else { return nil }
            // A diverged unit has begun an epoch that it did not complete.
            let trained = Double(state.epochsCompleted) + (outcome == .diverged ? 0.5 : 0)
            let isProgram = ProgramMethod.isProgram(state.methodDefinition)
            return Sample(
                method: state.method, workload: workload,
                share: isProgram ? 1 : min(1, trained / Double(max(1, epochs))),
                seconds: seconds)
        }
    }
}

/// The floating-point operations a second that the trainings of a results file reached on one core, by method.
///
/// Operations are those of the matrix products, of evaluation too; seconds are those of the clock. A share of the
/// processor's peak follows by division, as long as the peak is that of the machine that trained.
public struct TrainingRates: Sendable {
    /// Operations a second by method; methods without a finished unit are missing.
    public let operationsASecond: [String: Double]

    /// Sums up finished units of networks, those that diverged with the epochs they had.
    public init(_ states: [UnitState]) {
        operationsASecond = Dictionary(
            grouping: CostModel.samples(of: states.filter { !ProgramMethod.isProgram($0.methodDefinition) }),
            by: \.method
        ).compactMapValues {
            let seconds = $0.reduce(0) { $0 + $1.seconds }
            return seconds > 0 ? $0.reduce(0) { $0 + $1.workload.operations * $1.share } / seconds : nil
        }
    }
}
