/// The signed-rank test of one set of differences under every convention.
public struct SignedRankSurvey: Sendable {
    /// The test under one rule for zeros.
    public struct Row: Sendable {
        /// The rule for zeros.
        public let zeroMethod: ZeroMethod

        /// From all patterns of signs, by alternative; empty above 2000 ranked pairs.
        public let exact: [Alternative: WilcoxonSignedRankResult]

        /// The normal approximation with continuity correction, by alternative.
        public let corrected: [Alternative: WilcoxonSignedRankResult]

        /// The normal approximation without continuity correction, by alternative.
        public let uncorrected: [Alternative: WilcoxonSignedRankResult]

        /// What scipy 1.17's `wilcoxon` does by default, by alternative.
        public let scipy: [Alternative: WilcoxonSignedRankResult]
    }

    /// One row a rule for zeros.
    public let rows: [Row]

    /// What R's `wilcox.test(paired = TRUE)` does, by alternative; zeros are dropped.
    public let r: [Alternative: WilcoxonSignedRankResult]

    /// Tests differences under all conventions.
    public init(_ differences: PairedDifferences) throws {
        func run(
            _ mode: WilcoxonSignedRankTest.Mode, _ zeroMethod: ZeroMethod
        ) throws -> [Alternative: WilcoxonSignedRankResult] {
            var results: [Alternative: WilcoxonSignedRankResult] = [:]
            for alternative in Alternative.allCases {
                results[alternative] = try WilcoxonSignedRankTest(
                    mode: mode, zeroMethod: zeroMethod, alternative: alternative
                ).run(differences)
            }
            return results
        }
        rows = try ZeroMethod.allCases.map { zeroMethod in
            Row(
                zeroMethod: zeroMethod,
                exact: differences.count <= SignedRankDistribution.limit ? try run(.exact, zeroMethod) : [:],
                corrected: try run(.normal(continuityCorrection: true), zeroMethod),
                uncorrected: try run(.normal(continuityCorrection: false), zeroMethod),
                scipy: try run(.scipy, zeroMethod))
        }
        r = try run(.r, .wilcox)
    }
}
