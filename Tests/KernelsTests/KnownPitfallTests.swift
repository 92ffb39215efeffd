import Foundation
import Testing

@testable import Kernels

/// Inputs that public reports of errors in other programs are about.
@Suite struct KnownPitfallTests {
    private static func values(_ arguments: [Float], _ activation: Activation) -> (values: [Float], slopes: [Float]) {
        let source = Matrix([arguments])
        let target = Matrix(rows: 1, columns: arguments.count)
        ActivationPass(activation).apply(to: source, into: target, mask: .inference)
        let gradient = Matrix([Array(repeating: 1, count: arguments.count)])
        let slope = Matrix(rows: 1, columns: arguments.count)
        ActivationPass(activation).apply(
            to: source, into: Matrix(rows: 1, columns: arguments.count), mask: .inference, slope: slope)
        ActivationPass(activation).propagate(gradient, output: target, slope: slope)
        return (target.rowMajor, gradient.rowMajor)
    }

    /// Just below 0 SELU is 1.7581 x, to the last digits: no difference of numbers near 1.
    @Test func seluNearZero() {
        let arguments: [Float] = [-1e-6, -1e-7, -1e-8, -1e-10, -1e-30]
        for (value, argument) in zip(Self.values(arguments, .selu).values, arguments) {
            let exact = 1.7580993408473769 * expm1(Double(argument))
            #expect(abs(Double(value) / exact - 1) < 4 * 0x1p-24, "SELU(\(argument)) = \(value)")
        }
    }

    /// The slope of SELU is read off the output, so that no layer keeps a matrix for it: right to 1.2e-7, one last
    /// place of the saturation, and therefore 0 below -17.
    ///
    /// So small a share of a gradient is lost beside any other of
    /// its column.
    @Test func slopeOfSELU() {
        let arguments: [Float] = [-100, -40, -20, -17.5, -10, -3, -0.5, -1e-3, 0, -0.0, 1e-3, 1, 100, 300]
        for (slope, argument) in zip(Self.values(arguments, .selu).slopes, arguments) {
            let exact = argument > 0 ? 1.0507009873554805 : 1.7580993408473769 * exp(Double(argument))
            #expect(abs(Double(slope) - exact) <= 1.2e-7 * max(1, exact), "SELU'(\(argument)) = \(slope)")
        }
        let known: [(Float, Float)] = [(-0.5, 1.066341), (-10, 0.0000798), (0, 1.7580993), (100, 1.050701)]
        for (argument, expected) in known {
            #expect(abs(Self.values([argument], .selu).slopes[0] - expected) < 1e-6)
        }
    }

    /// Alpha dropout keeps mean and deviation of Gaussians at any rate, and does nothing at rate 0.
    @Test(arguments: [0.2, 0.5, 0.8])
    func alphaDropoutKeepsMoments(_ rate: Double) {
        let source = Matrix(rows: 500, columns: 100)
        source.fillNormal(RandomStream(key: RandomKey(seed: 41), purpose: .other), standardDeviation: 1)
        let target = Matrix(rows: 500, columns: 100)
        let stream = RandomStream(key: RandomKey(seed: 42), purpose: .dropout)
        ActivationPass(.identity, dropout: Dropout(.alpha, rate: rate)).apply(
            to: source, into: target, mask: .random(stream))
        let values = target.rowMajor.map(Double.init)
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        #expect(abs(mean) < 0.05 && abs(variance.squareRoot() - 1) < 0.05, "\(mean), \(variance)")
        ActivationPass(.identity, dropout: Dropout(.alpha, rate: 0)).apply(
            to: source, into: target, mask: .random(stream))
        #expect(target.rowMajor == source.rowMajor)
    }

    /// A batch of one row normalises to 0: the output is the shift, the gradient of the input 0, and all is finite.
    @Test func batchNormalizationOfOneRow() {
        let statistics = BatchStatistics(columns: 20)
        let values = Matrix([(0..<20).map { Float($0) * 1e4 - 5 }])
        statistics.normalize(values)
        #expect(values.rowMajor.allSatisfy { $0 == 0 })
        let gradient = Matrix([(0..<20).map { Float($0) - 3 }])
        let shiftGradient = Vector((0..<20).map { Float($0) - 3 })
        let scaleGradient = Vector(count: 20)
        statistics.propagate(
            gradient, normalized: values, scale: Vector(count: 20, repeating: 1), scaleGradient: scaleGradient,
            shiftGradient: shiftGradient)
        #expect(gradient.rowMajor.allSatisfy { $0 == 0 } && scaleGradient.values.allSatisfy { $0 == 0 })
        #expect(statistics.runningVariance.values.allSatisfy { $0 == 0.9 })
        statistics.normalizeForInference(values)
        #expect(values.rowMajor.allSatisfy { $0.isFinite })
    }

    /// A direction of zero gives weights of zero and stays, whatever the gradient; all is finite.
    @Test func weightNormalizationOfAZeroDirection() {
        let weights = NormalizedWeights(fanIn: 5, outputs: 3)
        weights.direction[0, 1] = 2
        weights.setLengthsToNorms()
        weights.length[0] = 1
        weights.synchronize()
        let input = Matrix([[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]])
        let gradient = Matrix([[1, 1, 1], [-1, 2, 0.5]])
        for _ in 0..<3 {
            let gradients = weights.gradients(input: input, gradient: gradient, scratch: ProductScratch())
            weights.take(.descent(rate: 0.1, penalty: 0.01), gradients: gradients)
        }
        let table = Table(weights.weights)
        #expect(table.values.allSatisfy { $0.isFinite } && weights.length.values.allSatisfy { $0.isFinite })
        for row in 0..<5 { #expect(table[row, 0] == 0 && table[row, 2] == 0 && weights.direction[row, 0] == 0) }
    }

    /// Rows far from 0 come out with mean 0 and variance 1.
    @Test func layerNormalizationFarFromZero() {
        var generator = Generator(seed: 43)
        let values = Table(rows: 9, columns: 256) { _, _ in 2000 + generator.normal() }.matrix()
        RowStatistics(rowCapacity: 9).normalize(values)
        for row in 0..<9 {
            let line = (0..<256).map { Double(values[row, $0]) }
            let mean = line.reduce(0, +) / 256
            let variance = line.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 256
            #expect(abs(mean) < 1e-3 && abs(variance - 1) < 1e-3, "\(mean), \(variance)")
        }
    }

    /// Rows of equal numbers come out as 0, so that the layer's output is the bias and the scale has no gradient.
    @Test(arguments: [(256, 1234), (40, 0), (1, 77.7)] as [(Int, Float)])
    func layerNormalizationOfEqualNumbers(_ columns: Int, _ number: Float) {
        let values = Table(rows: 6, columns: columns) { _, _ in number }.matrix()
        let statistics = RowStatistics(rowCapacity: 6)
        statistics.normalize(values)
        #expect(values.rowMajor.allSatisfy { $0 == 0 })
        let gradient = Table(rows: 6, columns: columns) { row, column in Float(row - column) }.matrix()
        let scaleGradient = Vector(count: columns)
        statistics.propagate(
            gradient, normalized: values, scale: Vector(count: columns, repeating: 1), scaleGradient: scaleGradient)
        #expect(scaleGradient.values.allSatisfy { $0 == 0 } && gradient.rowMajor.allSatisfy { $0.isFinite })
    }

    /// Probabilities add up to 1 and losses are finite, however large the logits are.
    @Test(
        arguments: [[1e4, -1e4, 0], [-1e4, -1e4, -1e4], [3e38, 3e38, 3e38], [3e38, -3e38, 3e38], [0, 0, 0]] as [[Float]]
    )
    func extremeLogits(_ logits: [Float]) {
        for label in 0..<3 {
            let matrix = Matrix([logits])
            let result = matrix.softmaxCrossEntropy([Int32(label)][...], wantsGradient: true)
            let isLost = logits[label] < -2e38
            #expect(result.sum.isFinite || isLost, "\(logits), \(label): \(result.sum)")
            matrix[0, label] += 1
            #expect(abs(matrix.rowMajor.reduce(0, +) - 1) < 1e-6)
        }
    }
}
