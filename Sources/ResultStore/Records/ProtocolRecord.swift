import Formats
import Foundation

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

/// A description of a study that was run, from which all its units can be made again.
public struct StudyRecord: Equatable, Sendable {
    /// The whole description as canonical JSON text.
    public internal(set) var definition: String
    /// The SHA-256 of the definition.
    public internal(set) var digest: String
    /// When it was first recorded.
    public internal(set) var recordedAt: Date

    /// Creates a study's record.
    ///
    /// - Parameters:
    ///   - definition: The whole description.
    ///   - recordedAt: When it was run.
    public init(definition: CanonicalJSON, recordedAt: Date = Date()) {
        self.definition = definition.text
        digest = definition.digest
        self.recordedAt = recordedAt
    }
}

extension StudyRecord: StoredRecord {
    static let table = FactTable.studies
    static let blank = StudyRecord(definition: .null, recordedAt: .distantPast)
    static let fields: [StoredField<StudyRecord>] = [
        .text("study_digest", \.digest), .text("definition", \.definition), .time("recorded_at", \.recordedAt),
    ]

    /// Whether the definition is canonical JSON and the digest that of it.
    var hasItsDigest: Bool {
        guard let definition = try? CanonicalJSON(parsing: definition) else { return false }
        return StudyRecord(definition: definition, recordedAt: recordedAt) == self
    }
}
