import Statistics

/// The arithmetic that the formulas of the theory are written in, once for all kinds of number.
///
/// With `Double` they compute, with ``Interval`` they prove, with ``Dual`` of either they also give derivatives.
public protocol RealArithmetic: Sendable {
    /// Makes a number that a `Double` is exactly.
    init(_ exact: Double)

    /// The sum.
    static func + (left: Self, right: Self) -> Self

    /// The difference.
    static func - (left: Self, right: Self) -> Self

    /// The product.
    static func * (left: Self, right: Self) -> Self

    /// The quotient.
    static func / (left: Self, right: Self) -> Self

    /// The negative.
    static prefix func - (operand: Self) -> Self

    /// The square, never negative.
    func squared() -> Self
    /// The square root.
    func squareRoot() -> Self
    /// The exponential function.
    static func exponential(_ x: Self) -> Self
    /// The complementary error function.
    static func erfc(_ x: Self) -> Self
    /// The scaled complementary error function, exp(x^2) erfc(x).
    static func erfcx(_ x: Self) -> Self
    /// The derivative of the scaled complementary error function, 2 x erfcx(x) - 2 / sqrt(pi).
    static func erfcxSlope(_ x: Self) -> Self

    /// The square root of 2 / pi.
    static var rootOfTwoOverPi: Self { get }

    /// A plain number nearby, to choose between formulas that are both right.
    var estimate: Double { get }
}

extension RealArithmetic {
    static func * (left: Double, right: Self) -> Self { Self(left) * right }
    static func + (left: Self, right: Double) -> Self { left + Self(right) }
    static func - (left: Self, right: Double) -> Self { left - Self(right) }
    static func - (left: Double, right: Self) -> Self { Self(left) - right }
    static func / (left: Self, right: Double) -> Self { left / Self(right) }

    /// 2 / sqrt(pi), the slope of the error function at 0.
    static var twoOverRootOfPi: Self { rootOfTwoOverPi * Self(2).squareRoot() }

    /// pi.
    static var pi: Self { Self(2) / rootOfTwoOverPi.squared() }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension Double: RealArithmetic {
    /// The square.
    public func squared() -> Double { self * self }

    /// The exponential function of the C library.
    public static func exponential(_ x: Double) -> Double { exp(x) }

    /// The complementary error function.
    public static func erfc(_ x: Double) -> Double { SpecialFunctions.erfc(x) }

    /// The scaled complementary error function.
    public static func erfcx(_ x: Double) -> Double { SpecialFunctions.erfcx(x) }

    /// The derivative of the scaled complementary error function.
    public static func erfcxSlope(_ x: Double) -> Double { 2 * x * SpecialFunctions.erfcx(x) - 1.128_379_167_095_512_6 }

    /// The square root of 2 / pi.
    public static var rootOfTwoOverPi: Double { 0.797_884_560_802_865_36 }

    /// The number itself.
    public var estimate: Double { self }
}
