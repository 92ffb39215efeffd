import Foundation

/// A map from values to places, with round values to mark.
struct Scale: Sendable {
    /// The values at the two ends.
    let domain: (lower: Double, upper: Double)
    /// The places of the two ends.
    let range: (lower: Double, upper: Double)
    /// Whether equal ratios take equal room; values must be positive.
    var isLogarithmic = false

    /// The place of a value; values outside fall on the nearer end.
    func callAsFunction(_ value: Double) -> Double {
        let clamped = min(max(value, domain.lower), domain.upper)
        let span = transformed(domain.upper) - transformed(domain.lower)
        guard span > 0 else { return (range.lower + range.upper) / 2 }
        let share = (transformed(clamped) - transformed(domain.lower)) / span
        return range.lower + share * (range.upper - range.lower)
    }

    private func transformed(_ value: Double) -> Double {
        isLogarithmic ? log10(max(value, Double.leastNormalMagnitude)) : value
    }

    /// Round values within the domain, about as many as wanted.
    func ticks(about count: Int) -> [Double] {
        let span = domain.upper - domain.lower
        guard span > 0, span.isFinite, count > 0 else { return [domain.lower] }
        if isLogarithmic {
            let first = Int(log10(domain.lower).rounded(.up))
            let last = Int(log10(domain.upper).rounded(.down))
            if last - first < 1 {
                // Fewer than two powers of ten lie inside: 2 and 5 times them help.
                let powers = stride(from: min(first, last) - 1, through: max(first, last), by: 1)
                let finer = powers.flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
                return finer.filter { $0 >= domain.lower && $0 <= domain.upper }
            }
            let step = max(1, (last - first + count) / count)
            return stride(from: first, through: last, by: step).map { pow(10, Double($0)) }
        }
        let rough = span / Double(count)
        let magnitude = pow(10, log10(rough).rounded(.down))
        let step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= rough * 0.999 } ?? rough
        let first = Int((domain.lower / step - 1e-9).rounded(.up))
        let last = Int((domain.upper / step + 1e-9).rounded(.down))
        guard first <= last else { return [domain.lower] }
        return (first...last).map { Double($0) * step }
    }

    /// The text of a tick, with as many decimals as the ticks differ in.
    func text(_ value: Double, among ticks: [Double]) -> String {
        if isLogarithmic { return String(format: "%g", value) }
        for places in 0...4 {
            let factor = pow(10, Double(places))
            if ticks.allSatisfy({ (($0 * factor).rounded() / factor - $0).magnitude < 1e-9 }) {
                return String(format: "%.\(places)f", value)
            }
        }
        return String(format: "%g", value)
    }
}
