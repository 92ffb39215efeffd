/// A unit with the outcome and the epochs of its current attempt: what a selection is computed from.
///
/// The current attempt is the latest success, or else the latest attempt of any outcome.
public struct LearningCurve: Equatable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The task's full name.
    public let task: String
    /// The index of the split.
    public let splitIndex: Int
    /// The number of validation rows.
    public let validationRows: Int
    /// The number of test rows.
    public let testRows: Int
    /// The method's name.
    public let method: String
    /// The digest of the configuration.
    public let configurationDigest: String
    /// The hyperparameters as canonical JSON text.
    public let hyperparameters: String
    /// The number of layers or blocks, where the method has it.
    public let layers: Int?
    /// The learning rate, where the method has it.
    public let learningRate: Double?
    /// The dropout rate, where the method has it.
    public let dropoutRate: Double?
    /// The seed.
    public let seed: Int64
    /// The outcome; `nil` where the unit was never tried.
    public let outcome: Outcome?
    /// The epochs in ascending order; empty where the unit was never tried.
    public let epochs: [EpochRecord]
}
