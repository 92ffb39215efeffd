#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif
import Statistics

extension Double: RealArithmetic {
    public func squared() -> Double { self * self }
    public static func exponential(_ x: Double) -> Double { exp(x) }
    public static func erfc(_ x: Double) -> Double { SpecialFunctions.erfc(x) }
    public static func erfcx(_ x: Double) -> Double { SpecialFunctions.erfcx(x) }
    public static func erfcxSlope(_ x: Double) -> Double { 2 * x * SpecialFunctions.erfcx(x) - 1.128_379_167_095_512_6 }
    public static var rootOfTwoOverPi: Double { 0.797_884_560_802_865_36 }
    public var estimate: Double { self }
}
