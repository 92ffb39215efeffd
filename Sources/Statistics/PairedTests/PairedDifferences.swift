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
        let differences = zip(x, y).map { $0 - $1 }
        try Validation.requireFinite(differences, "x - y")
        let tolerances =
            switch rounding {
            case .binary: [Double](repeating: 0, count: x.count)
            case .tolerant: zip(x, y).map { 16 * Double.ulpOfOne * max($0.magnitude, $1.magnitude) }
            }
        self.init(differences: differences, tolerances: tolerances, rounding: rounding)
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
        self.init(
            differences: differences, tolerances: [Double](repeating: tolerance, count: differences.count),
            rounding: rounding)
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
        values = differences.map(\.value)
        signs = differences.map { $0.numerator.signum() }
        let magnitudes = differences.map(\.magnitude)
        let sorted = magnitudes.indices.filter { magnitudes[$0] != .zero }
            .sorted { magnitudes[$0] < magnitudes[$1] }
        levels = PairedDifferences.levels(sorted: sorted, count: differences.count) {
            magnitudes[$0] == magnitudes[$1]
        }
        comparison = "ties and zeros decided exactly on fractions"
    }

    private init(differences: [Double], tolerances: [Double], rounding: DifferenceRounding) {
        let isZero = zip(differences, tolerances).map { $0.magnitude <= $1 }
        values = zip(differences, isZero).map { $1 ? 0 : $0 }
        signs = zip(differences, isZero).map { $1 ? 0 : ($0 > 0 ? 1 : -1) }
        let sorted = differences.indices.filter { !isZero[$0] }.sorted {
            (differences[$0].magnitude, tolerances[$0]) < (differences[$1].magnitude, tolerances[$1])
        }
        // A group is measured from its smallest member, so that a long chain of near ties can't run together.
        levels = PairedDifferences.levels(sorted: sorted, count: differences.count) {
            differences[$1].magnitude - differences[$0].magnitude <= max(tolerances[$0], tolerances[$1])
        }
        comparison =
            rounding == .binary
            ? "ties and zeros by the bits of the numbers" : "ties and zeros up to binary rounding"
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
