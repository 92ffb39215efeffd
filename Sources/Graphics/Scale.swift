import Foundation

/// A map from values to places, with round values to mark.
public struct Scale: Sendable {
    /// The values at the two ends.
    public let domain: (lower: Double, upper: Double)
    /// The places of the two ends.
    public let range: (lower: Double, upper: Double)
    /// Whether equal ratios take equal room instead of equal differences.
    public let isLogarithmic: Bool

    /// Makes a scale; a domain that is empty, or has no logarithm, is widened to one that serves.
    public init(
        domain: (lower: Double, upper: Double), range: (lower: Double, upper: Double), isLogarithmic: Bool = false
    ) {
        var lower = domain.lower.isFinite ? domain.lower : 0
        var upper = domain.upper.isFinite ? domain.upper : lower + 1
        if isLogarithmic {
            upper = upper > 0 ? upper : 1
            lower = lower > 0 ? lower : upper / 10
            if upper <= lower { (lower, upper) = (lower / 1.1, lower * 1.1) }
        } else if upper <= lower {
            (lower, upper) = (lower - 0.5, lower + 0.5)
        }
        self.domain = (lower, upper)
        self.range = range
        self.isLogarithmic = isLogarithmic
    }

    /// The place of a value; values outside fall on the nearer end, what is no number on the lower one.
    public func callAsFunction(_ value: Double) -> Double {
        let clamped = min(max(value, domain.lower), domain.upper)
        // Halves, whose difference is finite whatever the domain.
        let start = transformed(domain.lower) / 2
        let span = transformed(domain.upper) / 2 - start
        guard !value.isNaN, span > 0 else { return range.lower }
        let share = min(max((transformed(clamped) / 2 - start) / span, 0), 1)
        return range.lower + share * (range.upper - range.lower)
    }

    private func transformed(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }

    // MARK: - Ticks

    /// Round values within the domain, about as many as wanted; the ends where there are none.
    public func ticks(about count: Int) -> [Double] {
        let ratio = domain.upper / domain.lower
        return isLogarithmic && ratio >= 10 ? powers(ratio, about: max(1, count)) : steps(about: max(1, count))
    }

    /// Powers of ten, every second or third of them where they are many, with values between where they are few.
    private func powers(_ ratio: Double, about count: Int) -> [Double] {
        let first = Int(log10(domain.lower).rounded(.down))
        let last = Int(log10(domain.upper).rounded(.up))
        let factors: [Double] = ratio < 100 ? [1, 2, 5] : ratio < 1000 ? [1, 3] : [1]
        let ticks = (first...last).flatMap { power in factors.map { $0 * pow(10, Double(power)) } }
            .filter { $0 >= domain.lower * 0.999 && $0 <= domain.upper * 1.001 }
        let step = factors.count > 1 ? 1 : max(1, (ticks.count + count - 1) / (count + 1))
        return stride(from: 0, to: ticks.count, by: step).map { ticks[$0] }
    }

    /// Multiples of 1, 2 or 5 times a power of ten.
    private func steps(about count: Int) -> [Double] {
        let rough = (domain.upper - domain.lower) / Double(count)
        guard rough.isFinite, rough >= Double.leastNormalMagnitude else { return [domain.lower, domain.upper] }
        let magnitude = pow(10, log10(rough).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.999 } ?? rough
        let first = (domain.lower / step - 1e-6).rounded(.up)
        let last = (domain.upper / step + 1e-6).rounded(.down)
        guard first <= last, last - first < 100, first.magnitude < 1e15, last.magnitude < 1e15 else {
            return [domain.lower, domain.upper]
        }
        return (Int(first)...Int(last)).map { Double($0) * step }
    }

    /// The text of a tick, with as many decimals as the ticks differ in.
    public func text(_ value: Double, among ticks: [Double]) -> String {
        guard !isLogarithmic, ticks.allSatisfy({ $0.magnitude < 1e6 }) else { return Self.label(value) }
        for places in 0...4 {
            let factor = pow(10, Double(places))
            if ticks.allSatisfy({ (($0 * factor).rounded() / factor - $0).magnitude < 1e-9 }) {
                return String(format: "%.\(places)f", value == 0 ? 0 : value)
            }
        }
        return Self.label(value)
    }

    /// A number with as few digits as tell it: `0.25`, `1200`, `1e-6`.
    public static func label(_ value: Double) -> String {
        if value == 0 { return "0" }
        if value.magnitude >= 1e6 || value.magnitude < 1e-3 {
            return String(format: "%.0e", value).replacing("e-0", with: "e-").replacing("e+0", with: "e")
        }
        return String(format: "%.4g", value)
    }
}
