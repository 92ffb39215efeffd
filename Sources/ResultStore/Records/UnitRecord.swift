import Formats

/// One training: task, split, protocol, configuration, seed and numerics version.
///
/// Its hash is the SHA-256 of its identity, the canonical JSON object
///
///     {"hyperparameters":{...},"identity":1,"method":"DIGEST","numericsVersion":1,"protocol":"DIGEST",
///      "seed":1,"split":{"digest":"DIGEST","index":0},"task":"CONTENT DIGEST"}
///
/// written without line breaks. The store keeps its parts, not the text, and can always rebuild it.
public struct UnitRecord: Equatable, Hashable, Sendable {
    /// The split, and with it the task.
    public internal(set) var split: SplitRecord
    /// The protocol.
    public internal(set) var protocolRecord: ProtocolRecord
    /// The configuration, and with it the method.
    public internal(set) var configuration: ConfigurationRecord
    /// The seed.
    public internal(set) var seed: Int64
    /// The version of the arithmetic, raised when the bits of a result may change.
    public internal(set) var numericsVersion: Int
    /// The unit's id: the SHA-256 of its identity, 64 lower-case hexadecimal digits.
    public internal(set) var hash: String

    /// The version of the identity's form, part of the identity itself.
    public static let identityVersion = 1

    /// Creates a unit and computes its hash.
    ///
    /// - Parameters:
    ///   - split: The split, and with it the task.
    ///   - protocolRecord: The protocol.
    ///   - configuration: The configuration, and with it the method.
    ///   - seed: The seed.
    ///   - numericsVersion: The version of the arithmetic.
    public init(
        split: SplitRecord, protocolRecord: ProtocolRecord, configuration: ConfigurationRecord, seed: Int64,
        numericsVersion: Int
    ) {
        self.split = split
        self.protocolRecord = protocolRecord
        self.configuration = configuration
        self.seed = seed
        self.numericsVersion = numericsVersion
        hash =
            SHA256.digest(
                of: Self.identity(
                    hyperparameters: configuration.hyperparameters, methodDigest: configuration.method.digest,
                    numericsVersion: Int64(numericsVersion), protocolDigest: protocolRecord.digest, seed: seed,
                    splitDigest: split.digest, splitIndex: Int64(split.index), taskDigest: split.task.contentDigest)
            )
            .description
    }

    /// The canonical JSON text whose SHA-256 is the hash.
    public var identity: String {
        Self.identity(
            hyperparameters: configuration.hyperparameters, methodDigest: configuration.method.digest,
            numericsVersion: Int64(numericsVersion), protocolDigest: protocolRecord.digest, seed: seed,
            splitDigest: split.digest, splitIndex: Int64(split.index), taskDigest: split.task.contentDigest)
    }

    /// The identity from its parts, as the store's columns hold them.
    ///
    /// The names stand in canonical order, so the text can be put together without sorting for each unit.
    static func identity(
        hyperparameters: String, methodDigest: String, numericsVersion: Int64, protocolDigest: String, seed: Int64,
        splitDigest: String, splitIndex: Int64, taskDigest: String
    ) -> String {
        let quoted = { (text: String) in CanonicalJSON.string(text).text }
        return "{\"hyperparameters\":\(hyperparameters),\"identity\":\(identityVersion)"
            + ",\"method\":\(quoted(methodDigest)),\"numericsVersion\":\(numericsVersion)"
            + ",\"protocol\":\(quoted(protocolDigest)),\"seed\":\(seed)"
            + ",\"split\":{\"digest\":\(quoted(splitDigest)),\"index\":\(splitIndex)}"
            + ",\"task\":\(quoted(taskDigest))}"
    }
}

extension UnitRecord: StoredRecord {
    static let table = FactTable.units
    static let blank = UnitRecord(
        split: .blank, protocolRecord: .blank, configuration: .blank, seed: 0, numericsVersion: 0)
    static let fields: [StoredField<UnitRecord>] = [
        .text("unit_hash", \.hash), .reference(.splits), .reference(.protocols), .reference(.configurations),
        .integer("seed", \.seed), .integer("numerics_version", \.numericsVersion),
    ]
}
