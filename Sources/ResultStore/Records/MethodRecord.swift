import Formats

/// A method: a kind of network, by its whole definition.
public struct MethodRecord: Equatable, Hashable, Sendable {
    /// The name, for example `snn`.
    public let name: String
    /// The whole definition as canonical JSON text.
    public let definition: String
    /// The digest of name and definition: SHA-256 of the canonical JSON `{"definition":...,"name":...}`.
    public let digest: String

    /// Creates a method.
    ///
    /// - Parameters:
    ///   - name: The name, for example `snn`.
    ///   - definition: Everything that tells the method from another, apart from hyperparameters.
    public init(name: String, definition: CanonicalJSON) {
        self.name = name
        self.definition = definition.text
        digest = CanonicalJSON.object(["definition": definition, "name": .string(name)]).digest
    }
}
