import Foundation

/// An axis of a chart: a range of numbers on a range of pixels, with marks at round numbers.
public struct ChartAxis: Sendable {
    /// How numbers follow each other along the axis.
    public enum Scale: Sendable {
        /// Equal distances are equal differences.
        case linear
        /// Equal distances are equal ratios.
        case logarithmic
    }

    /// The scale.
    public let scale: Scale
    /// The smallest number.
    public let lower: Double
    /// The largest number.
    public let upper: Double
    /// The pixel of the smallest number.
    public let start: Double
    /// The pixel of the largest number.
    public let end: Double

    /// Makes an axis; a range that is empty or has no logarithm is widened to one that serves.
    public init(scale: Scale = .linear, lower: Double, upper: Double, start: Double, end: Double) {
        var lower = lower.isFinite ? lower : 0
        var upper = upper.isFinite ? upper : lower + 1
        if scale == .logarithmic {
            upper = upper > 0 ? upper : 1
            lower = lower > 0 ? lower : upper / 10
            if upper < 1.05 * lower { (lower, upper) = (lower / 1.1, lower * 1.1) }
        } else if upper <= lower {
            (lower, upper) = (lower - 0.5, lower + 0.5)
        }
        self.scale = scale
        self.lower = lower
        self.upper = upper
        self.start = start
        self.end = end
    }

    /// The pixel of a number; what lies outside is kept at the ends.
    public func position(_ value: Double) -> Double {
        let share =
            switch scale {
            case .linear: (value - lower) / (upper - lower)
            case .logarithmic: value > 0 ? log(value / lower) / log(upper / lower) : 0
            }
        return start + max(0, min(1, share.isFinite ? share : 0)) * (end - start)
    }

    /// Round numbers within the range, about as many as asked for.
    public func ticks(about count: Int) -> [Double] {
        if scale == .logarithmic, upper / lower >= 10 {
            let decades = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))
            let factors: [Double] = upper / lower < 30 ? [1, 2, 5] : upper / lower < 1000 ? [1, 3] : [1]
            return decades.flatMap { decade in factors.map { $0 * power(decade) } }
                .filter { $0 >= lower * 0.999 && $0 <= upper * 1.001 }
        }
        let rough = (upper - lower) / Double(max(1, count))
        guard rough > 0, rough.isFinite else { return [lower, upper] }
        let magnitude = power(Int(log10(rough).rounded(.down)))
        let step = magnitude * ([1, 2, 5, 10].first { $0 * magnitude >= rough * 0.999 } ?? 10)
        let first = Int((lower / step - 1e-6).rounded(.up))
        let last = Int((upper / step + 1e-6).rounded(.down))
        guard first <= last, last - first < 100 else { return [lower, upper] }
        return (first...last).map { Double($0) * step }
    }

    /// A number beside a mark: as few digits as tell it.
    public static func label(_ value: Double) -> String {
        if value == 0 { return "0" }
        let magnitude = abs(value)
        if magnitude >= 1e6 || magnitude < 1e-3 {
            let text = String(format: "%.0e", value)
            return text.replacing("e-0", with: "e-").replacing("e+0", with: "e")
        }
        return String(format: "%.4g", value)
    }

    private func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
}
