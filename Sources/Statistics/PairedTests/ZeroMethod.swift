/// What a signed-rank test does with differences of zero.
public enum ZeroMethod: String, Sendable, Hashable, CaseIterable {
    /// Zeros are dropped before ranking (Wilcoxon 1945), as in R.
    case wilcox

    /// Zeros are ranked and then given no weight (Pratt 1959).
    case pratt

    /// Zeros are ranked and half of their ranks goes to each side.
    case zsplit
}
