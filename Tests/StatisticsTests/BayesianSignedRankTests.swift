import Testing

@testable import Statistics

@Suite struct BayesianSignedRankTests {
    @Test func fixtures() throws {
        for testCase in try Fixture.cases("bayes_signed_rank") {
            // The reference's differences are y - x.
            let differences = try PairedDifferences(differences: testCase["d"].numbers).negated
            let test = try BayesianSignedRankTest(
                differences, rope: testCase["rope"].number, priorStrength: testCase["prior_s"].number, draws: 200_000)
            let expected = testCase["expected"]
            let errors = expected["standard_error"].numbers
            #expect(errors.count == 3)
            // Both sides are samples of the same size: the error of a difference is sqrt 2 of either.
            let name = testCase["id"].string
            for (value, key, error) in [
                (test.probabilityXLarger, "p_left", errors[0]), (test.probabilityEquivalent, "p_rope", errors[1]),
                (test.probabilityYLarger, "p_right", errors[2]),
            ] {
                #expect(abs(value - expected[key].number) <= 5 * error * 1.5, "\(name) \(key) \(value)")
            }
            for (value, key) in [
                (test.meanXLarger, "mean_left"), (test.meanEquivalent, "mean_rope"), (test.meanYLarger, "mean_right"),
            ] {
                #expect(abs(value - expected[key].number) <= 0.002, "\(name) \(key) \(value)")
            }
        }
    }

    /// The posterior means are known: E[w_i w_j] = a_i (a_j + [i = j]) / (A (A + 1)).
    @Test func meansAgainstTheClosedForm() throws {
        let values = [0.03, -0.02, 0.015, 0.0, 0.05, 0.01, 0.005]
        let rope = 0.01
        let strength = 0.5
        let all = values + [0]
        let weights = values.map { _ in 1.0 } + [strength]
        let sum = weights.reduce(0, +)
        var larger = 0.0
        var smaller = 0.0
        for (first, a) in zip(all, weights).enumerated() {
            for (second, b) in zip(all, weights).enumerated() {
                let mass = a.1 * (b.1 + (first == second ? 1 : 0)) / (sum * (sum + 1))
                let distance = abs(a.0 + b.0) - 2 * rope
                let share = abs(distance) < 1e-12 ? mass / 2 : (distance > 0 ? mass : 0)
                if a.0 + b.0 > 0 { larger += share } else { smaller += share }
            }
        }
        let test = try BayesianSignedRankTest(
            PairedDifferences(differences: values), rope: rope, priorStrength: strength, draws: 100_000)
        #expect(abs(test.meanXLarger - larger) < 0.003, "\(test.meanXLarger) \(larger)")
        #expect(abs(test.meanYLarger - smaller) < 0.003)
        #expect(abs(test.meanEquivalent - (1 - larger - smaller)) < 0.003)
    }

    @Test func repeatableAndSymmetric() throws {
        let values = [0.03, -0.02, 0.015, 0.04, 0.05, 0.012, 0.005]
        let differences = try PairedDifferences(differences: values)
        let first = try BayesianSignedRankTest(differences, draws: 5000, seed: 9)
        #expect(try BayesianSignedRankTest(differences, draws: 5000, seed: 9) == first)
        #expect(try BayesianSignedRankTest(differences, draws: 5000, seed: 10) != first)
        let reversed = try BayesianSignedRankTest(
            PairedDifferences(differences: values.reversed()), draws: 5000, seed: 9)
        #expect(reversed == first)
        let negated = try BayesianSignedRankTest(differences.negated, draws: 20000)
        let plain = try BayesianSignedRankTest(differences, draws: 20000)
        #expect(abs(negated.probabilityYLarger - plain.probabilityXLarger) < 0.02)
        let total = first.probabilityXLarger + first.probabilityEquivalent + first.probabilityYLarger
        #expect(isClose(total, 1, relative: 1e-12))
    }

    @Test func gammaSamplerHasItsMoments() {
        for shape in [0.5, 1.0, 3.7] {
            var sum = 0.0
            var squares = 0.0
            let count = 100_000
            for draw in 0..<count {
                var generator = SplitMixGenerator(seed: 4, stream: UInt64(draw))
                let value = generator.nextGamma(shape: shape)
                sum += value
                squares += value * value
            }
            let mean = sum / Double(count)
            let variance = squares / Double(count) - mean * mean
            #expect(abs(mean - shape) < 5 * (shape / Double(count)).squareRoot())
            #expect(abs(variance / shape - 1) < 0.05)
        }
    }

    @Test func errors() throws {
        let differences = try PairedDifferences(differences: [1, 2])
        #expect(throws: StatisticsError.self) { try BayesianSignedRankTest(differences, rope: -1) }
        #expect(throws: StatisticsError.self) { try BayesianSignedRankTest(differences, rope: .nan) }
        #expect(throws: StatisticsError.self) { try BayesianSignedRankTest(differences, priorStrength: 0) }
        #expect(throws: StatisticsError.self) { try BayesianSignedRankTest(differences, draws: 0) }
    }
}
