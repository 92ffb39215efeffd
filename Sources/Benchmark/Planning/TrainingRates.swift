import ResultStore

/// The floating-point operations a second that the trainings of a results file reached on one core, by method.
///
/// Operations are those of the matrix products, of evaluation too; seconds are those of the clock. A share of the
/// processor's peak follows by division, as long as the peak is that of the machine that trained.
public struct TrainingRates: Sendable {
    /// Operations a second by method; methods without a finished unit are missing.
    public let operationsASecond: [String: Double]

    /// Sums up finished units, those that diverged with the epochs they had.
    public init(_ states: [UnitState]) {
        operationsASecond = Dictionary(grouping: CostModel.samples(of: states), by: \.method).compactMapValues {
            let seconds = $0.reduce(0) { $0 + $1.seconds }
            return seconds > 0 ? $0.reduce(0) { $0 + $1.workload.operations * $1.share } / seconds : nil
        }
    }
}
