/// The comparisons of a reference method with each of the others.
public struct ReferenceComparisons: Sendable, Equatable {
    /// One comparison.
    public struct Row: Sendable, Equatable {
        /// The column of the other method.
        public let method: Int

        /// The signed-rank test of the reference against the other one, whose p is not adjusted.
        ///
        /// A positive z says that the reference is better.
        public let wilcoxon: WilcoxonSignedRankResult

        /// The p-value adjusted over all rows.
        public let adjustedP: Double

        /// On how many tasks the reference is better, equal and worse.
        public let winTieLoss: WinTieLoss
    }

    /// The column of the reference.
    public let reference: Int

    /// How p-values are adjusted.
    public let adjustment: PValueAdjustment

    /// One row per other method, in the order of the columns.
    public let rows: [Row]
}
