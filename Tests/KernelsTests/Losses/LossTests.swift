import Foundation
import Testing

@testable import Kernels

@Suite struct LossTests {
    private func softmax(_ logits: [Double], label: Int) -> (loss: Double, gradient: [Double]) {
        let largest = logits.max() ?? 0
        let powers = logits.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return (
            log(sum) + largest - logits[label],
            powers.enumerated().map { $0.element / sum - ($0.offset == label ? 1 : 0) }
        )
    }

    @Test(arguments: [1, 2, 3, 10, 15, 16, 17, 32, 33, 100])
    func softmaxAgainstDouble(_ columns: Int) {
        var generator = Generator(seed: UInt64(columns))
        for scale in [Float(0.1), 3, 40] {
            let table = Table(rows: 37, columns: columns) { _, _ in generator.normal() * scale }
            let classes = (0..<37).map { _ in Int32.random(in: 0..<Int32(columns), using: &generator) }
            let references = (0..<37).map { row in
                softmax((0..<columns).map { Double(table[row, $0]) }, label: Int(classes[row]))
            }
            let loss = references.reduce(0) { $0 + $1.loss }
            let correct = (0..<37).count { row in
                let line = (0..<columns).map { table[row, $0] }
                return line.firstIndex(of: line.max() ?? 0) == Int(classes[row])
            }
            let logits = table.poisonedMatrix(capacity: 48)
            let unchanged = logits.softmaxCrossEntropy(classes[...], wantsGradient: false)
            expectSame(logits, table, "logits without a gradient")
            let result = logits.softmaxCrossEntropy(classes[...], wantsGradient: true)
            #expect(result == unchanged && result.correct == correct)
            #expect(abs(result.sum - loss) <= 1e-6 * (1 + loss) * 37, "\(result.sum) \(loss)")
            expectClose(
                logits.rowMajor, references.flatMap { $0.gradient.map { $0 / 37 } }, bound: 1e-6, scale: 1.0 / 37,
                "gradient of \(columns) logits at scale \(scale)")
            expectZeroPadding(logits)
        }
    }

    /// The next products rely on zeros beyond the last column.
    private func expectZeroPadding(_ matrix: Matrix) {
        guard matrix.columns % laneCount != 0 else { return }
        for row in 0..<matrix.rows {
            let lanes = Lanes(at: matrix.place(panel: matrix.panels - 1, row: row))
            for lane in matrix.columns % laneCount..<laneCount { #expect(lanes[lane] == 0) }
        }
    }

    @Test func ofEqualLogitsTheFirstCounts() {
        let logits = Matrix([[1, 1, 0], [1, 1, 0], [0, 2, 2], [0, 2, 2], [5, 5, 5]])
        #expect(logits.softmaxCrossEntropy([0, 1, 1, 2, 0][...], wantsGradient: false).correct == 3)
        let wide = Matrix([Array(repeating: 1, count: 40)])
        #expect(wide.softmaxCrossEntropy([0][...], wantsGradient: false).correct == 1)
        #expect(wide.softmaxCrossEntropy([39][...], wantsGradient: false).correct == 0)
        #expect(wide.softmaxCrossEntropy([17][...], wantsGradient: false).correct == 0)
    }

    @Test func slicesOfClassesBeginAnywhere() {
        let logits = Matrix([[3, 0], [0, 3]])
        let classes: [Int32] = [9, 9, 0, 1]
        #expect(logits.softmaxCrossEntropy(classes[2...], wantsGradient: false).correct == 2)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity], [1, 3, 17, 40])
    func badLogitsShow(_ bad: Float, _ columns: Int) {
        for column in 0..<columns {
            for wantsGradient in [false, true] {
                let logits = Matrix([Array(repeating: 0.5, count: columns)])
                logits[0, column] = bad
                // A class of probability 0 beside the row's own costs nothing.
                let result = logits.softmaxCrossEntropy([Int32(column)][...], wantsGradient: wantsGradient)
                #expect(!result.sum.isFinite, "\(bad) in column \(column)")
                if bad.isNaN { #expect(result.correct == 0) }
                guard bad != -.infinity, columns > 1 else { continue }
                let other = Matrix([Array(repeating: 0.5, count: columns)])
                other[0, column] = bad
                let label = Int32((column + 1) % columns)
                #expect(!other.softmaxCrossEntropy([label][...], wantsGradient: wantsGradient).sum.isFinite)
            }
        }
        let all = Matrix([Array(repeating: bad, count: columns)])
        #expect(!all.softmaxCrossEntropy([0][...], wantsGradient: true).sum.isFinite)
    }

    @Test func hugeLogitsStayFinite() {
        let logits = Matrix([[3e38, -3e38, 0]])
        let result = logits.softmaxCrossEntropy([0][...], wantsGradient: true)
        #expect(result.sum == 0 && result.correct == 1)
        #expect(logits.rowMajor.allSatisfy { $0 == 0 })
    }

    @Test(arguments: [1, 3, 12, 16, 17, 40])
    func sigmoidAgainstDouble(_ columns: Int) {
        var generator = Generator(seed: 100 + UInt64(columns))
        for scale in [Float(0.1), 3, 60] {
            let table = Table(rows: 21, columns: columns) { _, _ in generator.normal() * scale }
            let labels = Table(rows: 21, columns: columns) { _, _ in
                Float(Int.random(in: -1...1, using: &generator))
            }
            var loss = 0.0
            var gradient: [Double] = []
            for (value, label) in zip(table.values, labels.values) {
                let (x, t) = (Double(value), Double(label))
                guard t >= 0 else {
                    gradient.append(0)
                    continue
                }
                loss += max(x, 0) - x * t + log1p(exp(-abs(x)))
                gradient.append((1 / (1 + exp(-x)) - t) / Double(21 * columns))
            }
            let logits = table.poisonedMatrix(capacity: 32)
            let unchanged = logits.sigmoidCrossEntropy(labels.matrix(capacity: 32), wantsGradient: false)
            expectSame(logits, table, "logits without a gradient")
            let result = logits.sigmoidCrossEntropy(labels.matrix(capacity: 32), wantsGradient: true)
            #expect(result == unchanged && result.correct == 0)
            #expect(abs(result.sum - loss / Double(columns)) <= 1e-6 * (1 + loss))
            expectClose(
                logits.rowMajor, gradient, bound: 1e-6, scale: 1 / Double(21 * columns), "gradient at scale \(scale)")
            expectZeroPadding(logits)
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func badLogitsOfLabelsShow(_ bad: Float) {
        for label in [Float(0), 1] {
            let logits = Matrix([[0, 1, 2], [1, bad, 1]])
            let labels = Matrix([[0, 1, -1], [1, label, 0]])
            let sum = logits.sigmoidCrossEntropy(labels, wantsGradient: true).sum
            #expect(!sum.isFinite, "\(bad) labelled \(label)")
        }
        let logits = Matrix([[bad]])
        #expect(logits.sigmoidCrossEntropy(Matrix([[-1]]), wantsGradient: true).sum == 0)
    }
}
