/// The names of the metrics that publications print, for those who store them and those who read them.
///
/// A result of one's own publication may have another name; reports look for these.
public enum PublishedMetric {
    /// A test accuracy, as a fraction of 1.
    public static let accuracy = "accuracy"
    /// An area under the ROC curve, as a fraction of 1; a mean where several are printed.
    public static let auc = "auc"
    /// The standard deviation that belongs to `auc`, in its unit.
    public static let aucDeviation = "auc_sd"
    /// An average rank minus that of a random guess.
    public static let averageRankDifference = "average_rank_difference"
    /// An average rank.
    public static let averageRank = "average_rank"
    /// A p-value of the publication's own test.
    public static let pValue = "p_value"
}
