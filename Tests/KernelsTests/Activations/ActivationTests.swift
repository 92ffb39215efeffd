import Foundation
import Testing

@testable import Kernels

/// Every activation with every kind of dropout, against double precision and finite differences.
@Suite struct ActivationTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let activation: Activation
        let dropout: Dropout
        var testDescription: String { "\(activation), \(dropout.kind) \(dropout.rate)" }

        static let all: [Case] = Activation.allCases.flatMap { activation in
            [Dropout.none, Dropout(.standard, rate: 0.3), Dropout(.alpha, rate: 0.1), Dropout(.standard, rate: 0)]
                .map { Case(activation: activation, dropout: $0) }
        }
    }

    static func reference(_ activation: Activation, _ x: Double) -> Double {
        switch activation {
        case .identity: x
        case .relu: max(x, 0)
        case .selu: 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x))
        case .elu: x > 0 ? x : expm1(x)
        case .leakyRelu: x > 0 ? x : 0.01 * x
        case .gelu: x * 0.5 * erfc(-x * 0.5.squareRoot())
        case .silu: x / (1 + exp(-x))
        case .tanh: Foundation.tanh(x)
        case .sigmoid: 1 / (1 + exp(-x))
        default: .nan
        }
    }

    static func slope(_ activation: Activation, _ x: Double) -> Double {
        let step = 1e-5
        return (reference(activation, x + step) - reference(activation, x - step)) / (2 * step)
    }

    /// What dropout makes of a kept value, and of a dropped one.
    static func constants(_ dropout: Dropout) -> (scale: Double, shift: Double, dropped: Double) {
        let rate = Double(dropout.threshold) / 65536
        switch dropout.kind {
        case .none: return (1, 0, 0)
        case .standard: return (1 / (1 - rate), 0, 0)
        case .alpha:
            let lowest = -1.7580993408473766
            let scale = 1 / ((1 - rate) * (1 + rate * lowest * lowest)).squareRoot()
            let shift = -scale * rate * lowest
            return (scale, shift, scale * lowest + shift)
        }
    }

    @Test(arguments: Case.all)
    func valueAndSlope(_ example: Case) {
        var generator = Generator(seed: 12)
        let pass = ActivationPass(example.activation, dropout: example.dropout)
        for columns in [1, 16, 37] {
            // No argument near a kink, where differences mean nothing.
            let x = Table(rows: 45, columns: columns) { _, _ in
                let value = generator.normal() * 3
                return abs(value) < 1e-3 ? 1 : value
            }
            let decisions = Table(rows: 45, columns: columns) { _, _ in
                Float.random(in: 0..<1, using: &generator) < 0.3 ? 0 : 1
            }
            let scale = Vector((0..<columns).map { _ in Float.random(in: 0.5...2, using: &generator) })
            let shift = Vector((0..<columns).map { _ in generator.normal() })
            for isMapped in [false, true] {
                for isMasked in [false, true] {
                    let target = x.poisonedMatrix(capacity: 64)
                    let slope = x.poisonedMatrix(capacity: 64)
                    pass.apply(
                        to: x.poisonedMatrix(capacity: 64), into: target, scale: isMapped ? scale : nil,
                        shift: isMapped ? shift : nil,
                        mask: isMasked ? .fixed(decisions.matrix(capacity: 64)) : .inference,
                        slope: pass.needsSlope ? slope : nil)
                    let drops = isMasked && example.dropout.kind != .none
                    let (a, b, dropped) = Self.constants(drops ? example.dropout : .none)
                    var values: [Double] = []
                    var slopes: [Double] = []
                    var isSmooth: [Bool] = []
                    for row in 0..<45 {
                        for column in 0..<columns {
                            let keeps = !drops || decisions[row, column] != 0
                            var argument = Double(x[row, column])
                            if isMapped {
                                argument = Double(Float(shift[column]).addingProduct(x[row, column], scale[column]))
                            }
                            values.append(keeps ? a * Self.reference(example.activation, argument) + b : dropped)
                            slopes.append(keeps ? a * Self.slope(example.activation, argument) : 0)
                            isSmooth.append(abs(argument) > 1e-4)
                        }
                    }
                    expectClose(
                        target.rowMajor, values, bound: 6e-7, scale: 0.5,
                        "value, mapped \(isMapped), masked \(isMasked)")
                    // Inference leaves nothing to propagate through where the pass has dropout.
                    guard drops || example.dropout.kind == .none else { continue }
                    let dy = Table(rows: 45, columns: columns) { _, _ in generator.normal() }
                    let gradient = dy.poisonedMatrix(capacity: 64)
                    let sums = Vector(count: columns)
                    pass.propagate(gradient, output: target, slope: pass.needsSlope ? slope : nil, columnSums: sums)
                    let expected = zip(dy.values, slopes).map { Double($0) * $1 }
                    let ours = zip(gradient.rowMajor, zip(expected, isSmooth)).map { $1.1 ? $0 : Float($1.0) }
                    expectClose(ours, expected, bound: 2e-6, "slope, mapped \(isMapped), masked \(isMasked)")
                    let table = Table(gradient)
                    #expect(
                        sums.values
                            == (0..<columns).map { column in (0..<45).reduce(Float(0)) { $0 + table[$1, column] } })
                }
            }
        }
    }

    /// The product with its epilogue is the product, then the pass.
    @Test(arguments: Case.all)
    func fusedWithTheProduct(_ example: Case) {
        var generator = Generator(seed: 13)
        let pass = ActivationPass(example.activation, dropout: example.dropout)
        let x = Table(rows: 19, columns: 23, generator: &generator)
        let weights = Matrix(rows: 23, columns: 70)
        for row in 0..<23 { for column in 0..<70 { weights[row, column] = generator.normal() / 5 } }
        let bias = Vector((0..<70).map { _ in generator.normal() })
        let stream = RandomStream(key: RandomKey(seed: 3), purpose: .dropout, layer: 1, step: 5)
        let fused = Matrix(rows: 32, columns: 70)
        let fusedSlope = Matrix(rows: 32, columns: 70)
        pass.applyLinear(
            x.poisonedMatrix(capacity: 32), weights, bias: bias, into: fused, mask: .random(stream), slope: fusedSlope)
        let product = Matrix(rows: 32, columns: 70)
        product.setProduct(x.matrix(capacity: 32), weights)
        let slope = Matrix(rows: 32, columns: 70)
        pass.apply(to: product, into: product, shift: bias, mask: .random(stream), slope: slope)
        expectSame(fused, Table(product), "fused")
        slope.useRows(19)
        fusedSlope.useRows(19)
        expectSame(fusedSlope, Table(slope), "fused slope")
    }

    /// What a new function takes: a type, here of the tests, with a slope that is stored, since it does not say otherwise.
    @Test(arguments: [Dropout.none, Dropout(.standard, rate: 0.3), Dropout(.alpha, rate: 0.1)])
    func aFunctionOfOnesOwn(_ dropout: Dropout) {
        enum Softsign: ActivationFunction {
            static var name: String { "softsign" }
            static func value(_ x: Lanes) -> Lanes { x / (1 + selectGreater(x, 0, x, -x)) }
            static func slope(_ x: Lanes, value: Lanes) -> Lanes {
                let magnitude = 1 - selectGreater(value, 0, value, -value)
                return magnitude * magnitude
            }
        }
        let pass = ActivationPass(Activation(Softsign.self), dropout: dropout)
        #expect(pass.needsSlope && pass.activation.rawValue == "softsign" && pass.activation != .relu)
        var generator = Generator(seed: 14)
        let x = Table(rows: 20, columns: 18) { _, _ in generator.normal() }
        let decisions = Table(rows: 20, columns: 18) { row, column in (row + column) % 3 == 0 ? 0 : 1 }
        let target = Matrix(rows: 20, columns: 18)
        let slope = Matrix(rows: 20, columns: 18)
        pass.apply(to: x.matrix(), into: target, mask: .fixed(decisions.matrix()), slope: slope)
        let gradient = Matrix(rows: 20, columns: 18)
        for row in 0..<20 { for column in 0..<18 { gradient[row, column] = 1 } }
        pass.propagate(gradient, output: target, slope: slope)
        let (scale, shift, dropped) = Self.constants(dropout)
        for row in 0..<20 {
            for column in 0..<18 {
                let value = Double(x[row, column])
                let isKept = dropout.kind == .none || decisions[row, column] == 1
                let root = 1 + abs(value)
                #expect(abs(Double(target[row, column]) - (isKept ? value / root * scale + shift : dropped)) < 1e-6)
                #expect(abs(Double(gradient[row, column]) - (isKept ? scale / (root * root) : 0)) < 1e-6)
            }
        }
    }

    /// Each function is found by its name, and no two have one.
    @Test func names() {
        #expect(Activation.allCases.count == Set(Activation.allCases.map(\.rawValue)).count)
        for activation in Activation.allCases { #expect(Activation(rawValue: activation.rawValue) == activation) }
        #expect(Activation(rawValue: "cosh") == nil && "\(Activation.leakyRelu)" == "leaky_relu")
    }

    @Test(arguments: Activation.allCases)
    func nanAndInfinity(_ activation: Activation) {
        let arguments: [Float] = [
            .nan, .infinity, -.infinity, 0, -0.0, 3e38, -3e38, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
        ]
        let source = Matrix([arguments])
        let target = Matrix(rows: 1, columns: arguments.count)
        let slope = Matrix(rows: 1, columns: arguments.count)
        ActivationPass(activation).apply(to: source, into: target, mask: .inference, slope: slope)
        let values = target.rowMajor
        #expect(values[0].isNaN)
        switch activation {
        case .tanh, .sigmoid: #expect(values[1] == 1)
        default: #expect(values[1] == .infinity)
        }
        let limits: [Activation: Float] = [
            .identity: -.infinity, .relu: 0, .selu: Float(SELU.saturation), .elu: -1, .leakyRelu: -.infinity,
            .gelu: 0, .silu: 0, .tanh: -1, .sigmoid: 0,
        ]
        #expect(values[2] == limits[activation])
        #expect(values[3] == (activation == .sigmoid ? 0.5 : 0) && values[4] == values[3])
        #expect(values[5...].allSatisfy { $0.isFinite || ($0 == .infinity && activation == .selu) })
        #expect(slope.rowMajor[3...].allSatisfy { $0.isFinite })
    }
}
