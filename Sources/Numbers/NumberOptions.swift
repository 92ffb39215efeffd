import Statistics

/// What is asked of a table of numbers.
public struct NumberOptions: Sendable {
    /// Missing scores, the test, its adjustment, the reference, and which score is the better one.
    public var comparison = TableComparison.Options()
    /// The only adjustment that is shown; nil for all.
    public var adjustment: PValueAdjustment?
    /// What becomes of zeros in intervals.
    public var zeroMethod = ZeroMethod.wilcox
    /// The level of tests.
    public var alpha = 0.05
    /// The confidence of intervals.
    public var confidence = 0.95
    /// Half the width of the region of practical equivalence, and the margin of tests of equivalence.
    public var rope = 0.01
    /// The seed of all that is drawn.
    public var seed: UInt64 = 1
    /// The unit of scores, which words and axes name; empty for none.
    public var unit = ""
    /// The test that joins methods in a critical-difference diagram.
    public var cliques = CriticalDifferenceTest.nemenyi
    /// Metrics of which smaller values are better.
    public var minimized: Set<String> = []

    /// Makes the default options.
    public init() {}

    /// The adjustments that are shown, with their short names.
    public var shownAdjustments: [(name: String, value: PValueAdjustment)] {
        let all: [(name: String, value: PValueAdjustment)] = [
            ("holm", .holm), ("hochberg", .hochberg), ("bh", .benjaminiHochberg), ("bonferroni", .bonferroni),
            ("sidak", .sidak),
        ]
        return all.filter { adjustment == nil || $0.value == adjustment }
    }

    /// Which value of a metric is the better one.
    public func order(of metric: String) -> RankOrder {
        minimized.contains(metric) ? .smallestFirst : comparison.order
    }
}
