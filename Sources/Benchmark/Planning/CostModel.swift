import Foundation

/// The seconds that units take on one core, learnt from units that this machine has finished.
///
/// A unit's work is its floating-point operations and a constant for each pass through a layer; for each method the
/// rate is the median over its finished units, and a method without any takes the median over all.
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

    /// Operations that take as long as a pass through a layer does beside its arithmetic.
    private static let operationsALayerPass = 1e5
    /// The operations a second of one core that are assumed where nothing was measured.
    ///
    /// Studies reached 26 to 94 billion on AVX-512, the lower ones beside other work.
    public static let assumedOperationsASecond = 4e10

    /// Learns from finished units.
    public init(_ samples: [Sample]) {
        let usable = samples.filter { $0.seconds > 0 && $0.share > 0 && $0.workload.operations > 0 }
        sampleCount = usable.count
        let byMethod = Dictionary(grouping: usable, by: \.method)
        rates = byMethod.compactMapValues { Self.median($0.map(Self.rate)) }
        shares = byMethod.mapValues { samples in
            let work = samples.reduce(0) { $0 + Self.work($1.workload) }
            return samples.reduce(0) { $0 + Self.work($1.workload) * $1.share } / work
        }
        overallRate = Self.median(usable.map(Self.rate)) ?? Self.assumedOperationsASecond
    }

    /// The predicted seconds of a unit on one core; the mean over those that diverge early and those that don't.
    public func seconds(_ workload: Workload, method: String) -> Double {
        Self.work(workload) * (shares[method] ?? 1) / (rates[method] ?? overallRate)
    }

    private static func work(_ workload: Workload) -> Double {
        workload.operations + operationsALayerPass * workload.layerPasses
    }

    private static func rate(_ sample: Sample) -> Double {
        work(sample.workload) * sample.share / sample.seconds
    }

    private static func median(_ values: [Double]) -> Double? {
        let sorted = values.sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }
}
