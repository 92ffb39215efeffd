/// The part of a task's rows that a metric was computed on.
public enum Partition: String, CaseIterable, Sendable {
    /// The rows trained on.
    case training
    /// The rows that choose configuration and epoch.
    case validation
    /// The rows that the result is reported on.
    case test
}

/// A metric of one attempt at one epoch, usually the one that validation prefers.
public struct MetricRecord: Equatable, Hashable, Sendable {
    /// The rows it was computed on.
    public var partition: Partition
    /// The name: `accuracy`, `loss`, `auc`, or `auc/LABEL` for one label of several.
    public var name: String
    /// The value; stored as NULL where it is not finite.
    public var value: Double?
    /// The number of rows classified correctly, for an accuracy.
    public var correct: Int?
    /// The number of rows counted, for an accuracy.
    public var total: Int?
    /// The epoch it was computed after.
    public var epoch: Int?

    /// Creates a metric.
    ///
    /// - Parameters:
    ///   - partition: The rows it was computed on.
    ///   - name: The name.
    ///   - value: The value.
    ///   - correct: The number of rows classified correctly.
    ///   - total: The number of rows counted.
    ///   - epoch: The epoch it was computed after.
    public init(
        partition: Partition, name: String, value: Double?, correct: Int? = nil, total: Int? = nil, epoch: Int? = nil
    ) {
        self.partition = partition
        self.name = name
        self.value = value
        self.correct = correct
        self.total = total
        self.epoch = epoch
    }

    /// An accuracy from its counts.
    ///
    /// - Parameters:
    ///   - partition: The rows it was computed on.
    ///   - correct: The number of rows classified correctly.
    ///   - total: The number of rows counted; 0 gives no value.
    ///   - epoch: The epoch it was computed after.
    public static func accuracy(_ partition: Partition, correct: Int, total: Int, epoch: Int?) -> MetricRecord {
        MetricRecord(
            partition: partition, name: "accuracy", value: total > 0 ? Double(correct) / Double(total) : nil,
            correct: correct, total: total, epoch: epoch)
    }
}

extension MetricRecord: StoredRecord {
    static let table = FactTable.metrics
    static let blank = MetricRecord(partition: .training, name: "", value: nil)
    static let fields: [StoredField<MetricRecord>] = [
        .reference(.attempts), .name("partition", \.partition), .text("name", \.name), .real("value", \.value),
        .integer("correct", \.correct), .integer("total", \.total), .integer("epoch", \.epoch),
    ]
}
