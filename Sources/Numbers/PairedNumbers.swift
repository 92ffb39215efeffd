import Statistics

/// Two methods' numbers over the same tasks, with the choices that stand beside them.
public struct PairedNumbers: Sendable {
    /// The differences x - y.
    public let differences: PairedDifferences
    /// The numbers; nil where only differences are given.
    public let values: (x: [TaskScore], y: [TaskScore])?
    /// What x and y are called.
    public var names = (x: "x", y: "y")
    /// How many tasks were left out since one of them lacks a score there.
    public var missing = 0
    /// Which value is the better one.
    public var order = RankOrder.largestFirst
    /// The unit of the numbers; empty for none.
    public var unit = ""
    /// How the differences were taken, in words.
    public let source: String
    /// The test that was asked for; nil where none was.
    public var test: WilcoxonSignedRankTest?
    /// What becomes of zeros in the interval, where no test is asked for.
    public var zeroMethod = ZeroMethod.wilcox
    /// Half the width of the region of practical equivalence.
    public var rope = 0.01
    /// The weight of the prior's pseudo-difference of zero.
    public var priorStrength = 0.5
    /// The confidence of the interval.
    public var confidence = 0.95
    /// The draws of the Bayesian test; nil for 200,000, fewer for many pairs.
    public var draws: Int?
    /// The seed of the draws.
    public var seed: UInt64 = 1

    /// Takes the differences of scores, exact where all are.
    ///
    /// Where one side is zero throughout, the other holds differences that were taken elsewhere: then a difference counts as zero
    /// up to 2^-40 of the largest, since nothing tells the size of what was subtracted.
    public init(x: [TaskScore], y: [TaskScore]) throws {
        values = (x, y)
        let areExact = (x + y).allSatisfy { $0.fraction != nil }
        if !areExact, x.count == y.count, !y.isEmpty, y.allSatisfy({ $0.value == 0 }) {
            differences = try PairedDifferences(differences: x)
            source = "y is zero throughout: x is taken as differences"
        } else if !areExact, x.count == y.count, !x.isEmpty, x.allSatisfy({ $0.value == 0 }) {
            differences = try PairedDifferences(differences: y).negated
            source = "x is zero throughout: y is taken as differences y - x"
        } else {
            differences = try PairedDifferences(x: x, y: y)
            source = "d = x - y"
        }
    }

    /// Takes differences x - y that were made elsewhere.
    public init(differences scores: [TaskScore]) throws {
        values = nil
        source = "differences d = x - y as given"
        differences = try PairedDifferences(differences: scores)
    }
}
