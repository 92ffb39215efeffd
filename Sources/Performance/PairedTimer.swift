import Kernels

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Times work beside the peak of the core: peak, work, peak, work, and so on.
///
/// Neighbours on a shared machine slow down everything for a while. A time alone tells little then; the share
/// of the peaks right before and after it tells more. Shares are taken pair by pair, then their median; both
/// sides of a pair by the thread's processor time, so that no share depends on who else was scheduled.
public struct PairedTimer {
    /// What work costs.
    public struct Timing: Sendable, Hashable {
        /// The median time of one call.
        public var milliseconds: Double
        /// Billions of operations a second, by the median time.
        public var gflops: Double
        /// The median share of the peak that was measured beside each sample.
        public var shareOfPeak: Double
    }

    /// The time that a sample takes at least; short work is repeated within a sample.
    public static let secondsASample = 0.01
    private static let samples = 3...200

    private var peak = PeakMeasurement()
    private var peaks: [Double] = []

    /// Makes a timer.
    public init() {}

    /// The median of all peaks so far, in billions of operations a second.
    public var peakGflops: Double { median(peaks) / 1e9 }

    /// Times work.
    ///
    /// - Parameters:
    ///   - operations: the floating-point operations of one call.
    ///   - seconds: how long to go on; at least three samples are taken.
    ///   - work: what is timed; called once before for the caches.
    public mutating func measure(operations: Double, seconds: Double, _ work: () -> Void) -> Timing {
        let first = timed(work).1.seconds
        let once = first < PairedTimer.secondsASample ? timed(work).1.seconds : first
        let calls = max(1, Int((PairedTimer.secondsASample / once).rounded(.up)))
        var times: [Double] = []
        var shares: [Double] = []
        var spent = 0.0
        var before = measurePeak()
        while times.count < PairedTimer.samples.upperBound,
            spent < seconds || times.count < PairedTimer.samples.lowerBound
        {
            let sample = timed { for _ in 0..<calls { work() } }.1
            let after = measurePeak()
            times.append(sample.seconds / Double(calls))
            let rate = operations * Double(calls) / sample.processorSeconds
            shares.append(rate / ((before + after) / 2))
            before = after
            spent += sample.seconds
        }
        let time = median(times)
        return Timing(
            milliseconds: time * 1e3, gflops: operations / time / 1e9, shareOfPeak: median(shares))
    }

    private mutating func measurePeak() -> Double {
        let value = peak.measure()
        peaks.append(value)
        return value
    }
}

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

/// The time that some work took, in seconds, at least a nanosecond.
struct Elapsed {
    /// By the wall clock.
    var seconds: Double
    /// On the processor: without the time in which other threads had it.
    var processorSeconds: Double
}

/// Does some work and returns its result with the time it took.
func timed<Result>(_ work: () -> Result) -> (Result, Elapsed) {
    let start = ContinuousClock.now
    let processorStart = processorSeconds()
    let result = work()
    let processor = processorSeconds() - processorStart
    let parts = (ContinuousClock.now - start).components
    let seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    return (result, Elapsed(seconds: max(1e-9, seconds), processorSeconds: max(1e-9, processor)))
}

/// The processor time of this thread.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The median of some numbers: the mean of the middle two where their number is even; 0 of none.
func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
