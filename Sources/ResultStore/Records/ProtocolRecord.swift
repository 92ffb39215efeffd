import Formats

/// A protocol: all that is fixed about training and selection.
public struct ProtocolRecord: Equatable, Hashable, Sendable {
    /// The name, for example `paper`; a label, not part of the identity.
    public internal(set) var name: String
    /// The whole definition as canonical JSON text.
    public internal(set) var definition: String
    /// The SHA-256 of the definition.
    public internal(set) var digest: String

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

extension ProtocolRecord: StoredRecord {
    static let table = FactTable.protocols
    static let blank = ProtocolRecord(name: "", definition: .null)
    static let fields: [StoredField<ProtocolRecord>] = [
        .text("name", \.name), .text("definition", \.definition), .text("protocol_digest", \.digest),
    ]

    /// Whether the definition is canonical JSON and the digest that of it.
    var hasItsDigest: Bool {
        (try? CanonicalJSON(parsing: definition)).map { ProtocolRecord(name: name, definition: $0) == self } ?? false
    }
}
