import Formats
import Foundation
import GRDB

/// How a unit stands and what its training demands, for plans and predictions.
///
/// The current attempt is the latest success, or else the latest attempt of any outcome.
public struct UnitState: Equatable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The task's full name.
    public let task: String
    /// The number of features.
    public let features: Int
    /// The number of classes or labels.
    public let classes: Int
    /// The rows of an epoch.
    public let trainingRows: Int
    /// The validation and test rows together.
    public let evaluatedRows: Int
    /// The method's name.
    public let method: String
    /// The method's definition as canonical JSON text.
    public let methodDefinition: String
    /// The protocol's definition as canonical JSON text.
    public let protocolDefinition: String
    /// The hyperparameters as canonical JSON text.
    public let hyperparameters: String
    /// The width of the hidden layers, where the method has one.
    public let hiddenUnits: Int?
    /// The number of layers or blocks.
    public let layers: Int?
    /// The bottleneck of residual blocks.
    public let bottleneck: Double?
    /// The outcome of the current attempt; `nil` where the unit was never tried.
    public let outcome: Outcome?
    /// Where the current attempt ran.
    public let host: String?
    /// When the current attempt began.
    public let startedAt: Date?
    /// When the current attempt ended.
    public let finishedAt: Date?
    /// How long the current attempt took.
    public let seconds: Double?
    /// The epochs that the current attempt completed.
    public let epochsCompleted: Int
    /// Why the current attempt ended as it did.
    public let message: String?
    /// Whether a search selected without the unit, which has few epochs or was never tried.
    public var isLeftOut = false
}

extension ResultStore {
    /// How units stand, in the order of task and method.
    ///
    /// - Parameter filter: Which units.
    /// - Throws: `ResultStoreError`.
    public func unitStates(_ filter: UnitFilter = .all) throws(ResultStoreError) -> [UnitState] {
        try read { database in
            let condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "u.seed")
            // Long texts that many units share are read once, and what all units have is compared by number.
            let methods = try Self.texts("SELECT method_id, name, definition FROM methods", in: database)
            let protocols = try Self.texts("SELECT protocol_id, name, definition FROM protocols", in: database)
            let configurations = try Self.texts(
                "SELECT configuration_id, hyperparameters, '' FROM configurations", in: database)
            let tasks = try Self.texts("SELECT task_id, name, '' FROM tasks", in: database)
            let hosts = try Self.texts("SELECT environment_id, host, '' FROM environments", in: database)
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT u.unit_hash, t.task_id, t.features, t.classes, s.training_rows,
                        s.validation_rows + s.test_rows, m.method_id, u.protocol_id, u.configuration_id, c.hidden_units, c.layers,
                        c.bottleneck, a.outcome, a.environment_id, a.started_at, a.finished_at, a.seconds,
                        a.epochs_completed, a.message, \(StatementPart.isLeftOut)
                    FROM \(StatementPart.unitsWithParents)
                    \(StatementPart.currentAttempt)
                    \(StatementPart.decidedGroup)
                    WHERE \(condition.sql)
                    ORDER BY t.name, m.name, u.unit_id
                    """, arguments: condition.arguments)
            var states: [UnitState] = []
            while let row = try cursor.next() {
                var reader = RowReader(row)
                let hash = reader.value().text ?? ""
                let task = try reader.integer()
                let (features, classes) = (try reader.integer(), try reader.integer())
                let (trainingRows, evaluatedRows) = (try reader.integer(), try reader.integer())
                let (method, protocolID) = (try reader.integer(), try reader.integer())
                let configuration = try reader.integer()
                var state = UnitState(
                    unitHash: hash, task: tasks[task]?.name ?? "", features: Int(features), classes: Int(classes),
                    trainingRows: Int(trainingRows), evaluatedRows: Int(evaluatedRows),
                    method: methods[method]?.name ?? "", methodDefinition: methods[method]?.definition ?? "",
                    protocolDefinition: protocols[protocolID]?.definition ?? "",
                    hyperparameters: configurations[configuration]?.name ?? "",
                    hiddenUnits: reader.value().integer.map { Int($0) },
                    layers: reader.value().integer.map { Int($0) }, bottleneck: reader.value().double,
                    outcome: reader.value().text.flatMap(Outcome.init),
                    host: reader.value().integer.flatMap { hosts[$0]?.name },
                    startedAt: reader.value().text.flatMap(Timestamp.date),
                    finishedAt: reader.value().text.flatMap(Timestamp.date),
                    seconds: reader.value().double.flatMap {
                        AttemptRecord.possibleSeconds.contains($0) ? $0 : nil
                    },
                    epochsCompleted: Int(reader.value().integer ?? 0), message: reader.value().text)
                state.isLeftOut = reader.value().integer == 1
                states.append(state)
            }
            return states
        }
    }

    /// A name and a longer text by row id.
    private static func texts(
        _ sql: String, in database: Database
    ) throws -> [Int64: (name: String, definition: String)] {
        var found: [Int64: (name: String, definition: String)] = [:]
        for row in try Row.fetchAll(database, sql: sql) {
            found[try row.requiredInteger(0)] = (row.text(1) ?? "", row.text(2) ?? "")
        }
        return found
    }
}

/// What a unit is, by its definitions: all that is needed to describe the study that it is of.
public struct UnitDefinition: Equatable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The task's full name.
    public let task: String
    /// The index of the split.
    public let splitIndex: Int
    /// The method's name.
    public let method: String
    /// The method's definition as canonical JSON text.
    public let methodDefinition: String
    /// The hyperparameters as canonical JSON text.
    public let hyperparameters: String
    /// The protocol's name.
    public let protocolName: String
    /// The protocol's definition as canonical JSON text.
    public let protocolDefinition: String
    /// The seed.
    public let seed: Int64
}

extension ResultStore {
    /// What units are, in the order of task and method.
    ///
    /// - Parameter filter: Which units.
    /// - Throws: `ResultStoreError`.
    public func unitDefinitions(_ filter: UnitFilter = .all) throws(ResultStoreError) -> [UnitDefinition] {
        try read { database in
            let condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "u.seed")
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT u.unit_hash, t.name, s.split_index, m.name, m.definition, c.hyperparameters, p.name,
                        p.definition, u.seed
                    FROM units AS u
                    JOIN splits AS s ON s.split_id = u.split_id
                    JOIN tasks AS t ON t.task_id = s.task_id
                    JOIN protocols AS p ON p.protocol_id = u.protocol_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    WHERE \(condition.sql)
                    ORDER BY t.name, m.name, u.unit_id
                    """, arguments: condition.arguments)
            var definitions: [UnitDefinition] = []
            while let row = try cursor.next() {
                definitions.append(
                    UnitDefinition(
                        unitHash: try row.requiredText(0), task: try row.requiredText(1),
                        splitIndex: Int(try row.requiredInteger(2)), method: try row.requiredText(3),
                        methodDefinition: try row.requiredText(4), hyperparameters: try row.requiredText(5),
                        protocolName: try row.requiredText(6), protocolDefinition: try row.requiredText(7),
                        seed: try row.requiredInteger(8)))
            }
            return definitions
        }
    }
}
