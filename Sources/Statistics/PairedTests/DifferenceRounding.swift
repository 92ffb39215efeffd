/// How differences of binary numbers are told from ties and zeros.
///
/// In binary 0.8 - 0.75 and 0.9 - 0.85 differ in the last bits, and 0.1 + 0.2 - 0.3 is not zero. A signed-rank test that
/// takes such bits at their word ranks rounding errors.
public enum DifferenceRounding: String, Sendable, Hashable, CaseIterable {
    /// Magnitudes that differ by rounding alone are ties, and zero where they can't be told from it.
    ///
    /// The tolerance of a pair is 16 units of relative rounding (2^-52) of the larger of |x| and |y|; where only
    /// differences are given it is 2^-40 of the largest one.
    case tolerant

    /// The bits count as they are, as in R's default and in scipy.
    case binary
}
