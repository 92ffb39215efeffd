import Formats

/// A method: a kind of network, by its whole definition.
public struct MethodRecord: Equatable, Hashable, Sendable {
    /// The name, for example `snn`.
    public internal(set) var name: String
    /// The whole definition as canonical JSON text.
    public internal(set) var definition: String
    /// The digest of name and definition: SHA-256 of the canonical JSON `{"definition":...,"name":...}`.
    public internal(set) var digest: String

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

extension MethodRecord: StoredRecord {
    static let table = FactTable.methods
    static let blank = MethodRecord(name: "", definition: .null)
    static let fields: [StoredField<MethodRecord>] = [
        .text("name", \.name), .text("definition", \.definition), .text("method_digest", \.digest),
    ]

    /// The condition on a row `m` of methods that their units have one result: false for programs that do not promise it.
    ///
    /// Definitions are canonical JSON, in which the words stand so; in a text they would have backslashes before their quotes.
    static let hasOneResult = #"m.definition NOT LIKE '%"deterministic":false%'"#

    /// Whether the definition is canonical JSON and the digest that of name and definition.
    var hasItsDigest: Bool {
        (try? CanonicalJSON(parsing: definition)).map { MethodRecord(name: name, definition: $0) == self } ?? false
    }
}
