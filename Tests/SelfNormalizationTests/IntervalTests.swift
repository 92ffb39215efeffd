import Testing

@testable import SelfNormalization

/// Interval results contain the results of all members, whatever the members.
@Suite struct IntervalTests {
    /// Intervals of all sizes and places, and a member of each.
    private func sample(_ generator: inout SeededGenerator) -> (Interval, Double) {
        func number() -> Double {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: return 0
            case 1: return Double(Int.random(in: -3...3, using: &generator))
            case 2: return .random(in: -1e-300...1e-300, using: &generator)
            case 3: return .random(in: -1e200...1e200, using: &generator)
            default: return .random(in: -20...20, using: &generator)
            }
        }
        let (a, b) = (number(), number())
        let interval = Interval(min(a, b), max(a, b))
        let member = Double.random(in: 0...1, using: &generator)
        return (
            interval,
            min(max(interval.lower + member * (interval.upper - interval.lower), interval.lower), interval.upper)
        )
    }

    /// The exact sum, difference and product of two numbers lie where the rounded one and its error say.
    @Test func arithmeticContains() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let (left, x) = sample(&generator)
            let (right, y) = sample(&generator)
            #expect(holds(left + right, x + y))
            #expect(holds(left - right, x - y))
            #expect(holds(left * right, x * y))
            if !right.contains(0) { #expect(holds(left / right, x / y)) }
            #expect(holds(left.squared(), x * x))
            if x >= 0 { #expect(holds(left.squareRoot(), x.squareRoot())) }
            #expect(holds(-left, -x))
        }
    }

    @Test func functionsContain() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5_000 {
            let a = Double.random(in: -12...12, using: &generator)
            let b = a + .random(in: 0...1, using: &generator) * .random(in: 0...1, using: &generator)
            let interval = Interval(a, b)
            let x = min(b, a + .random(in: 0...1, using: &generator) * (b - a))
            #expect(Interval.exponential(interval).contains(Double.exponential(x)))
            #expect(Interval.erfc(interval).contains(Double.erfc(x)))
            #expect(Interval.erfcx(interval).contains(Double.erfcx(x)))
            if x > -5 { #expect(Interval.erfcxSlope(interval).contains(Double.erfcxSlope(x))) }
        }
    }

    @Test func functionsContainFiftyDigits() throws {
        for row in try Fixture.errorFunctions() {
            #expect(Interval.erfc(Interval(row[0])).contains(row[2]))
            #expect(Interval.erfcx(Interval(row[0])).contains(row[3]))
        }
    }

    /// A rounded result is a member, and so is what it was rounded from: it lies strictly inside.
    @Test func roundedResultsLieInside() {
        let third = Interval(1) / Interval(3)
        #expect(third.lower < 1.0 / 3 && third.upper > 1.0 / 3)
        let sum = Interval(0.1) + Interval(0.2)
        #expect(sum.lower < 0.1 + 0.2 && sum.upper > 0.1 + 0.2)
        #expect(Interval(decimal: 0.1, 0.1).width > 0)
    }

    @Test func whatIsUnknownIsTheWholeLine() {
        #expect(Interval(1) / Interval(-1, 1) == .wholeLine)
        #expect(Interval(.nan, 1) == .wholeLine)
        #expect(Interval(2, 1) == .wholeLine)
        #expect(Interval(-2, -1).squareRoot() == .wholeLine)
        #expect((Interval.wholeLine - Interval.wholeLine) == .wholeLine)
        #expect((Interval(0) * Interval.wholeLine) == .wholeLine)
        #expect(Interval(0, 4).squareRoot().contains(2))
    }

    private func holds(_ interval: Interval, _ value: Double) -> Bool {
        value.isNaN ? interval == .wholeLine : interval.contains(value)
    }
}
