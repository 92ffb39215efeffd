/// The alternative hypothesis of a paired test of x against y.
public enum Alternative: String, Sendable, Hashable, CaseIterable {
    /// x and y differ in either direction.
    case twoSided = "two-sided"

    /// x is smaller than y.
    case less

    /// x is larger than y.
    case greater
}
