/// A value with its derivatives by the four arguments of the mapping: automatic differentiation, forward.
public struct Dual<Number: RealArithmetic>: RealArithmetic {
    /// The value.
    public let value: Number
    /// The derivatives.
    public let slope: MapPoint<Number>

    /// Makes a value with derivatives.
    public init(_ value: Number, slope: MapPoint<Number>) {
        self.value = value
        self.slope = slope
    }

    /// Makes a constant.
    public init(constant: Number) {
        self.init(constant, slope: .init(repeating: Number(0)))
    }

    /// Makes a constant.
    public init(_ exact: Double) { self.init(constant: Number(exact)) }

    /// The sum rule.
    public static func + (left: Dual, right: Dual) -> Dual {
        Dual(left.value + right.value, slope: left.slope.combined(right.slope) { $0 + $1 })
    }

    /// The sum rule.
    public static func - (left: Dual, right: Dual) -> Dual {
        Dual(left.value - right.value, slope: left.slope.combined(right.slope) { $0 - $1 })
    }

    /// The negative.
    public static prefix func - (operand: Dual) -> Dual {
        Dual(-operand.value, slope: operand.slope.map { -$0 })
    }

    /// The product rule.
    public static func * (left: Dual, right: Dual) -> Dual {
        Dual(
            left.value * right.value,
            slope: left.slope.combined(right.slope) { $0 * right.value + left.value * $1 })
    }

    /// The quotient rule.
    public static func / (left: Dual, right: Dual) -> Dual {
        let quotient = left.value / right.value
        return Dual(quotient, slope: left.slope.combined(right.slope) { ($0 - quotient * $1) / right.value })
    }

    /// A multiple.
    public static func * (left: Double, right: Dual) -> Dual {
        right.scaled(Number(left) * right.value, by: Number(left))
    }

    /// The square.
    public func squared() -> Dual { scaled(value.squared(), by: Number(2) * value) }

    /// The square root.
    public func squareRoot() -> Dual {
        let root = value.squareRoot()
        return scaled(root, by: Number(1) / (Number(2) * root))
    }

    /// The exponential function.
    public static func exponential(_ x: Dual) -> Dual {
        let value = Number.exponential(x.value)
        return x.scaled(value, by: value)
    }

    /// The complementary error function.
    public static func erfc(_ x: Dual) -> Dual {
        x.scaled(.erfc(x.value), by: -(Number.twoOverRootOfPi * Number.exponential(-x.value.squared())))
    }

    /// The scaled complementary error function.
    public static func erfcx(_ x: Dual) -> Dual { x.scaled(.erfcx(x.value), by: .erfcxSlope(x.value)) }

    /// The derivative of the scaled complementary error function.
    public static func erfcxSlope(_ x: Dual) -> Dual {
        let slope = Number.erfcxSlope(x.value)
        return x.scaled(slope, by: Number(2) * (Number.erfcx(x.value) + x.value * slope))
    }

    /// The square root of 2 / pi, a constant.
    public static var rootOfTwoOverPi: Dual { Dual(constant: Number.rootOfTwoOverPi) }

    /// A plain number near the value.
    public var estimate: Double { value.estimate }

    /// The value of a function of this one, whose derivative there is known.
    private func scaled(_ value: Number, by factor: Number) -> Dual {
        Dual(value, slope: slope.map { $0 * factor })
    }
}
