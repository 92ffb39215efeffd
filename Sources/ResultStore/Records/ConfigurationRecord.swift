import Formats
import GRDB

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

/// A method with a value for each of its hyperparameters.
public struct ConfigurationRecord: Equatable, Hashable, Sendable {
    /// The method.
    public internal(set) var method: MethodRecord
    /// The hyperparameters as canonical JSON text, an object.
    public internal(set) var hyperparameters: String
    /// The digest: SHA-256 of the canonical JSON `{"hyperparameters":{...},"method":"METHOD DIGEST"}`.
    public internal(set) var digest: String

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

extension ConfigurationRecord: StoredRecord {
    static let table = FactTable.configurations
    static let blank = ConfigurationRecord(method: .blank, hyperparameters: [:])
    static let fields: [StoredField<ConfigurationRecord>] =
        [
            .reference(.methods), .text("hyperparameters", \.hyperparameters), .text("configuration_digest", \.digest),
        ]
        + repeatedHyperparameters.map { name, kind in
            StoredField(
                name, kind, isOptional: true, role: .repeated,
                value: { (try? $0.repeated(name, kind)) ?? .null }, set: { _, _ in })
        }

    /// The hyperparameters that have a column of their own.
    static let repeatedHyperparameters: [(name: String, kind: FactTable.Kind)] = [
        ("hidden_units", .integer), ("layers", .integer), ("learning_rate", .real), ("dropout_rate", .real),
        ("form", .text), ("l2_penalty", .real), ("bottleneck", .real),
    ]

    /// Whether the hyperparameters are canonical JSON and the digest that of them and the method.
    var hasItsDigest: Bool {
        guard case .object(let values)? = try? CanonicalJSON(parsing: hyperparameters) else { return false }
        return ConfigurationRecord(method: method, hyperparameters: values) == self
    }

    /// Checks that each hyperparameter with a column has the type of it.
    ///
    /// - Throws: `ResultStoreError.invalidRecord`.
    func checkColumns() throws {
        for (name, kind) in Self.repeatedHyperparameters { _ = try repeated(name, kind) }
    }

    /// The value of a column that repeats a hyperparameter; NULL where there is none.
    private func repeated(_ name: String, _ kind: FactTable.Kind) throws -> DatabaseValue {
        let what = "configuration \(hyperparameters) of \(method.name)"
        let values: CanonicalJSON
        do {
            values = try CanonicalJSON(parsing: hyperparameters)
        } catch {
            throw ResultStoreError.invalidRecord(what: what, detail: error.description)
        }
        guard let found = values[name], found != .null else { return .null }
        let value: DatabaseValue? =
            switch kind {
            case .integer: found.integerValue?.databaseValue
            case .real: found.doubleValue?.databaseValue
            case .text, .time: found.stringValue?.databaseValue
            }
        guard let value else {
            throw ResultStoreError.invalidRecord(what: what, detail: "\(name) is not \(kind.rawValue)")
        }
        return value
    }
}
