import Foundation

/// Reference values in 50 digits, made by Fixtures/make_theory_values.py.
enum Fixture {
    struct Missing: Error {}

    private struct Values: Decodable {
        let alpha: Double
        let lambda: Double
        let errorFunctions: [[Double]]
        let maps: [[Double]]
        let far: [[Double]]
        let parameters: [[Double]]
        let fixedPoints: [[Double]]
    }

    private static func values() throws -> Values {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/theory_values.json")
        return try JSONDecoder().decode(Values.self, from: Data(contentsOf: file))
    }

    static func constants() throws -> (alpha: Double, lambda: Double) {
        let values = try values()
        return (values.alpha, values.lambda)
    }

    /// x, erf, erfc, erfcx.
    static func errorFunctions() throws -> [[Double]] { try nonempty(values().errorFunctions) }
    /// mu, omega, nu, tau, mean, second moment, variance, the Jacobian row by row, its norm.
    static func maps() throws -> [[Double]] { try nonempty(values().maps) }
    /// mu, omega, nu, tau, mean, variance.
    static func far() throws -> [[Double]] { try nonempty(values().far) }
    /// mu, nu, omega, tau, alpha, lambda.
    static func parameters() throws -> [[Double]] { try nonempty(values().parameters) }
    /// omega, tau, mu, nu.
    static func fixedPoints() throws -> [[Double]] { try nonempty(values().fixedPoints) }

    private static func nonempty(_ rows: [[Double]]) throws -> [[Double]] {
        guard !rows.isEmpty else { throw Missing() }
        return rows
    }
}

/// The distance of two numbers in units in the last place of the expected one.
func ulps(_ value: Double, _ expected: Double) -> Double {
    value == expected ? 0 : value.isNaN ? .infinity : abs(value - expected) / expected.ulp
}

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
