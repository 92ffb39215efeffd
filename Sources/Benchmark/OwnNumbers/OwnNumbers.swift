import Statistics

/// A user's own numbers: what `snnbench stats` computes from.
public enum OwnNumbers: Sendable {
    /// Two methods' numbers over the same tasks, or their differences.
    case pair(PairedNumbers)
    /// Several methods over the same tasks.
    case table(NumberTable)
    /// P-values to be adjusted.
    case pValues([Double])
    /// The size of a table, of which critical differences are wanted.
    case size(methods: Int, tasks: Int)
}
