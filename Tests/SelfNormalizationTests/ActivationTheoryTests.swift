import Formulas
import Foundation
import Testing

@testable import SelfNormalization

/// Theory of activations against SELU's closed form and against 30 digits (Fixtures/make_activation_theory.py).
@Suite struct ActivationTheoryTests {
    private func builtIn(_ name: String) throws -> ActivationTheory {
        let entry = try #require(Formula.builtIn.first { $0.name == name })
        return ActivationTheory(ActivationMap(try Formula(entry.text, constants: entry.constants)))
    }

    private func isClose(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
        abs(value - expected) <= tolerance * max(1, abs(expected))
    }

    @Test func seluAsTheClosedFormHasIt() throws {
        let selu = try builtIn("selu")
        let closed = MomentMap<Double>(.standard)
        for (mean, variance, omega, tau) in [(0.0, 1.0, 0.0, 1.0), (0.3, 1.5, 0.1, 0.95), (-0.1, 0.8, -0.1, 1.1)] {
            let layer = MeanAndVariance(mean: mean, variance: variance)
            let ours = selu.map.next(layer, omega: omega, tau: tau)
            let expected = closed.next(layer, omega: omega, tau: tau)
            #expect(
                isClose(ours.mean, expected.mean) && isClose(ours.variance, expected.variance), "\(ours) \(expected)")
            let j = selu.map.jacobian(layer, omega: omega, tau: tau)
            let point = MapPoint(mean: mean, omega: omega, variance: variance, tau: tau)
            let e = closed.jacobian(point)
            #expect(isClose(j.a, e.a) && isClose(j.b, e.b) && isClose(j.c, e.c) && isClose(j.d, e.d), "\(j) \(e)")
        }
    }

    @Test func seluGivesThePapersNumbers() throws {
        let selu = try builtIn("selu")
        let points = selu.fixedPoints()
        // The paper: (0, 1) is an attracting fixed point, with a Jacobian of spectral norm 0.7877.
        let point = try #require(points.first { isClose($0.point.variance, 1, 1e-9) })
        #expect(abs(point.point.mean) < 1e-11 && point.isAttracting)
        #expect(abs(point.spectralNorm - 0.7877) < 5e-4, "\(point.spectralNorm)")
        let moments = try #require(selu.selfNormalizing)
        #expect(isClose(moments.scale, 1) && abs(moments.shift) < 1e-12)
        #expect(isClose(try #require(selu.gain), 1, 1e-11))
        let layers = selu.layers(depth: 32, gain: 1)
        #expect(layers.count == 32 && isClose(layers[31].forward, 1, 1e-10))
    }

    @Test func otherActivationsAgainstThirtyDigits() throws {
        let rows = try Reference.rows()
        #expect(rows.count == 7)
        for row in rows {
            let text = row.formula
            let theory = ActivationTheory(ActivationMap(try Formula(text)))
            for point in row.points {
                let layer = MeanAndVariance(mean: point.mean, variance: point.variance)
                let (omega, tau) = (point.omega, point.tau)
                let next = theory.map.next(layer, omega: omega, tau: tau)
                #expect(isClose(next.mean, point.nextMean), "\(text) \(next.mean)")
                #expect(isClose(next.variance, point.nextVariance), "\(text) \(next.variance)")
                let j = theory.map.jacobian(layer, omega: omega, tau: tau)
                for (value, expected) in zip([j.a, j.b, j.c, j.d], point.jacobian) {
                    #expect(isClose(value, expected), "\(text) \(value) \(expected)")
                }
            }
            let moments = try #require(theory.selfNormalizing)
            #expect(isClose(moments.scale, row.scale) && isClose(moments.shift, row.shift), "\(text)")
            if let expected = row.gain {
                let gain = try #require(theory.gain)
                #expect(isClose(gain, expected, 1e-11), "\(text) \(gain)")
                let last = try #require(theory.layers(depth: 32, gain: gain).last)
                // Where the second moment is no stable point of the mapping, errors of the gain grow with depth.
                let tolerance = text == "relu(x)^2" ? 1e-2 : 1e-6
                #expect(isClose(last.backward, row.backward32 ?? .nan, tolerance), "\(text) \(last.backward)")
            } else {
                #expect(theory.gain == nil, "\(text)")
            }
        }
    }

    @Test func reluKeepsEverySecondMomentWithTheGainOfHe() throws {
        let relu = try builtIn("relu")
        #expect(isClose(try #require(relu.gain), 2.0.squareRoot(), 1e-12))
        let last = relu.layers(depth: 32, gain: 2.0.squareRoot())[31]
        #expect(isClose(last.forward, 1, 1e-11) && isClose(last.backward, 1, 1e-11))
    }

    @Test func aScaledAndShiftedActivationHasTheFixedPoint() throws {
        for name in ["gelu", "silu", "tanh", "elu"] {
            let theory = try builtIn(name)
            let moments = try #require(theory.selfNormalizing)
            let entry = try #require(Formula.builtIn.first { $0.name == name })
            let text = "scale * (\(entry.text)) + shift"
            let constants = entry.constants.merging(["scale": moments.scale, "shift": moments.shift]) { $1 }
            let image = ActivationMap(try Formula(text, constants: constants)).next(
                MeanAndVariance(mean: 0, variance: 1))
            #expect(abs(image.mean) < 1e-12 && isClose(image.variance, 1), "\(name) \(image)")
        }
    }

    @Test func whatIsNotDefinedIsNoNumber() throws {
        let theory = ActivationTheory(ActivationMap(try Formula("log(x)")))
        #expect(theory.map.next(MeanAndVariance(mean: 0, variance: 1)).mean.isNaN)
        #expect(theory.selfNormalizing == nil && theory.gain == nil && theory.fixedPoints().isEmpty)
        #expect(theory.layers(depth: 3, gain: 1)[2].forward.isNaN)
    }
}

/// The reference values beside the tests.
private enum Reference {
    struct Row: Decodable {
        struct Point: Decodable {
            let mean: Double
            let omega: Double
            let variance: Double
            let tau: Double
            let nextMean: Double
            let nextVariance: Double
            let jacobian: [Double]
        }

        let formula: String
        let points: [Point]
        let scale: Double
        let shift: Double
        let gain: Double?
        let backward32: Double?
    }

    private struct File: Decodable {
        let activations: [Row]
    }

    static func rows() throws -> [Row] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/activation_theory.json")
        return try decoder.decode(File.self, from: Data(contentsOf: file)).activations
    }
}
