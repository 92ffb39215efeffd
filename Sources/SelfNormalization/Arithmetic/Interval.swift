/// A closed interval of real numbers whose arithmetic rounds outward: results contain every result of their members.
///
/// Sums, products, quotients and roots are rounded to nearest by the processor and then moved one number outward, which
/// is rigorous. exp, erfc and erfcx are moved outward by ``functionMargin`` units in the last place, four times what
/// they were ever seen to be off by (tested against 40 digits). Where nothing is known the interval is the whole line.
public struct Interval: Sendable, Hashable {
    /// The lower bound.
    public let lower: Double
    /// The upper bound, never below the lower one.
    public let upper: Double

    /// The units in the last place by which values of exp, erfc and erfcx are moved outward.
    public static let functionMargin = 8.0

    /// The whole line.
    public static let wholeLine = Interval(unchecked: -.infinity, .infinity)

    /// Makes an interval; the whole line where a bound is no number or they are in the wrong order.
    public init(_ lower: Double, _ upper: Double) {
        self = lower <= upper ? Interval(unchecked: lower, upper) : .wholeLine
    }

    /// Makes the smallest interval that surely contains two decimal numbers as they were written and all between.
    public init(decimal lower: Double, _ upper: Double) {
        self.init(lower.nextDown, upper.nextUp)
    }

    private init(unchecked lower: Double, _ upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// Bounds that rounding to nearest gave, each moved outward by one number.
    @inline(__always)
    static func outward(_ lower: Double, _ upper: Double) -> Interval {
        // A comparison with NaN is false: then nothing is known.
        lower <= upper ? Interval(unchecked: lower.nextDown, upper.nextUp) : .wholeLine
    }

    /// The distance of the bounds.
    public var width: Double { (upper - lower).nextUp }

    /// A number in it, about the middle; 0 for the whole line.
    public var middle: Double {
        if lower == -.infinity, upper == .infinity { return 0 }
        if lower == -.infinity { return -Double.greatestFiniteMagnitude }
        if upper == .infinity { return .greatestFiniteMagnitude }
        return min(max(lower / 2 + upper / 2, lower), upper)
    }

    /// Whether a number lies in it.
    public func contains(_ number: Double) -> Bool { lower <= number && number <= upper }

    /// Whether another interval lies in it.
    public func contains(_ other: Interval) -> Bool { lower <= other.lower && other.upper <= upper }

    /// What it shares with another interval that is known to hold the same value.
    public func intersection(_ other: Interval) -> Interval {
        Interval(unchecked: max(lower, other.lower), max(max(lower, other.lower), min(upper, other.upper)))
    }

    /// The largest magnitude of a member.
    public var magnitude: Double { max(-lower, upper) }
}

extension Interval: RealArithmetic {
    /// Makes the interval of a single number.
    public init(_ exact: Double) { self.init(exact, exact) }

    /// The sums of the members.
    public static func + (left: Interval, right: Interval) -> Interval {
        outward(left.lower + right.lower, left.upper + right.upper)
    }

    /// The differences of the members.
    public static func - (left: Interval, right: Interval) -> Interval {
        outward(left.lower - right.upper, left.upper - right.lower)
    }

    /// The negated members.
    public static prefix func - (operand: Interval) -> Interval { Interval(-operand.upper, -operand.lower) }

    /// The products of the members.
    public static func * (left: Interval, right: Interval) -> Interval {
        let a = left.lower * right.lower
        let b = left.lower * right.upper
        let c = left.upper * right.lower
        let d = left.upper * right.upper
        // Zero times infinity; a NaN must not be lost in a minimum.
        guard !(a + b + c + d).isNaN || [a, b, c, d].allSatisfy({ !$0.isNaN }) else { return wholeLine }
        return outward(min(min(a, b), min(c, d)), max(max(a, b), max(c, d)))
    }

    /// The quotients of the members; the whole line where the divisor contains 0.
    public static func / (left: Interval, right: Interval) -> Interval {
        guard right.lower > 0 || right.upper < 0 else { return wholeLine }
        let a = left.lower / right.lower
        let b = left.lower / right.upper
        let c = left.upper / right.lower
        let d = left.upper / right.upper
        guard !(a + b + c + d).isNaN || [a, b, c, d].allSatisfy({ !$0.isNaN }) else { return wholeLine }
        return outward(min(min(a, b), min(c, d)), max(max(a, b), max(c, d)))
    }

    /// The squares of the members.
    public func squared() -> Interval {
        let a = lower * lower
        let b = upper * upper
        if lower <= 0, upper >= 0 { return Interval(0, max(a, b).nextUp) }
        return Interval(max(0, min(a, b).nextDown), max(a, b).nextUp)
    }

    /// The roots of the members that are not negative; the whole line where there is none.
    public func squareRoot() -> Interval {
        guard upper >= 0 else { return .wholeLine }
        return Interval(max(0, max(0, lower).squareRoot().nextDown), upper.squareRoot().nextUp)
    }

    /// The values of the exponential function.
    public static func exponential(_ x: Interval) -> Interval {
        Interval(below(Double.exponential(x.lower)), above(Double.exponential(x.upper)))
    }

    /// The values of the complementary error function, which falls everywhere.
    public static func erfc(_ x: Interval) -> Interval {
        Interval(below(Double.erfc(x.upper)), min(2, above(Double.erfc(x.lower))))
    }

    /// The values of the scaled complementary error function, which falls everywhere.
    public static func erfcx(_ x: Interval) -> Interval {
        Interval(below(Double.erfcx(x.upper)), above(Double.erfcx(x.lower)))
    }

    /// Rises everywhere, as erfcx is a mixture of falling exponentials and so convex.
    public static func erfcxSlope(_ x: Interval) -> Interval {
        func slope(_ x: Double) -> Interval {
            let point = Interval(x)
            return Interval(2) * point * erfcx(point) - twoOverRootOfPi
        }
        return Interval(slope(x.lower).lower, min(0, slope(x.upper).upper))
    }

    /// The correctly rounded constant and its neighbours.
    public static var rootOfTwoOverPi: Interval { outward(Double.rootOfTwoOverPi, Double.rootOfTwoOverPi) }

    /// 2 / sqrt(pi), correctly rounded, and its neighbours.
    public static var twoOverRootOfPi: Interval { outward(1.128_379_167_095_512_6, 1.128_379_167_095_512_6) }

    /// The middle.
    public var estimate: Double { middle }

    /// A bound below a positive function's value; the least normal number accounts for underflow.
    private static func below(_ value: Double) -> Double {
        if value == .infinity { return .greatestFiniteMagnitude }
        return max(0, value - (functionMargin * value.ulp + Double.leastNormalMagnitude))
    }

    private static func above(_ value: Double) -> Double {
        value + (functionMargin * value.ulp + Double.leastNormalMagnitude)
    }
}
