import Datasets
import Evaluation
import Networks
import ResultStore

/// A unit as the store knows it, with all that is needed to train it again.
public struct StoredUnit: Sendable {
    /// The id, 64 hexadecimal digits.
    public let id: String
    /// The task.
    public let task: TaskName
    /// The index of the split.
    public let splitIndex: Int
    /// The method.
    public let method: MethodDefinition
    /// The hyperparameters.
    public let hyperparameters: Hyperparameters
    /// The protocol.
    public let trainingProtocol: TrainingProtocol
    /// The seed.
    public let seed: Int64
    private let contentDigest: String
    private let splitDigest: String
    private let numerics: Int

    /// Finds the one unit whose id begins with some digits.
    ///
    /// - Parameters:
    ///   - prefix: 4 to 64 hexadecimal digits.
    ///   - store: the results.
    /// - Throws: `StoredUnitError`, `RecordError` or `ResultStoreError`.
    public init(_ prefix: String, in store: ResultStore) throws {
        let digits = prefix.lowercased()
        guard (4...64).contains(digits.utf8.count), digits.utf8.allSatisfy(StoredUnit.isHexadecimal) else {
            throw StoredUnitError.notAnID(prefix)
        }
        let result = try store.query(
            """
            SELECT u.unit_hash, t.name, t.content_digest, s.split_index, s.split_digest, m.name, m.definition,
                c.hyperparameters, p.name, p.definition, u.seed, u.numerics_version
            FROM units AS u JOIN splits AS s ON s.split_id = u.split_id JOIN tasks AS t ON t.task_id = s.task_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id JOIN protocols AS p ON p.protocol_id = u.protocol_id
            WHERE u.unit_hash >= :first AND u.unit_hash <= :last
            """, arguments: ["first": .text(digits), "last": .text(digits + "g")])
        guard let row = result.rows.first else { throw StoredUnitError.unknown(digits) }
        guard result.rows.count == 1 else { throw StoredUnitError.ambiguous(digits, count: result.rows.count) }
        func text(_ column: Int) -> String { if case .text(let text) = row[column] { text } else { "" } }
        func integer(_ column: Int) -> Int64 { if case .integer(let number) = row[column] { number } else { 0 } }
        id = text(0)
        guard let task = TaskName(text(1)) else { throw RecordError.wrongValue(what: "unit", key: "task") }
        self.task = task
        contentDigest = text(2)
        splitIndex = Int(integer(3))
        splitDigest = text(4)
        method = try MethodDefinition(name: text(5), definition: text(6))
        hyperparameters = try Hyperparameters(record: text(7))
        trainingProtocol = try TrainingProtocol(
            name: text(8), definition: text(9), experiment: Experiment(task))
        seed = integer(10)
        numerics = Int(integer(11))
    }

    /// The unit with its data, made anew and proved to be the same.
    ///
    /// - Parameter library: where the task is.
    /// - Throws: `StoredUnitError` where something differs from what the id stands for; errors of the data.
    public func rebuilt(from library: DataLibrary) throws -> (unit: Unit, task: LearningTask, split: Split) {
        guard numerics == numericsVersion else {
            throw StoredUnitError.otherNumerics(stored: numerics, here: numericsVersion)
        }
        var task = try library.load(task)
        guard task.contentDigest.description == contentDigest else {
            throw StoredUnitError.otherData(task: self.task.description)
        }
        if case .drawn(let share) = trainingProtocol.validation {
            task = try task.redrawingValidation(fraction: share, seed: UInt64(bitPattern: seed))
        }
        guard let split = task.splits.first(where: { $0.index == splitIndex }),
            split.digest.description == splitDigest
        else { throw StoredUnitError.otherSplit(task: self.task.description, index: splitIndex) }
        let unit = Unit(
            task: task, split: split, method: method, hyperparameters: hyperparameters,
            trainingProtocol: trainingProtocol, seed: seed)
        guard unit.id == id else { throw StoredUnitError.otherID(stored: id, here: unit.id) }
        return (unit, task, split)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
