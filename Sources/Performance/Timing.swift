#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

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
