import Foundation
import Testing

@testable import Kernels

/// The three normalisations, forward and backward, against double precision.
@Suite struct NormalizationTests {
    /// Rows in double precision.
    private typealias Rows = [[Double]]

    private func rows(_ table: Table) -> Rows {
        (0..<table.rows).map { row in (0..<table.columns).map { Double(table[row, $0]) } }
    }

    private func transposed(_ rows: Rows, columns: Int) -> Rows {
        (0..<columns).map { column in rows.map { $0[column] } }
    }

    /// (x - mean) / sqrt(variance + epsilon), with mean and variance.
    private func normalized(_ line: [Double]) -> (hat: [Double], mean: Double, variance: Double) {
        let mean = line.reduce(0, +) / Double(line.count)
        let variance = line.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(line.count)
        return (line.map { ($0 - mean) / (variance + 1e-5).squareRoot() }, mean, variance)
    }

    /// The gradient with respect to a line, from the one with respect to its normalised values.
    private func propagated(_ gradient: [Double], _ hat: [Double], variance: Double) -> [Double] {
        let count = Double(hat.count)
        let mean = gradient.reduce(0, +) / count
        let product = zip(gradient, hat).reduce(0) { $0 + $1.0 * $1.1 } / count
        return zip(gradient, hat).map { ($0 - mean - $1 * product) / (variance + 1e-5).squareRoot() }
    }

    private static let shapes = [(2, 1), (3, 5), (33, 16), (40, 17), (128, 33), (17, 64), (5, 100)]

    @Test(arguments: shapes)
    func batch(_ rowCount: Int, _ columns: Int) {
        var generator = Generator(seed: UInt64(rowCount * columns))
        // An offset far larger than the deviation, as in raw features.
        let offsets = (0..<columns).map { _ in generator.normal() * 30 }
        let table = Table(rows: rowCount, columns: columns) { _, column in generator.normal() + offsets[column] }
        let statistics = BatchStatistics(columns: columns)
        let values = table.matrix(capacity: rowCount + 9)
        statistics.normalize(values)
        let lines = transposed(rows(table), columns: columns).map(normalized)
        expectClose(values.rowMajor, transposed(lines.map(\.hat), columns: rowCount).flatMap { $0 }, bound: 5e-5, "hat")
        expectClose(statistics.mean.values, lines.map(\.mean), bound: 1e-6, "mean")
        expectClose(
            statistics.inverseDeviation.values, lines.map { 1 / ($0.variance + 1e-5).squareRoot() }, bound: 1e-5,
            "inverse deviation")
        expectClose(statistics.runningMean.values, lines.map { 0.1 * $0.mean }, bound: 1e-6, "running mean")
        let unbiasing = Double(rowCount) / Double(rowCount - 1)
        expectClose(
            statistics.runningVariance.values, lines.map { 0.9 + 0.1 * unbiasing * $0.variance }, bound: 1e-5,
            "running variance")

        let dy = Table(rows: rowCount, columns: columns) { _, _ in generator.normal() }
        let scale = Vector((0..<columns).map { _ in Float.random(in: 0.5...2, using: &generator) })
        let gradient = dy.matrix(capacity: rowCount + 9)
        let scaleGradient = Vector(count: columns)
        let shiftGradient = Vector(count: columns)
        gradient.sumColumns(into: shiftGradient)
        statistics.propagate(
            gradient, normalized: values, scale: scale, scaleGradient: scaleGradient, shiftGradient: shiftGradient)
        let slopes = transposed(rows(dy), columns: columns)
        let expected = slopes.indices.map { column in
            propagated(
                slopes[column].map { $0 * Double(scale[column]) }, lines[column].hat, variance: lines[column].variance)
        }
        let size = expected.joined().map(abs).max() ?? 1
        expectClose(
            gradient.rowMajor, transposed(expected, columns: rowCount).flatMap { $0 }, bound: 5e-5, scale: size + 1,
            "dx")
        let products = slopes.indices.map { zip(slopes[$0], lines[$0].hat).reduce(0) { $0 + $1.0 * $1.1 } }
        expectClose(scaleGradient.values, products, bound: 1e-4, scale: 3, "scale gradient")

        let inference = table.matrix(capacity: rowCount + 9)
        statistics.normalizeForInference(inference)
        let expectedInference = rows(table).flatMap { line in
            line.indices.map { column in
                (line[column] - 0.1 * lines[column].mean)
                    / (0.9 + 0.1 * unbiasing * lines[column].variance + 1e-5).squareRoot()
            }
        }
        expectClose(inference.rowMajor, expectedInference, bound: 1e-5, "inference")
    }

    @Test func batchOfOneRow() {
        let statistics = BatchStatistics(columns: 3)
        let values = Matrix([[1, -2, 3]])
        statistics.normalize(values)
        #expect(values.rowMajor == [0, 0, 0])
        #expect(statistics.runningVariance.values.allSatisfy { $0.isFinite })
    }

    @Test(arguments: shapes + [(7, 15), (7, 31), (7, 32), (7, 257)])
    func layer(_ rowCount: Int, _ columns: Int) {
        var generator = Generator(seed: UInt64(rowCount * columns))
        let table = Table(rows: rowCount, columns: columns) { row, _ in generator.normal() * 2 + Float(row % 5) }
        let statistics = RowStatistics(rowCapacity: rowCount + 9)
        let values = table.poisonedMatrix(capacity: rowCount + 9)
        statistics.normalize(values)
        let lines = rows(table).map(normalized)
        expectClose(values.rowMajor, lines.flatMap(\.hat), bound: 1e-5, "hat")
        expectClose(
            Array(statistics.inverseDeviation.values[..<rowCount]), lines.map { 1 / ($0.variance + 1e-5).squareRoot() },
            bound: 1e-6, "inverse deviation")

        let dy = Table(rows: rowCount, columns: columns) { _, _ in generator.normal() }
        let scale = Vector((0..<columns).map { _ in Float.random(in: 0.5...2, using: &generator) })
        let gradient = dy.matrix(capacity: rowCount + 9)
        let scaleGradient = Vector(count: columns)
        statistics.propagate(gradient, normalized: values, scale: scale, scaleGradient: scaleGradient)
        let slopes = rows(dy)
        let expected = slopes.indices.flatMap { row in
            propagated(
                slopes[row].enumerated().map { $0.element * Double(scale[$0.offset]) }, lines[row].hat,
                variance: lines[row].variance)
        }
        let size = expected.map(abs).max() ?? 1
        expectClose(gradient.rowMajor, expected, bound: 1e-5, scale: max(size, 1), "dx")
        let products = (0..<columns).map { column in
            slopes.indices.reduce(0.0) { $0 + slopes[$1][column] * lines[$1].hat[column] }
        }
        expectClose(scaleGradient.values, products, bound: 1e-5, scale: 3, "scale gradient")
    }

    /// The declared order of the sums along a row, in scalar arithmetic: the same bits.
    @Test(arguments: [1, 15, 16, 17, 40, 64, 100, 129])
    func layerInItsDeclaredOrder(_ columns: Int) {
        var generator = Generator(seed: UInt64(columns))
        let table = Table(rows: 21, columns: columns, generator: &generator)
        let dy = Table(rows: 21, columns: columns, generator: &generator)
        let scale = (0..<columns).map { _ in generator.float() }
        let values = table.poisonedMatrix(capacity: 25)
        let statistics = RowStatistics(rowCapacity: 25)
        statistics.normalize(values)
        let inverseCount = 1 / Float(columns)
        /// Sixteen lanes in ascending order, then the tree.
        func sum(_ next: (_ sum: Float, _ column: Int) -> Float) -> Float {
            var lanes = Array(repeating: Float(0), count: 16)
            for column in 0..<columns { lanes[column % 16] = next(lanes[column % 16], column) }
            return MatrixTests.tree(lanes)
        }
        var hats = table
        var slopes = dy
        for row in 0..<21 {
            let mean = sum { $0 + table[row, $1] } * inverseCount
            let variance =
                sum { sum, column in
                    let deviation = table[row, column] - mean
                    return sum.addingProduct(deviation, deviation)
                } * inverseCount
            let inverse = 1 / (variance + 1e-5).squareRoot()
            for column in 0..<columns { hats[row, column] = (table[row, column] - mean) * inverse }
            let meanSlope = sum { $0 + dy[row, $1] * scale[$1] } * inverseCount
            let product = sum { $0.addingProduct(dy[row, $1] * scale[$1], hats[row, $1]) } * inverseCount
            for column in 0..<columns {
                let centred = dy[row, column] * scale[column] - meanSlope
                slopes[row, column] = inverse * centred.addingProduct(0 - hats[row, column], product)
            }
        }
        expectSame(values, hats, "hat")
        let gradient = dy.matrix(capacity: 25)
        let scaleGradient = Vector(count: columns)
        statistics.propagate(gradient, normalized: values, scale: Vector(scale), scaleGradient: scaleGradient)
        expectSame(gradient, slopes, "dx")
        let products = (0..<columns).map { column in
            (0..<21).reduce(Float(0)) { $0.addingProduct(dy[$1, column], hats[$1, column]) }
        }
        #expect(scaleGradient.values == products)
        for matrix in [values, gradient] {
            for row in 0..<21 {
                for lane in columns..<matrix.panels * laneCount {
                    #expect(Lanes(at: matrix.place(panel: lane / laneCount, row: row))[lane % laneCount] == 0)
                }
            }
        }
    }

    @Test(arguments: [(1, 1), (5, 3), (17, 33), (64, 16), (100, 40)])
    func weights(_ fanIn: Int, _ outputs: Int) {
        var generator = Generator(seed: UInt64(fanIn * outputs))
        let scratch = ProductScratch()
        let weights = NormalizedWeights(fanIn: fanIn, outputs: outputs)
        let v = Table(rows: fanIn, columns: outputs) { _, _ in generator.normal() }
        for row in 0..<fanIn { for column in 0..<outputs { weights.direction[row, column] = v[row, column] } }
        weights.setLengthsToNorms()
        weights.synchronize()
        let columns = transposed(rows(v), columns: outputs)
        let norms = columns.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        expectClose(weights.length.values, norms, bound: 1e-6, "norms")
        expectClose(weights.weights.rowMajor, v.values.map(Double.init), bound: 1e-6, "w = v at first")
        for column in 0..<outputs { weights.length[column] = generator.normal() }
        weights.synchronize()
        let g = weights.length.values.map(Double.init)
        let w = rows(v).flatMap { line in line.enumerated().map { g[$0.offset] * $0.element / norms[$0.offset] } }
        expectClose(weights.weights.rowMajor, w, bound: 1e-6, "w = g v / |v|")

        let x = Table(rows: 20, columns: fanIn) { _, _ in generator.normal() }
        let dy = Table(rows: 20, columns: outputs) { _, _ in generator.normal() }
        let result = weights.gradients(
            input: x.poisonedMatrix(capacity: 30), gradient: dy.matrix(capacity: 30), scratch: scratch)
        var expectedDirection = Array(repeating: 0.0, count: fanIn * outputs)
        var expectedLength: [Double] = []
        for column in 0..<outputs {
            let plain = (0..<fanIn).map { k in
                (0..<20).reduce(0.0) { $0 + Double(x[$1, k]) * Double(dy[$1, column]) }
            }
            let along = zip(plain, columns[column]).reduce(0) { $0 + $1.0 * $1.1 } / norms[column]
            expectedLength.append(along)
            for k in 0..<fanIn {
                expectedDirection[k * outputs + column] =
                    g[column] / norms[column] * (plain[k] - along * columns[column][k] / norms[column])
            }
        }
        expectClose(result.length.values, expectedLength, bound: 1e-5, scale: 20, "length gradient")
        expectClose(
            result.direction.rowMajor, expectedDirection, bound: 1e-5,
            scale: 5 + (expectedDirection.map(abs).max() ?? 0), "direction gradient")

        let directions = Table(result.direction).values
        let lengths = (weights.length.values, result.length.values)
        weights.take(
            .descent(rate: 0.1, penalty: 0.05),
            gradients: weights.gradients(
                input: x.matrix(capacity: 30), gradient: dy.matrix(capacity: 30), scratch: scratch))
        let stepped = zip(v.values, directions).map { $0.addingProduct(-0.1, $1.addingProduct(0.05, $0)) }
        #expect(Table(weights.direction).values == stepped)
        #expect(
            weights.length.values
                == zip(lengths.0, lengths.1).map { $0.addingProduct(-0.1, $1.addingProduct(0.05, $0)) })
    }

    @Test func directionsOfZeroMakeWeightsOfZero() {
        let weights = NormalizedWeights(fanIn: 3, outputs: 2)
        weights.length[0] = 2
        weights.synchronize()
        #expect(weights.weights.rowMajor.allSatisfy { $0 == 0 })
    }
}
