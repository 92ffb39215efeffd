#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Functions of the C library under names that the module's own don't hide, and small relatives of them.
enum Elementary {
    static func erf(_ x: Double) -> Double { systemErf(x) }

    static func erfc(_ x: Double) -> Double { systemErfc(x) }

    /// 1 - (1 - p)^m without cancellation where p is small.
    static func complementOfPower(_ p: Double, _ m: Double) -> Double { -expm1(m * log1p(-p)) }

    /// x - log(1 + x) without cancellation about 0.
    static func excessOverLog1p(_ x: Double) -> Double {
        guard x.magnitude < 0.25 else { return x - log1p(x) }
        // With r = x / (2 + x), log(1 + x) = 2 (r + r^3/3 + r^5/5 + ...) and x - 2 r = r x.
        let ratio = x / (2 + x)
        let square = ratio * ratio
        var series = 0.0
        var index = 27.0
        while index >= 3 {
            series = series * square + 1 / index
            index -= 2
        }
        return ratio * (x - 2 * square * series)
    }
}

private func systemErf(_ x: Double) -> Double { erf(x) }

private func systemErfc(_ x: Double) -> Double { erfc(x) }
