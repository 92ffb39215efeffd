import Foundation
import Testing

@testable import Kernels

/// The steps of optimisers on weights and vectors, from registers and from stored gradients.
@Suite struct UpdateTests {
    /// A rule by its numbers, and by formulas in double precision.
    struct Rule: Sendable, CustomTestStringConvertible {
        let name: String
        let moments: Int
        let update: @Sendable (_ step: Int) -> Update
        /// p, the gradient, two moments and the step give the new p and moments.
        let reference: @Sendable (Double, Double, [Double], Int) -> (Double, [Double])
        var testDescription: String { name }
    }

    static let rules: [Rule] = [0, 0.01].flatMap(rules)

    private static func rules(_ penalty: Double) -> [Rule] {
        var rules: [Rule] = []
        rules.append(
            Rule(
                name: "descent, \(penalty)", moments: 0,
                update: { _ in .descent(rate: 0.1, penalty: Float(penalty)) },
                reference: { p, g, _, _ in (p - 0.1 * (g + penalty * p), []) }))
        for isNesterov in [false, true] {
            let update = Update.momentum(
                Update.Momentum(rate: 0.05, penalty: penalty, momentum: 0.9, isNesterov: isNesterov))
            rules.append(
                Rule(
                    name: "momentum, \(penalty), \(isNesterov)", moments: 1, update: { _ in update },
                    reference: { p, g, moments, _ in
                        let slope = g + penalty * p
                        let velocity = 0.9 * moments[0] + slope
                        let direction = isNesterov ? slope + 0.9 * velocity : velocity
                        return (p - 0.05 * direction, [velocity])
                    }))
        }
        for decay in [0, 0.1] {
            rules.append(
                Rule(
                    name: "adam, \(penalty), \(decay)", moments: 2,
                    update: { step in
                        .adam(
                            Update.Adam(
                                rate: 0.01, penalty: penalty, decay: decay, beta1: 0.9, beta2: 0.99, epsilon: 1e-6,
                                step: step))
                    },
                    reference: { p, g, moments, step in
                        let slope = g + penalty * p
                        let m = 0.9 * moments[0] + 0.1 * slope
                        let v = 0.99 * moments[1] + 0.01 * slope * slope
                        let mean = m / (1 - pow(0.9, Double(step)))
                        let root = (v / (1 - pow(0.99, Double(step)))).squareRoot() + 1e-6
                        return (p * (1 - 0.01 * decay) - 0.01 * mean / root, [m, v])
                    }))
        }
        let update = Update.rootMeanSquare(
            Update.RootMeanSquare(rate: 0.01, penalty: penalty, smoothing: 0.95, epsilon: 1e-6))
        rules.append(
            Rule(
                name: "rmsprop, \(penalty)", moments: 1, update: { _ in update },
                reference: { p, g, moments, _ in
                    let slope = g + penalty * p
                    let v = 0.95 * moments[0] + 0.05 * slope * slope
                    return (p - 0.01 * slope / (v.squareRoot() + 1e-6), [v])
                }))
        return rules
    }

    /// From the registers or from a stored gradient: the same bits, near the formulas in double precision.
    @Test(arguments: rules)
    func weights(_ rule: Rule) {
        var generator = Generator(seed: 21)
        let (depth, columns, batch) = (37, 70, 29)
        let start = Table(rows: depth, columns: columns) { _, _ in generator.normal() }
        let fused = start.matrix()
        let stored = start.matrix()
        let fusedMoments = Moments(of: fused, count: rule.moments)
        let storedMoments = Moments(of: stored, count: rule.moments)
        let scratch = ProductScratch()
        var expected = start.values.map { (Double($0), [0.0, 0.0]) }
        for step in 1...6 {
            let x = Table(rows: batch, columns: depth) { _, _ in generator.normal() }.matrix(capacity: 32)
            let dy = Table(rows: batch, columns: columns) { _, _ in generator.normal() }.matrix(capacity: 32)
            let gradient = Matrix(rows: depth, columns: columns)
            gradient.setTransposedProduct(x, dy, scratch: scratch)
            fused.take(rule.update(step), input: x, gradient: dy, moments: fusedMoments, scratch: scratch)
            stored.take(rule.update(step), gradient: gradient, moments: storedMoments)
            let values = Table(gradient).values
            for index in expected.indices {
                let (p, moments) = expected[index]
                expected[index] = rule.reference(p, Double(values[index]), moments, step)
            }
            #expect(Table(fused).values == Table(stored).values, "step \(step)")
        }
        let largest = zip(Table(fused).values, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1.0)) }
        let scale = expected.reduce(0) { max($0, abs($1.0)) }
        #expect(largest <= 4e-6 * scale, "\(largest) of \(scale)")
        for panel in 0..<fused.panels {
            for lane in 0..<laneCount where panel * laneCount + lane >= columns {
                for row in 0..<depth { #expect(fused.place(panel: panel, row: row)[lane] == 0) }
            }
        }
    }

    /// A vector goes the way of a column of weights, and a scale is that of the gradient.
    @Test(arguments: rules)
    func vectors(_ rule: Rule) {
        var generator = Generator(seed: 22)
        let start = (0..<21).map { _ in generator.normal() }
        let vector = Vector(start)
        let halved = Vector(start)
        let row = Matrix([start])
        let moments = Moments(of: vector, count: rule.moments)
        let halvedMoments = Moments(of: halved, count: rule.moments)
        let rowMoments = Moments(of: row, count: rule.moments)
        for step in 1...4 {
            let gradient = (0..<21).map { _ in generator.normal() }
            vector.take(rule.update(step), gradient: Vector(gradient), moments: moments)
            halved.take(
                rule.update(step), gradient: Vector(gradient.map { 2 * $0 }), scale: 0.5, moments: halvedMoments)
            row.take(rule.update(step), gradient: Matrix([gradient]), moments: rowMoments)
        }
        #expect(vector.values == row.rowMajor && vector.values == halved.values && vector.values != start)
    }

    @Test func squares() {
        var generator = Generator(seed: 23)
        let table = Table(rows: 21, columns: 40) { _, _ in generator.normal() }
        let expected = table.values.reduce(0) { $0 + Double($1) * Double($1) }
        #expect(abs(table.poisonedMatrix(capacity: 30).sumOfSquares / expected - 1) < 1e-6)
        #expect(abs(Vector(table.values).sumOfSquares / expected - 1) < 1e-12)
    }

    /// Our own cosine.
    @Test func cosines() {
        for index in 0...1000 {
            let x = Double(index) / 1000
            #expect(abs(cosine(ofHalfTurns: x) - cos(Double.pi * x)) < 1e-15)
        }
    }
}
