import GRDB

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
