import Statistics

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
