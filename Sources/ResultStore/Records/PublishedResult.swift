/// A number from a publication, to stand beside ours.
public struct PublishedResult: Equatable, Hashable, Sendable {
    /// The publication, for example `klambauer2017`.
    public var source: String
    /// The table or section of the publication, for example `A11`.
    public var table: String
    /// The task's full name, or a suite's name for a number about all its tasks.
    public var task: String
    /// The method.
    public var method: String
    /// The metric, one of `PublishedMetric` where reports are to find it.
    public var metric: String
    /// What else the number holds for, for example `layers=8`; empty where nothing.
    public var detail: String
    /// The number; `nil` where the publication leaves it out.
    public var value: Double?

    /// Creates a published number.
    ///
    /// - Parameters:
    ///   - source: The publication.
    ///   - table: The table or section.
    ///   - task: The task's full name, or a suite's.
    ///   - method: The method.
    ///   - metric: The metric.
    ///   - detail: What else the number holds for.
    ///   - value: The number.
    public init(
        source: String, table: String, task: String, method: String, metric: String, detail: String = "",
        value: Double?
    ) {
        self.source = source
        self.table = table
        self.task = task
        self.method = method
        self.metric = metric
        self.detail = detail
        self.value = value
    }
}

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

extension PublishedResult: StoredRecord {
    static let table = FactTable.publishedResults
    static let blank = PublishedResult(source: "", table: "", task: "", method: "", metric: "", value: nil)
    static let fields: [StoredField<PublishedResult>] = [
        .text("source", \.source), .text("table_label", \.table), .text("task", \.task), .text("method", \.method),
        .text("metric", \.metric), .text("detail", \.detail), .real("value", \.value),
    ]
}
