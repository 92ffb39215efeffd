import Foundation

/// How often crash tests are tried: a few times among the other tests, hundreds of times under `make crash-test`.
enum CrashIntensity {
    /// Whether hundreds are asked for.
    static let isLong = ProcessInfo.processInfo.environment["SNNBENCH_LONG_TESTS"] == "1"

    /// One number or the other.
    static func count(_ short: Int, long: Int) -> Int { isLong ? long : short }
}
