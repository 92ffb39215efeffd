import Foundation
import Testing

@testable import Kernels

/// The functions on lanes against the system's in double precision, with the errors that their comments declare.
@Suite struct FunctionTests {
    private func expectError(
        below bound: Double, _ name: String, _ points: [Float], _ function: (Lanes) -> Lanes,
        _ reference: (Double) -> Double, where isCompared: (Float, Double) -> Bool = { _, _ in true }
    ) {
        let sweep = Sweep(points, function, reference, where: isCompared) {
            Issue.record("\(name)(\($0)) is \($1), not \($2)")
        }
        #expect(sweep.points > 100_000)
        print("\(name): \(sweep.worst) ulp at \(sweep.place), \(sweep.points) points")
        #expect(sweep.worst < bound, "\(name): \(sweep.worst) ulp at \(sweep.place)")
    }

    @Test func exponentialOfLanes() {
        let isNormal = { (_: Float, y: Double) in !(y < Double(Float.leastNormalMagnitude)) }
        let points = Sweep.everywhere + Sweep.evenly(-105...90)
        expectError(below: 1.5, "exponential", points, { exponential($0) }, { exp($0) }, where: isNormal)
        expectError(
            below: 1, "exponential, denormal", points + Sweep.evenly(-104 ... -87), { exponential($0) }, { exp($0) },
            where: { !isNormal($0, $1) })
        #expect(exponential(Lanes(repeating: .infinity))[0] == .infinity)
        #expect(exponential(Lanes(repeating: -.infinity))[0] == 0)
        #expect(exponential(.zero)[0] == 1)
    }

    @Test func exponentialMinusOne() {
        let points = (Sweep.everywhere + Sweep.evenly(-30...0) + Sweep.evenly(-1...0)).filter { !($0 > 0) }
        expectError(
            below: 2, "exponentialMinusOneOfNegative", points, { exponentialMinusOneOfNegative($0) }, { expm1($0) })
        #expect(exponentialMinusOneOfNegative(Lanes(repeating: -.infinity))[0] == -1)
    }

    @Test func functionsOfFormulas() {
        let wide = Sweep.everywhere + Sweep.evenly(-3...3) + Sweep.evenly(-90...90)
        let isNormal = { (_: Float, y: Double) in !(abs(y) < Double(Float.leastNormalMagnitude)) }
        expectError(
            below: 2, "exponentialMinusOne", wide, { Kernels.exponentialMinusOne($0) }, { expm1($0) }, where: isNormal)
        expectError(
            below: 3, "naturalLogarithmOfOnePlus", wide, { naturalLogarithmOfOnePlus($0) }, { log1p($0) },
            where: isNormal)
        expectError(
            below: 4, "softplus", wide, { softplus($0) }, { max($0, 0) + log1p(exp(-abs($0))) },
            where: { isNormal($0, $1) })
        expectError(
            below: 8, "complementaryErrorFunction", wide, { complementaryErrorFunction($0) }, { erfc($0) },
            where: { !($1 < 1e-37) })
        expectError(below: 3, "arcTangent", wide, { arcTangent($0) }, { atan($0) }, where: isNormal)
        // A floor of one in the size: near its zeros a sine has few digits left.
        for (name, function, reference) in [
            ("sine", { sine($0) }, { sin($0) }), ("cosine", { cosine($0) }, { cos($0) }),
        ] as [(String, (Lanes) -> Lanes, (Double) -> Double)] {
            for x in Sweep.evenly(-20...20, count: 20_000) + Sweep.evenly(-4e6...4e6, count: 20_000) {
                let found = function(Lanes(repeating: x))[0]
                #expect(abs(Double(found) - reference(Double(x))) < 2e-7, "\(name)(\(x)) = \(found)")
                if abs(Double(found) - reference(Double(x))) >= 2e-7 { break }
            }
            #expect(function(Lanes(repeating: 5e6))[0].isNaN && function(Lanes(repeating: -.infinity))[0].isNaN)
        }
        expectError(below: 4, "sine", Sweep.evenly(-3...3), { sine($0) }, { sin($0) }, where: isNormal)
    }

    @Test func logarithm() {
        let points = Sweep.everywhere + Sweep.evenly(0...4) + Sweep.evenly(0.9...1.1)
        expectError(below: 2, "naturalLogarithm", points, { naturalLogarithm($0) }, { log($0) })
        #expect(naturalLogarithm(Lanes.zero)[0] == -.infinity)
        #expect(naturalLogarithm(Lanes(repeating: -0.0))[0] == -.infinity)
        #expect(naturalLogarithm(Lanes(repeating: -.leastNonzeroMagnitude))[0].isNaN)
        #expect(naturalLogarithm(Lanes(repeating: .infinity))[0] == .infinity)
    }

    @Test func errorFunctions() {
        let points = Sweep.everywhere + Sweep.evenly(-5...5)
        expectError(below: 3, "errorFunction", points, { errorFunction($0) }, { erf($0) })
        #expect(errorFunction(Lanes(repeating: .infinity))[0] == 1)
        #expect(errorFunction(Lanes(repeating: -.infinity))[0] == -1)
    }

    @Test func normalProbabilities() {
        let points = Sweep.everywhere + Sweep.evenly(-14...9)
        let reference = { (x: Double) in 0.5 * erfc(-x * 0.5.squareRoot()) }
        expectError(
            below: 16, "normalDistribution", points, { normalDistribution($0) }, reference, where: { !($1 < 1e-37) })
        let tail = Sweep.evenly(-40 ... -12) + [-.infinity]
        for x in tail where reference(Double(x)) < 1e-37 {
            let value = normalDistribution(Lanes(repeating: x))[0]
            #expect(value >= 0 && value < 1.1e-37)
        }
    }

    @Test func sigmoids() {
        let points = Sweep.everywhere + Sweep.evenly(-100...30)
        let reference = { (x: Double) in 1 / (1 + exp(-x)) }
        expectError(
            below: 3, "sigmoid", points, { sigmoid($0) }, reference,
            where: { !($1 < Double(Float.leastNormalMagnitude)) })
        #expect(sigmoid(Lanes(repeating: .infinity))[0] == 1)
        #expect(sigmoid(Lanes(repeating: -.infinity))[0] == 0)
    }

    @Test func hyperbolicTangents() {
        let points = Sweep.everywhere + Sweep.evenly(-12...12)
        expectError(below: 4, "hyperbolicTangent", points, { hyperbolicTangent($0) }, { tanh($0) })
        #expect(hyperbolicTangent(Lanes(repeating: -.infinity))[0] == -1)
    }

    /// A lane's result does not depend on what stands in the others.
    @Test func lanesAreIndependent() {
        let functions: [(Lanes) -> Lanes] = [
            { exponential($0) }, { exponentialMinusOneOfNegative($0) }, { naturalLogarithm($0) },
            { errorFunction($0) }, { normalDistribution($0) }, { sigmoid($0) }, { hyperbolicTangent($0) },
        ]
        for function in functions {
            for (index, value) in Sweep.special.enumerated() where value <= 0 || value.isNaN {
                let alone = function(Lanes(repeating: value))[0]
                var mixed = Lanes(repeating: .nan)
                mixed[index % laneCount] = value
                #expect(function(mixed)[index % laneCount].bitPattern == alone.bitPattern || alone.isNaN)
            }
        }
    }
}
