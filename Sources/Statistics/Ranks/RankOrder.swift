/// Which value gets rank 1.
public enum RankOrder: String, Sendable, Hashable, CaseIterable {
    /// The largest value gets rank 1, as for accuracies and AUCs.
    case largestFirst

    /// The smallest value gets rank 1, as for losses and times.
    case smallestFirst
}
