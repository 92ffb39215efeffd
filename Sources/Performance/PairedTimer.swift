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
