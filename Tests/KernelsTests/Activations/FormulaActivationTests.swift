import Formulas
import Foundation
import Testing

@testable import Kernels

/// Activations that a formula says: against the built-in ones, against double precision, and whatever people write.
@Suite struct FormulaActivationTests {
    /// Ways to write the built-in functions, as people do.
    static let written: [(activation: Activation, texts: [String])] = [
        (
            .gelu,
            [
                "0.5 * x * (1 + erf(x / sqrt(2)))", "x * 0.5 * (1 + erf(x * 0.7071067811865476))",
                "x / 2 * (erf(x / 1.41421356) + 1)",
            ]
        ),
        (.silu, ["x * sigmoid(x)", "x / (1 + exp(-x))", "x * (1 / (exp(-x) + 1))"]),
        (
            .selu,
            [
                "x > 0 ? 1.0507009873554805 * x : 1.0507009873554805 * 1.6732632423543772 * (exp(x) - 1)",
                "1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * exp(x) - 1.6732632423543772)",
                "1.0507009873554805 * (max(x, 0) + min(1.6732632423543772 * expm1(x), 0))",
            ]
        ),
        (.elu, ["x > 0 ? x : exp(x) - 1", "x > 0 ? x : expm1(x)", "x <= 0 ? -1 + exp(x) : x"]),
        (.relu, ["relu(x)", "max(x, 0)", "x > 0 ? x : 0", "max(0, x)"]),
        (.tanh, ["tanh(x)"]), (.sigmoid, ["sigmoid(x)", "1 / (1 + exp(-x))"]), (.leakyRelu, ["x > 0 ? x : 0.01 * x"]),
        (.identity, ["x", "1 * x"]),
    ]

    /// The values and slopes of a pass at some points.
    private static func pass(_ activation: Activation, _ points: [Float]) -> (values: [Float], slopes: [Float]) {
        let source = Matrix(rows: points.count, columns: 1, rowMajor: points)
        let target = Matrix(rows: points.count, columns: 1)
        let slope = Matrix(rows: points.count, columns: 1)
        ActivationPass(activation).apply(to: source, into: target, mask: .inference, slope: slope)
        return (target.rowMajor, slope.rowMajor)
    }

    /// Within 4 units in the last place, wherever floats are normal.
    @Test(arguments: written.indices)
    func agreesWithTheBuiltInFunction(_ index: Int) throws {
        let (activation, texts) = Self.written[index]
        let points =
            Sweep.evenly(-12...12, count: 20_000) + Sweep.evenly(-1e-3...1e-3, count: 2000)
            + Sweep.evenly(-90...90, count: 5000)
        let expected = Self.pass(activation, points)
        for text in texts {
            let found = Self.pass(Activation(try Formula(text)), points)
            for (place, x) in points.enumerated() {
                let (ours, theirs) = (found.values[place], expected.values[place])
                guard theirs.magnitude >= .leastNormalMagnitude || ours.magnitude >= .leastNormalMagnitude else {
                    continue
                }
                let units = abs(Double(ours) - Double(theirs)) / Double(theirs.ulp)
                guard units > 4 else { continue }
                Issue.record("\(text) at \(x): \(ours), not \(theirs), \(units) ulp")
                break
            }
            for (place, x) in points.enumerated() where abs(x) > 1e-6 {
                guard abs(found.slopes[place] - expected.slopes[place]) > 1e-6 else { continue }
                Issue.record("\(text) has slope \(found.slopes[place]) at \(x), not \(expected.slopes[place])")
                break
            }
        }
    }

    /// Every function and operation of the grammar, against double precision.
    @Test(arguments: [
        "x * tanh(softplus(x))", "x / (1 + abs(x))", "max(x, 0) ^ 2", "sin(x) + 0.1 * x", "cos(2 * x) * atan(x)",
        "x < -1 ? -1 : x > 1 ? 1 : x", "sqrt(1 + x^2) - 1", "log(2 + x^2) + log1p(abs(x))", "erf(x) - 0.5 * x",
        "(1.5 + sin(x)) ^ (x / 3)", "sign(x) * expm1(abs(x) / 4)", "x^3 / (1 + x^4) - x^-2 * 0", "1 - erf(x)",
        "exp(-x^2 / 2) * x", "x != 0 ? x : 1", "x >= 0.5 ? x : 2 * x", "x <= 0.5 ? x * x : sigmoid(x)",
        "min(x, 3) - relu(x - 1)", "log(1 + exp(x))", "x == 0 ? 0 : x", "x * exp(-exp(-x))", "2 ^ x - 0.3 * x",
    ])
    func isTheFunction(_ text: String) throws {
        let formula = try Formula(text)
        let points = Sweep.evenly(-6...6, count: 3000).filter { x in
            // No argument near a kink, where a rounded comparison may go the other way.
            [-1, 0, 0.5, 1, 3].allSatisfy { abs(x - $0) > 1e-4 }
        }
        let found = Self.pass(Activation(formula), points)
        for (place, x) in points.enumerated() {
            let (value, slope) = formula(Double(x))
            let bounds = (2e-6 * max(1, abs(value)), 1e-5 * max(1, abs(slope)))
            guard
                abs(Double(found.values[place]) - value) > bounds.0
                    || abs(Double(found.slopes[place]) - slope) > bounds.1
            else { continue }
            Issue.record("\(text) at \(x): \(found.values[place]), \(found.slopes[place]); not \(value), \(slope)")
            break
        }
    }

    /// With memory at hand or without, in a product's epilogue or apart, in blocks of any number of rows: the same bits.
    @Test(arguments: [Dropout.none, Dropout(.standard, rate: 0.3), Dropout(.alpha, rate: 0.1)])
    func bitsDoNotDependOnTheWay(_ dropout: Dropout) throws {
        let pass = ActivationPass(Activation(try Formula("x * tanh(softplus(x)) - 0.1 * sin(x)")), dropout: dropout)
        var generator = Generator(seed: 13)
        let x = Table(rows: 45, columns: 23, generator: &generator)
        let weights = Matrix(rows: 23, columns: 70)
        for row in 0..<23 { for column in 0..<70 { weights[row, column] = generator.normal() / 5 } }
        let bias = Vector((0..<70).map { _ in generator.normal() })
        let mask = DropoutMask.random(RandomStream(key: RandomKey(seed: 3), purpose: .dropout, layer: 1, step: 5))
        func outcome(_ scratch: ProductScratch?, isFused: Bool) -> (Table, Table) {
            let target = Matrix(rows: 48, columns: 70)
            let slope = Matrix(rows: 48, columns: 70)
            let input = x.poisonedMatrix(capacity: 48)
            if isFused {
                pass.applyLinear(input, weights, bias: bias, into: target, mask: mask, slope: slope, scratch: scratch)
            } else {
                target.setProduct(input, weights)
                pass.apply(to: target, into: target, shift: bias, mask: mask, slope: slope, scratch: scratch)
            }
            slope.useRows(45)
            return (Table(target), Table(slope))
        }
        let first = outcome(ProductScratch(), isFused: true)
        for (scratch, isFused) in [(ProductScratch(), false), (nil, true), (nil, false)] as [(ProductScratch?, Bool)] {
            let other = outcome(scratch, isFused: isFused)
            #expect(other.0.values == first.0.values && other.1.values == first.1.values)
        }
        #expect(pass.needsSlope && first.0.values.allSatisfy(\.isFinite))
    }

    /// With dropout a formula of ReLU has the bits of ReLU: decisions and constants are the same.
    @Test(arguments: [Dropout(.standard, rate: 0.3), Dropout(.alpha, rate: 0.1)])
    func dropsTheSameUnits(_ dropout: Dropout) throws {
        var generator = Generator(seed: 14)
        let x = Table(rows: 37, columns: 40) { _, _ in generator.normal() }
        let mask = DropoutMask.random(RandomStream(key: RandomKey(seed: 4), purpose: .dropout, layer: 0, step: 1))
        let outputs = try [Activation.relu, Activation(Formula("relu(x)"))].map { activation in
            let target = Matrix(rows: 48, columns: 40)
            let slope = Matrix(rows: 48, columns: 40)
            ActivationPass(activation, dropout: dropout).apply(
                to: x.matrix(capacity: 48), into: target, mask: mask, slope: slope)
            return target.rowMajor
        }
        #expect(outputs[0] == outputs[1])
    }

    /// NaN stays NaN, through comparisons too; what overflows or has no value is infinite or NaN and never traps.
    @Test func whatHasNoValue() throws {
        for text in [
            "x > 0 ? x : 0", "max(x, 0)", "min(x, 1)", "x == 1 ? 2 : x", "x != x ? 2 : x", "sign(x)", "cos(x)",
        ] {
            #expect(Self.pass(Activation(try Formula(text)), [.nan]).values[0].isNaN, "\(text)")
        }
        let odd: [(String, Float)] = [
            ("1 / (x - 1)", 1), ("log(x)", -1), ("sqrt(x)", -1), ("x ^ 1000", 3), ("((x ^ 1000) ^ 1000) ^ 1000", -2),
            ("exp(exp(exp(x)))", 9), ("x ^ x", -2), ("sin(x)", 1e30), ("log1p(x)", -2), ("x ^ -1000", 0),
        ]
        for (text, x) in odd {
            let found = Self.pass(Activation(try Formula(text)), [x])
            #expect(!found.values[0].isFinite, "\(text): \(found.values[0])")
        }
        #expect(
            Self.pass(Activation(try Formula("expm1(x)")), [200, -200, 88.9]).values == [.infinity, -1, .infinity])
        #expect(Self.pass(Activation(try Formula("x / (1 + exp(-x))")), [-100]).slopes[0].isFinite)
        #expect(Self.pass(Activation(try Formula("log(1 + exp(x))")), [1000]).values == [1000])
    }

    /// Hundreds of values that are all needed at the end: more than the scratch memory holds.
    @Test func manyValuesAtOnce() throws {
        let text = (0..<300).map { "(x+\($0))" }.joined(separator: "*sin(") + String(repeating: ")", count: 0)
        #expect(throws: FormulaError.self) { try Formula(text) }
        let terms = (1...90).map { "sin(x/\($0))*cos(x*\($0))" }.joined(separator: "*")
        let formula = try Formula("x * (1 + \(terms))")
        let points = Sweep.evenly(-2...2, count: 100)
        let program = FormulaProgram(formula)
        #expect(program.full.slots > 20)
        let found = Self.pass(Activation(formula), points)
        for (place, x) in points.enumerated() {
            #expect(abs(Double(found.values[place]) - formula(Double(x)).value) < 1e-5)
        }
    }

    /// A formula is known by its canonical text and the constants that it names.
    @Test func identity() throws {
        let first = Activation(try Formula("x * sigmoid( a*x )", constants: ["a": 1.5, "b": 2]))
        #expect(first == Activation(try Formula("x*sigmoid(a * x)", constants: ["a": 1.5])))
        #expect(first != Activation(try Formula("x*sigmoid(a*x)", constants: ["a": 2])))
        #expect(first != .silu && first.rawValue == "x*sigmoid(a*x), a = 1.5" && first.formula != nil)
        #expect(Activation(rawValue: first.rawValue) == nil)
    }
}
