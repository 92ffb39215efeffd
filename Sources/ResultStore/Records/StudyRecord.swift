import Formats
import Foundation

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
