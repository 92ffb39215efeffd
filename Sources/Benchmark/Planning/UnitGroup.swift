import Datasets
import Networks

/// The units of one task, split and method, among which validation chooses.
public struct UnitGroup: Sendable {
    /// The task.
    public let task: LearningTask
    /// The split.
    public let split: Split
    /// The method.
    public let method: MethodDefinition
    /// The candidates.
    public let units: [Unit]

    /// The floating-point operations of all candidates.
    var operations: Double { units.reduce(0) { $0 + $1.workload.operations } }
}
