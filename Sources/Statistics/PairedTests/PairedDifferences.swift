/// The differences x - y of two methods over the same tasks, with their exact structure of ties and zeros.
///
/// All paired statistics start here. From counts or fractions the structure is exact; from binary numbers it follows
/// a `DifferenceRounding`.
public struct PairedDifferences: Sendable, Equatable {
    /// The differences x - y, one per task, in the order given.
    ///
    /// A difference that counts as zero is exactly 0 here.
    public let values: [Double]

    /// The sign of each difference: -1, 0 or 1.
    public let signs: [Int]

    /// The place of each magnitude among the distinct magnitudes: 0 for a zero, 1 for the smallest, and so on.
    ///
    /// Two differences tie when they have the same level.
    public let levels: [Int]

    /// How ties and zeros were told, in words.
    public let comparison: String

    /// The number of pairs.
    public var count: Int { values.count }

    /// Makes the differences of two methods' numbers.
    ///
    /// `x` and `y` hold one finite number per task, in the same order. Throws `StatisticsError` for unequal lengths,
    /// no pairs, and numbers that are not finite.
    public init(x: [Double], y: [Double], rounding: DifferenceRounding = .tolerant) throws {
        try Validation.requireSameCount(x.count, "x", y.count, "y")
        try Validation.requireCount(x.count, atLeast: 1, "pairs")
        try Validation.requireFinite(x, "x")
        try Validation.requireFinite(y, "y")
        try Validation.requireFinite(zip(x, y).map { $0 - $1 }, "x - y")
        self.init(
            zip(x, y).map { x, y in
                Item(value: x - y, tolerance: rounding == .binary ? 0 : Double.roundingTolerance(x, y))
            }, rounding)
    }

    /// Makes differences that were taken elsewhere.
    ///
    /// - Throws: `StatisticsError` when there are none or one is not finite. Prefer to give x and y: their size says
    ///   how much of a difference is rounding.
    public init(differences: [Double], rounding: DifferenceRounding = .tolerant) throws {
        try Validation.requireCount(differences.count, atLeast: 1, "differences")
        try Validation.requireFinite(differences, "differences")
        let largest = differences.map(\.magnitude).max() ?? 0
        let tolerance = rounding == .binary ? 0 : largest * 0x1p-40
        self.init(differences.map { Item(value: $0, tolerance: tolerance) }, rounding)
    }

    /// Makes the differences of scores, each exact where both scores are and it fits in 64 bits, else up to rounding.
    ///
    /// What one pair holds changes nothing about another. Throws `StatisticsError` for unequal lengths, no pairs, and numbers
    /// that are not finite.
    public init(x: [TaskScore], y: [TaskScore]) throws {
        try Validation.requireSameCount(x.count, "x", y.count, "y")
        try Validation.requireCount(x.count, atLeast: 1, "pairs")
        try Validation.requireFinite(zip(x, y).map { $0.value - $1.value }, "x - y")
        self.init(
            zip(x, y).map { x, y in
                if let left = x.fraction, let right = y.fraction, let exact = try? left.subtracting(right) {
                    return Item(exact: exact)
                }
                return Item(value: x.value - y.value, tolerance: Double.roundingTolerance(x.value, y.value))
            }, .tolerant)
    }

    /// Makes differences that were taken elsewhere: the exact ones are what they are, a number counts as zero up to 2^-40 of the
    /// largest.
    ///
    /// - Throws: `StatisticsError` when there are none or one is not finite.
    public init(differences: [TaskScore]) throws {
        try Validation.requireCount(differences.count, atLeast: 1, "differences")
        try Validation.requireFinite(differences.map(\.value), "differences")
        let tolerance = (differences.map(\.value.magnitude).max() ?? 0) * 0x1p-40
        self.init(
            differences.map { score in
                score.fraction.map { Item(exact: $0) } ?? Item(value: score.value, tolerance: tolerance)
            }, .tolerant)
    }

    /// Makes the exact differences of two methods' accuracies.
    ///
    /// - Throws: `StatisticsError` for unequal lengths, no pairs, and totals whose product needs more than 64 bits.
    public init(x: [Accuracy], y: [Accuracy]) throws {
        try Validation.requireSameCount(x.count, "x", y.count, "y")
        try self.init(differences: zip(x, y).map { try $0.subtracting($1) })
    }

    /// Makes the exact differences of two methods' fractions, such as decimals from a printed table.
    ///
    /// - Throws: `StatisticsError` for unequal lengths, no pairs, and results beyond 64 bits.
    public init(x: [Fraction], y: [Fraction]) throws {
        try Validation.requireSameCount(x.count, "x", y.count, "y")
        try self.init(differences: zip(x, y).map { try $0.subtracting($1) })
    }

    /// Makes exact differences that were taken elsewhere.
    ///
    /// - Throws: `StatisticsError.tooFew` when there are none.
    public init(differences: [Fraction]) throws {
        try Validation.requireCount(differences.count, atLeast: 1, "differences")
        self.init(differences.map { Item(exact: $0) }, .tolerant)
    }

    /// A difference: exact, or a number that may be off by a tolerance.
    private struct Item {
        let value: Double
        let magnitude: Fraction?
        let sign: Int
        let tolerance: Double

        init(exact: Fraction) {
            value = exact.value
            magnitude = exact.magnitude
            sign = exact.numerator.signum()
            tolerance = 0
        }

        init(value: Double, tolerance: Double) {
            let isZero = value.magnitude <= tolerance
            self.value = isZero ? 0 : value
            sign = isZero ? 0 : (value > 0 ? 1 : -1)
            magnitude = nil
            self.tolerance = tolerance
        }

        static func areTied(_ left: Item, _ right: Item) -> Bool {
            if let first = left.magnitude, let second = right.magnitude { return first == second }
            return (left.value.magnitude - right.value.magnitude).magnitude <= max(left.tolerance, right.tolerance)
        }

        static func isSmaller(_ left: Item, _ right: Item) -> Bool {
            if let first = left.magnitude, let second = right.magnitude { return first < second }
            return (left.value.magnitude, left.tolerance) < (right.value.magnitude, right.tolerance)
        }
    }

    private init(_ items: [Item], _ rounding: DifferenceRounding) {
        values = items.map(\.value)
        signs = items.map(\.sign)
        let sorted = items.indices.filter { items[$0].sign != 0 }.sorted { Item.isSmaller(items[$0], items[$1]) }
        // A group is measured from its smallest member, so that a long chain of near ties can't run together.
        levels = PairedDifferences.levels(sorted: sorted, count: items.count) { Item.areTied(items[$0], items[$1]) }
        let exact = items.count { $0.magnitude != nil }
        comparison =
            switch (exact, rounding) {
            case (items.count, _): "ties and zeros decided exactly on fractions"
            case (0, .binary): "ties and zeros by the bits of the numbers"
            case (0, .tolerant): "ties and zeros up to binary rounding"
            default: "ties and zeros decided exactly where numbers are exact, else up to binary rounding"
            }
    }

    /// Makes the same differences with x and y exchanged.
    private init(negating other: PairedDifferences) {
        values = other.values.map { 0 - $0 }
        signs = other.signs.map { -$0 }
        levels = other.levels
        comparison = other.comparison
    }

    /// The differences y - x.
    public var negated: PairedDifferences { PairedDifferences(negating: self) }

    /// The number of differences that are zero.
    public var zeros: Int { signs.count { $0 == 0 } }

    /// Numbers the groups of equal magnitudes; `sorted` holds the indices of all non-zero ones, smallest first.
    private static func levels(sorted: [Int], count: Int, areTied: (Int, Int) -> Bool) -> [Int] {
        var result = [Int](repeating: 0, count: count)
        var level = 0
        var first: Int?
        for index in sorted {
            if let anchor = first, areTied(anchor, index) {
                result[index] = level
            } else {
                level += 1
                first = index
                result[index] = level
            }
        }
        return result
    }
}

/// How differences of binary numbers are told from ties and zeros.
///
/// In binary 0.8 - 0.75 and 0.9 - 0.85 differ in the last bits, and 0.1 + 0.2 - 0.3 is not zero. A signed-rank test
/// that takes such bits at their word ranks rounding errors.
public enum DifferenceRounding: String, Sendable, Hashable, CaseIterable {
    /// Magnitudes that differ by rounding alone are ties, and zero where they can't be told from it.
    ///
    /// The tolerance of a pair is 16 units of relative rounding (2^-52) of the larger of |x| and |y|; where only
    /// differences are given it is 2^-40 of the largest one.
    case tolerant

    /// The bits count as they are, as in R's default and in scipy.
    case binary
}
