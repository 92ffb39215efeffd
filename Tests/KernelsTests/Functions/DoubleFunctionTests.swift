import Foundation
import Testing

@testable import Kernels

/// The functions in double precision, against 80-bit arithmetic where the processor has it.
@Suite struct DoubleFunctionTests {
    #if arch(x86_64)
    typealias Wide = Float80
    /// What the reference adds to an error.
    static let slack = 0.01
    #else
    typealias Wide = Double
    static let slack = 1.0
    #endif

    private func error(_ value: Double, _ reference: Wide) -> Double {
        let rounded = Double(reference)
        if value == rounded || value.isNaN && rounded.isNaN { return 0 }
        return Double((Wide(value) - reference).magnitude / Wide(rounded.ulp))
    }

    @Test func logarithm() {
        var generator = Generator(seed: 1)
        var points = (0..<250_000).map { _ in
            Double(bitPattern: UInt64.random(in: 1...Double.greatestFiniteMagnitude.bitPattern, using: &generator))
        }
        points += (0..<250_000).map { _ in Double.random(in: 0.5...2.5, using: &generator) }
        points += [.leastNonzeroMagnitude, .leastNormalMagnitude, 1, Double(1).nextUp, Double(1).nextDown, 2]
        let worst = points.map { (error(naturalLogarithm($0), log(Wide($0))), $0) }.max { $0.0 < $1.0 }
        print("naturalLogarithm of Double: \(worst ?? (0, 0))")
        #expect((worst?.0 ?? .nan) < 2 + Self.slack, "at \(worst?.1 ?? .nan)")
        #expect(naturalLogarithm(0.0) == -.infinity && naturalLogarithm(-0.0) == -.infinity)
        #expect(naturalLogarithm(Double.infinity) == .infinity)
        #expect(naturalLogarithm(-1.0).isNaN && naturalLogarithm(Double.nan).isNaN)
        #expect(naturalLogarithm(-Double.infinity).isNaN)
    }

    @Test func exponentials() {
        var generator = Generator(seed: 2)
        var points = (0..<250_000).map { _ in Double.random(in: -700...700, using: &generator) }
        points += (0..<250_000).map { _ in Double.random(in: -1...1, using: &generator) }
        points += [0, -0.0, .leastNonzeroMagnitude, 1, -1]
        let worst = points.map { (error(exponential($0), exp(Wide($0))), $0) }.max { $0.0 < $1.0 }
        print("exponential of Double: \(worst ?? (0, 0))")
        #expect((worst?.0 ?? .nan) < 2 + Self.slack, "at \(worst?.1 ?? .nan)")
        #expect(exponential(Double.infinity) == .infinity && exponential(-Double.infinity) == 0)
        #expect(exponential(Double.nan).isNaN)
    }

    @Test func powers() {
        var generator = Generator(seed: 3)
        var compared = 0
        for _ in 0..<300_000 {
            let base = exp(Double.random(in: -20...20, using: &generator))
            let exponent = Double.random(in: -40...40, using: &generator)
            let expected = pow(Wide(base), Wide(exponent))
            guard expected > 1e-300, expected < 1e300 else { continue }
            compared += 1
            let relative = Double((Wide(power(base, exponent)) - expected).magnitude / expected)
            if relative >= 1e-12 { Issue.record("power(\(base), \(exponent)) is \(relative) off") }
        }
        #expect(compared > 200_000)
        #expect(power(7, 0) == 1 && power(1, 123) == 1)
    }

    /// Against values that `make_normal_quantiles.py` computed with SciPy and polished with mpmath.
    @Test func normalQuantiles() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/normal-quantiles.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(lines.count > 900)
        var worst = (error: 0.0, p: 0.0)
        for line in lines {
            let fields = line.split(separator: ",").compactMap { Double($0) }
            try #require(fields.count == 2)
            let value = normalQuantile(fields[0])
            let error =
                value == fields[1] ? 0 : abs(value - fields[1]) / max(abs(fields[1]), .leastNormalMagnitude)
            if error > worst.error { worst = (error, fields[0]) }
        }
        print("normalQuantile: relative error \(worst)")
        #expect(worst.error < 2e-15, "at \(worst.p)")
        #expect(normalQuantile(0.5) == 0)
    }
}
