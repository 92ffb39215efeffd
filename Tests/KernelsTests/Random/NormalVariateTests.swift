import Foundation
import Testing

@testable import Kernels

@Suite struct NormalVariateTests {
    private func normals(_ rows: Int, _ columns: Int, _ stream: RandomStream, _ deviation: Double = 1) -> Matrix {
        let matrix = Matrix(rows: rows, columns: columns)
        matrix.fillNormal(stream, standardDeviation: deviation)
        return matrix
    }

    @Test(arguments: [1, 2, 3])
    func momentsAndDistance(_ layer: Int) {
        let stream = RandomStream(key: RandomKey(seed: 9), purpose: .initialWeights, layer: layer)
        let values = normals(400, 500, stream).rowMajor.map(Double.init).sorted()
        let count = Double(values.count)
        func moment(_ power: Int) -> Double {
            values.reduce(0) { $0 + pow($1, Double(power)) } / count
        }
        // Four standard errors each.
        let error = 4 / count.squareRoot()
        #expect(abs(moment(1)) < error)
        #expect(abs(moment(2) - 1) < error * 2.0.squareRoot())
        #expect(abs(moment(3)) < error * 15.0.squareRoot())
        #expect(abs(moment(4) - 3) < error * 96.0.squareRoot())
        var distance = 0.0
        for (index, value) in values.enumerated() {
            let probability = 0.5 * erfc(-value * 0.5.squareRoot())
            distance = max(
                distance, abs(probability - Double(index) / count), abs(probability - Double(index + 1) / count))
        }
        // The 99.9 % point of Kolmogorov's distribution.
        #expect(distance < 1.95 / count.squareRoot(), "\(distance)")
    }

    @Test func dependsOnIndicesOnly() {
        let stream = RandomStream(key: RandomKey(seed: 9), purpose: .other)
        let large = normals(40, 70, stream)
        let small = normals(17, 33, stream)
        expectSame(small, Table(rows: 17, columns: 33) { large[$0, $1] }, "the corner")
        let doubled = normals(17, 33, stream, 2)
        expectSame(doubled, Table(rows: 17, columns: 33) { 2 * large[$0, $1] }, "twice the deviation")
    }

    @Test(arguments: [(5, 20), (1, 1), (40, 71), (130, 300)])
    func isTheQuantileOfTheWords(_ rows: Int, _ columns: Int) {
        let stream = RandomStream(key: RandomKey(seed: 5), purpose: .other, layer: 3, step: 8)
        let matrix = normals(rows, columns, stream, 0.3)
        var wrong = 0
        for row in 0..<rows {
            for column in 0..<columns {
                let words = stream.words(at: UInt64(row) << 32 | UInt64(column))
                let uniform = (Double((UInt64(words[0]) << 32 | UInt64(words[1])) >> 12) + 0.5) * 0x1p-52
                if matrix[row, column] != Float(plainNormalQuantile(uniform) * 0.3) { wrong += 1 }
            }
        }
        #expect(wrong == 0)
    }

    /// Eight at a time and one at a time give the same bits, in each of the three ranges and at their borders.
    @Test func eightQuantilesAreThoseOfOne() {
        var generator = Generator(seed: 4)
        var points = (0..<100_000).map { _ in Double.random(in: 0x1p-53...1 - 0x1p-53, using: &generator) }
        points += (0..<100_000).map { _ in exp2(Double.random(in: -53 ... -1, using: &generator)) }
        for border in [0.075, 0.925, exp(-25.0), 0.5] { points += [border.nextDown, border, border.nextUp] }
        points += [0x1p-53, 1 - 0x1p-53, .leastNormalMagnitude]
        let wrong = points.filter { normalQuantile($0) != plainNormalQuantile($0) }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
    }

    /// Neighbouring layers, steps and purposes are not correlated.
    @Test func streamsAreIndependent() {
        let key = RandomKey(seed: 9)
        let streams = [
            RandomStream(key: key, purpose: .initialWeights, layer: 0),
            RandomStream(key: key, purpose: .initialWeights, layer: 1),
            RandomStream(key: key, purpose: .initialWeights, layer: 0, step: 1),
            RandomStream(key: key, purpose: .other, layer: 0),
            RandomStream(key: RandomKey(seed: 10), purpose: .initialWeights, layer: 0),
        ].map { normals(100, 100, $0).rowMajor }
        for a in streams.indices {
            for b in 0..<a {
                let correlation = zip(streams[a], streams[b]).reduce(0) { $0 + Double($1.0) * Double($1.1) } / 1e4
                #expect(abs(correlation) < 0.04, "\(a) and \(b)")
            }
        }
    }
}
