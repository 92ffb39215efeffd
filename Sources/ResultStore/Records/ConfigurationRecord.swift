import Formats

/// A method with a value for each of its hyperparameters.
public struct ConfigurationRecord: Equatable, Hashable, Sendable {
    /// The method.
    public let method: MethodRecord
    /// The hyperparameters as canonical JSON text, an object.
    public let hyperparameters: String
    /// The digest: SHA-256 of the canonical JSON `{"hyperparameters":{...},"method":"METHOD DIGEST"}`.
    public let digest: String

    /// Creates a configuration.
    ///
    /// Seven names have a column of their own in the store, so that people can query them: `hidden_units` and `layers`
    /// (whole numbers), `learning_rate`, `dropout_rate`, `l2_penalty` and `bottleneck` (numbers), and `form` (a
    /// string such as `rectangular`, `conic` or `diavolo`). Any other name is kept in the JSON alone.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - hyperparameters: The values by name.
    public init(method: MethodRecord, hyperparameters: [String: CanonicalJSON]) {
        self.method = method
        let object = CanonicalJSON.object(hyperparameters)
        self.hyperparameters = object.text
        digest = CanonicalJSON.object(["hyperparameters": object, "method": .string(method.digest)]).digest
    }
}
