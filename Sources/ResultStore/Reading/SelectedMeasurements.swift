/// What the latest success of a unit measured after one epoch.
public struct SelectedMeasurements: Equatable, Sendable {
    /// The epoch's numbers.
    public let epoch: EpochRecord
    /// The number of validation rows.
    public let validationRows: Int
    /// The number of test rows.
    public let testRows: Int
    /// The attempt's other test metrics by name, where they were computed after the same epoch.
    public let testMetrics: [String: MetricRecord]
}
