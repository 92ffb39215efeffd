import Foundation
import Testing

@testable import Kernels

@Suite struct DropoutTests {
    /// a and b of the reference implementation in the paper's repository, for the exact rates.
    @Test(arguments: [
        (0.05, 0.954844476, 0.083935572), (0.10, 0.921284516, 0.161970970), (0.20, 0.878903583, 0.309039962),
        (0.50, 0.886404895, 0.779193931),
    ])
    func alphaConstants(_ rate: Double, _ a: Double, _ b: Double) {
        let dropout = Dropout(.alpha, rate: rate)
        // The rate is rounded to 1/65536, which moves the constants by less than 1e-5 times their slope.
        let rounding = abs(Double(dropout.threshold) / 65536 - rate)
        #expect(abs(Double(dropout.scale) - a) < 1e-7 + 2 * rounding)
        #expect(abs(Double(dropout.shift) - b) < 1e-7 + 2 * rounding)
        let (scale, shift, dropped) = ActivationTests.constants(dropout)
        #expect(abs(Double(dropout.scale) - scale) < 1e-7 && abs(Double(dropout.shift) - shift) < 1e-7)
        #expect(abs(Double(dropout.droppedValue) - dropped) < 2e-7)
    }

    @Test func rates() {
        #expect(Dropout(.standard, rate: 0).kind == .none && Dropout(.alpha, rate: 1e-9).kind == .none)
        #expect(Dropout(.none, rate: 0.5) == .none)
        #expect(Dropout(.standard, rate: 0.5).threshold == 32768)
        #expect(Dropout(.standard, rate: 0.999_999_9).threshold == 65535)
        #expect(Dropout(.standard, rate: 0.25).scale == 4.0 / 3)
    }

    /// The share of dropped units, over all and by column and row.
    @Test(arguments: [0.05, 0.1, 0.5, 0.95])
    func share(_ rate: Double) {
        let pass = ActivationPass(.identity, dropout: Dropout(.standard, rate: rate))
        let ones = Table(rows: 500, columns: 400) { _, _ in 1 }.matrix()
        let output = Matrix(rows: 500, columns: 400)
        let stream = RandomStream(key: RandomKey(seed: 6), purpose: .dropout, layer: 2, step: 3)
        pass.apply(to: ones, into: output, mask: .random(stream), slope: nil)
        let dropped = Table(output).values.map { $0 == 0 ? 1.0 : 0 }
        let deviation = (rate * (1 - rate)).squareRoot()
        let share = dropped.reduce(0, +) / 200_000
        #expect(abs(share - rate) < 4 * deviation / 200_000.0.squareRoot() + 1e-5, "\(share)")
        for row in 0..<500 {
            let share = dropped[row * 400..<(row + 1) * 400].reduce(0, +) / 400
            #expect(abs(share - rate) < 5.5 * deviation / 20, "row \(row): \(share)")
        }
        for column in 0..<400 {
            let share = (0..<500).reduce(0) { $0 + dropped[$1 * 400 + column] } / 500
            #expect(abs(share - rate) < 5.5 * deviation / 500.0.squareRoot(), "column \(column): \(share)")
        }
        // Neighbours decide independently.
        let centred = dropped.map { $0 - rate }
        for lag in [1, 2, 15, 16, 400, 800, 3200, 6400] {
            let products = zip(centred, centred.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
            let correlation = products / Double(200_000 - lag) / (rate * (1 - rate))
            #expect(abs(correlation) < 0.012, "lag \(lag): \(correlation)")
        }
    }

    /// A unit's decision depends on its row, its column and the stream only.
    @Test func decisionsDependOnIndicesOnly() {
        let pass = ActivationPass(.identity, dropout: Dropout(.standard, rate: 0.5))
        let stream = RandomStream(key: RandomKey(seed: 6), purpose: .dropout)
        func decisions(_ rows: Int, _ columns: Int, _ stream: RandomStream) -> Matrix {
            let ones = Table(rows: rows, columns: columns) { _, _ in 1 }.matrix()
            pass.apply(to: ones, into: ones, mask: .random(stream), slope: nil)
            return ones
        }
        let large = decisions(70, 90, stream)
        for (rows, columns) in [(1, 1), (9, 16), (33, 41)] {
            expectSame(
                decisions(rows, columns, stream), Table(rows: rows, columns: columns) { large[$0, $1] }, "corner")
        }
        for other in [
            RandomStream(key: RandomKey(seed: 6), purpose: .dropout, step: 1),
            RandomStream(key: RandomKey(seed: 6), purpose: .dropout, layer: 1),
            RandomStream(key: RandomKey(seed: 7), purpose: .dropout),
        ] {
            let same = zip(decisions(70, 90, other).rowMajor, large.rowMajor).count { $0 == $1 }
            #expect(abs(same - 3150) < 200)
        }
    }

    /// Random decisions given as a fixed mask make the same bits.
    @Test(arguments: Activation.allCases, [Dropout.Kind.standard, .alpha])
    func fixedMasksRepeatRandomOnes(_ activation: Activation, _ kind: Dropout.Kind) {
        var generator = Generator(seed: 3)
        let dropout = Dropout(kind, rate: 0.2)
        let stream = RandomStream(key: RandomKey(seed: 6), purpose: .dropout, layer: 4, step: 7)
        let mask = Table(rows: 27, columns: 39) { _, _ in 1 }.matrix(capacity: 40)
        ActivationPass(.identity, dropout: Dropout(.standard, rate: 0.2))
            .apply(to: mask, into: mask, mask: .random(stream), slope: nil)
        let x = Table(rows: 27, columns: 39) { _, _ in generator.normal() }
        let pass = ActivationPass(activation, dropout: dropout)
        func run(_ mask: DropoutMask) -> (Table, Table) {
            let output = Matrix(rows: 40, columns: 39)
            let slope = Matrix(rows: 40, columns: 39)
            pass.apply(to: x.matrix(capacity: 40), into: output, mask: mask, slope: pass.needsSlope ? slope : nil)
            let gradient = Table(rows: 27, columns: 39) { _, _ in 1 }.matrix(capacity: 40)
            pass.propagate(gradient, output: output, slope: pass.needsSlope ? slope : nil)
            return (Table(output), Table(gradient))
        }
        let (randomOutput, randomGradient) = run(.random(stream))
        let (fixedOutput, fixedGradient) = run(.fixed(mask))
        #expect(randomOutput.values == fixedOutput.values && randomGradient.values == fixedGradient.values)
        for (decision, slope) in zip(mask.rowMajor, randomGradient.values) where decision == 0 { #expect(slope == 0) }
    }

    /// SELU and alpha dropout keep mean 0 and variance 1 of normal input.
    @Test(arguments: [0.05, 0.1, 0.2, 0.5])
    func alphaDropoutPreservesMoments(_ rate: Double) {
        let values = Matrix(rows: 1000, columns: 300)
        values.fillNormal(RandomStream(key: RandomKey(seed: 1), purpose: .other), standardDeviation: 1)
        let pass = ActivationPass(.selu, dropout: Dropout(.alpha, rate: rate))
        let stream = RandomStream(key: RandomKey(seed: 1), purpose: .dropout)
        pass.apply(to: values, into: values, mask: .random(stream))
        let outputs = values.rowMajor.map(Double.init)
        let mean = outputs.reduce(0, +) / 3e5
        let variance = outputs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3e5
        #expect(abs(mean) < 0.008, "\(mean)")
        #expect(abs(variance - 1) < 0.012, "\(variance)")
    }

    /// Given decisions take the constants of the rate itself: kept values are divided by exactly its complement.
    @Test(arguments: [0.05, 0.1, 0.3, 0.5, 1e-6, 0.999])
    func constantsOfTheExactRate(_ rate: Double) {
        let x = Matrix(rows: 1, columns: 2, rowMajor: [1, 1])
        let mask = Matrix(rows: 1, columns: 2, rowMajor: [1, 0])
        ActivationPass(.identity, dropout: Dropout(.standard, exactRate: rate))
            .apply(to: x, into: x, mask: .fixed(mask))
        #expect(x.rowMajor == [Float(1 / (1 - rate)), 0])
        let lowest = -1.7580993408473766
        let scale = 1 / ((1 - rate) * (1 + rate * lowest * lowest)).squareRoot()
        let y = Matrix(rows: 1, columns: 2, rowMajor: [1, 1])
        ActivationPass(.identity, dropout: Dropout(.alpha, exactRate: rate)).apply(to: y, into: y, mask: .fixed(mask))
        for (ours, expected) in zip(y.rowMajor, [1, lowest]) {
            let value = scale * expected - scale * rate * lowest
            #expect(abs(Double(ours) - value) <= 3e-7 * max(1, abs(value)) * max(1, scale))
        }
        // A rate that random decisions can have gives the same rule both ways.
        #expect(Dropout(.alpha, exactRate: 0.5) == Dropout(.alpha, rate: 0.5))
        #expect(Dropout(.standard, exactRate: 0) == .none)
    }
}
