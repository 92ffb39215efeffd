/// The test that decides which methods a critical-difference diagram joins.
public enum CriticalDifferenceTest: String, CaseIterable, Sendable {
    /// Nemenyi's test on average ranks: one critical difference for all pairs.
    case nemenyi
    /// Wilcoxon signed-rank tests of all pairs, two-sided, adjusted after Holm.
    case wilcoxonHolm = "wilcoxon-holm"
}
