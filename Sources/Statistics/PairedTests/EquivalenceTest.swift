/// Whether two methods differ by less than a margin: two one-sided signed-rank tests.
///
/// A large p-value of a test of difference shows no equality; this one tests equality within a margin, and its p-value is small
/// where x - y lies between -margin and margin. Schuirmann (1987) with Wilcoxon's test in the place of Student's; Wellek (2010),
/// "Testing statistical hypotheses of equivalence and noninferiority", chapter 5.
public struct EquivalenceTest: Sendable, Equatable {
    /// The margin, above 0, in the unit of the scores.
    public let margin: Double

    /// The test that x - y lies above -margin.
    public let lower: WilcoxonSignedRankResult

    /// The test that x - y lies below margin.
    public let upper: WilcoxonSignedRankResult

    /// The larger of the two p-values: that of the hypothesis that the methods differ by the margin or more.
    public var p: Double { max(lower.p, upper.p) }

    /// Tests differences.
    ///
    /// - Parameters:
    ///   - differences: x - y of each task.
    ///   - margin: what still counts as equal, above 0 and finite.
    ///   - mode: how p-values are computed.
    ///   - zeroMethod: what becomes of differences that equal the margin.
    /// - Throws: `StatisticsError` for another margin, and as `WilcoxonSignedRankTest`.
    public init(
        _ differences: PairedDifferences, margin: Double, mode: WilcoxonSignedRankTest.Mode = .exact,
        zeroMethod: ZeroMethod = .wilcox
    ) throws {
        guard margin > 0, margin.isFinite else {
            throw StatisticsError.outOfRange(
                what: "margin of equivalence", index: nil, value: "\(margin)", allowed: "above 0 and finite")
        }
        self.margin = margin
        func test(shift: Double, _ alternative: Alternative) throws -> WilcoxonSignedRankResult {
            let shifted = try PairedDifferences(differences: differences.values.map { $0 + shift })
            return try WilcoxonSignedRankTest(mode: mode, zeroMethod: zeroMethod, alternative: alternative).run(shifted)
        }
        lower = try test(shift: margin, .greater)
        upper = try test(shift: -margin, .less)
    }
}
