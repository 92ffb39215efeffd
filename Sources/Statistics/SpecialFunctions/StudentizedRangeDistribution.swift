#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The range of k independent standard normal values: the studentised range with infinite degrees of freedom.
///
/// P(Q <= q) is k times the integral of phi(z) (Phi(z) - Phi(z - q))^(k - 1). The integrand is analytic and falls like
/// a normal density on both sides, for which the trapezoidal rule converges exponentially.
public struct StudentizedRangeDistribution: Sendable, Hashable {
    /// The number of values, at least 2.
    public let groups: Int

    /// Makes the distribution for 2 to 10000 groups.
    ///
    /// - Throws: `StatisticsError.outOfRange` for another number.
    public init(groups: Int) throws {
        guard (2...10_000).contains(groups) else {
            throw StatisticsError.outOfRange(
                what: "number of methods", index: nil, value: "\(groups)", allowed: "2 ... 10000")
        }
        self.groups = groups
    }

    /// The probability of a range of at most `q`.
    public func lowerTail(_ q: Double) -> Double {
        guard q > 0 else { return q.isNaN ? .nan : 0 }
        guard q < 80 else { return 1 }
        return integral(to: q) { z, _, below in
            // Phi(z) - Phi(z - q), from whichever side doesn't cancel.
            let difference =
                z - q / 2 > 0
                ? NormalDistribution.upperTail(z - q) - NormalDistribution.upperTail(z)
                : NormalDistribution.lowerTail(z) - below
            return pow(max(0, difference), Double(groups - 1))
        }
    }

    /// The probability of a range above `q`, with full relative accuracy where it is tiny.
    public func upperTail(_ q: Double) -> Double {
        guard q > 0 else { return q.isNaN ? .nan : 1 }
        guard q < 80 else { return 0 }
        // Phi(z)^(k-1) integrates to 1 / k, so the tail is the integral of Phi(z)^(k-1) - (Phi(z) - Phi(z-q))^(k-1).
        return integral(to: q) { z, logLower, below in
            guard below > 0 else { return 0 }
            let power = Double(groups - 1)
            let share = min(1, exp(log(below) - logLower))
            return exp(power * logLower) * -expm1(power * log1p(-share))
        }
    }

    /// The range that is exceeded with probability `upperTail`, strictly between 0 and 1.
    ///
    /// - Throws: `StatisticsError.outOfRange` for another probability.
    public func quantile(upperTail probability: Double) throws -> Double {
        try Validation.requireInsideUnitInterval(probability, "tail probability")
        var low = 0.0
        var high = 80.0
        // Bisection on a monotone function: no starting value, no exceptional case, some 60 evaluations.
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            if upperTail(middle) > probability { low = middle } else { high = middle }
            if high - low < high * 1e-15 { break }
        }
        return low + (high - low) / 2
    }

    /// k times the integral over z of phi(z) times `factor(z, log Phi(z), Phi(z - q))`.
    private func integral(to q: Double, _ factor: (Double, Double, Double) -> Double) -> Double {
        // For thousands of groups the integrand narrows like 1 / sqrt(2 log k); the step stays far below that.
        let step = 1.0 / 16
        let first = Int((-10 / step).rounded(.down))
        let last = Int(((q + 10) / step).rounded(.up))
        var sum = CompensatedSum()
        for index in first...last {
            let z = Double(index) * step
            let density = NormalDistribution.density(z)
            guard density > 0 else { continue }
            let below = NormalDistribution.lowerTail(z - q)
            sum.add(density * factor(z, NormalDistribution.logLowerTail(z), below))
        }
        return min(1, max(0, Double(groups) * sum.value * step))
    }
}
