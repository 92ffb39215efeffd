import Kernels

/// Measures how many floating-point operations a second a core reaches when it does nothing else.
///
/// A virtual core shares its hardware with others, and its clock changes: a peak holds for the moment at which it
/// was measured. So each measurement takes a few milliseconds only, to be repeated beside whatever is compared
/// with it.
public struct PeakMeasurement {
    /// The rounds of the loop that one measurement takes.
    private var rounds = 1 << 12
    /// Depends on all results, so that the work can't be left out.
    public private(set) var checksum: Float = 0

    /// Finds out how long the loop must run for a measurement.
    ///
    /// - Parameter seconds: how long a measurement shall take.
    public init(seconds: Double = 0.002) {
        while rounds < 1 << 40, time() < seconds { rounds *= 2 }
    }

    /// The peak in floating-point operations a second of processor time, a fused multiply-add counted as two.
    public mutating func measure() -> Double {
        Double(rounds) * Double(PeakLoop.operationsARound) / time()
    }

    private mutating func time() -> Double {
        let (result, elapsed) = timed { PeakLoop.run(rounds: rounds, seed: 0.001) }
        checksum += result
        return elapsed.processorSeconds
    }
}
