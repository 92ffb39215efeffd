/// How a unit stands and what its training demands, for plans and predictions.
///
/// The current attempt is the latest success, or else the latest attempt of any outcome.
public struct UnitState: Equatable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The task's full name.
    public let task: String
    /// The number of features.
    public let features: Int
    /// The number of classes or labels.
    public let classes: Int
    /// The rows of an epoch.
    public let trainingRows: Int
    /// The validation and test rows together.
    public let evaluatedRows: Int
    /// The method's name.
    public let method: String
    /// The method's definition as canonical JSON text.
    public let methodDefinition: String
    /// The protocol's definition as canonical JSON text.
    public let protocolDefinition: String
    /// The width of the hidden layers, where the method has one.
    public let hiddenUnits: Int?
    /// The number of layers or blocks.
    public let layers: Int?
    /// The bottleneck of residual blocks.
    public let bottleneck: Double?
    /// The outcome of the current attempt; `nil` where the unit was never tried.
    public let outcome: Outcome?
    /// Where the current attempt ran.
    public let host: String?
    /// When the current attempt began, ISO 8601 in UTC.
    public let startedAt: String?
    /// When the current attempt ended, ISO 8601 in UTC.
    public let finishedAt: String?
    /// How long the current attempt took.
    public let seconds: Double?
    /// The epochs that the current attempt completed.
    public let epochsCompleted: Int
    /// Why the current attempt ended as it did.
    public let message: String?
}
