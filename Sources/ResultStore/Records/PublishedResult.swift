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
