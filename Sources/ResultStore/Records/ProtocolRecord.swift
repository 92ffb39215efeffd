import Formats

/// A protocol: all that is fixed about training and selection.
public struct ProtocolRecord: Equatable, Hashable, Sendable {
    /// The name, for example `paper`; a label, not part of the identity.
    public let name: String
    /// The whole definition as canonical JSON text.
    public let definition: String
    /// The SHA-256 of the definition.
    public let digest: String

    /// Creates a protocol.
    ///
    /// - Parameters:
    ///   - name: The name, for example `paper`.
    ///   - definition: Every value that the protocol fixes.
    public init(name: String, definition: CanonicalJSON) {
        self.name = name
        self.definition = definition.text
        digest = definition.digest
    }
}
