import GRDB

extension ResultStore {
    /// How units stand, in the order of task and method.
    ///
    /// - Parameter filter: Which units.
    /// - Throws: `ResultStoreError`.
    public func unitStates(_ filter: UnitFilter = .all) throws(ResultStoreError) -> [UnitState] {
        try read { database in
            let condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "u.seed")
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT u.unit_hash, t.name, t.features, t.classes, s.training_rows,
                        s.validation_rows + s.test_rows, m.name, m.definition, p.definition, c.hidden_units, c.layers,
                        c.bottleneck, a.outcome, e.host, a.started_at, a.finished_at, a.seconds, a.epochs_completed,
                        a.message
                    FROM units AS u
                    JOIN splits AS s ON s.split_id = u.split_id
                    JOIN tasks AS t ON t.task_id = s.task_id
                    JOIN protocols AS p ON p.protocol_id = u.protocol_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    LEFT JOIN current_attempts AS a ON a.unit_id = u.unit_id
                    LEFT JOIN environments AS e ON e.environment_id = a.environment_id
                    WHERE \(condition.sql)
                    ORDER BY t.name, m.name, u.unit_id
                    """, arguments: condition.arguments)
            var states: [UnitState] = []
            while let row = try cursor.next() { states.append(try Self.unitState(row)) }
            return states
        }
    }

    private static func unitState(_ row: Row) throws -> UnitState {
        UnitState(
            unitHash: try row.requiredText(0), task: try row.requiredText(1),
            features: Int(try row.requiredInteger(2)), classes: Int(try row.requiredInteger(3)),
            trainingRows: Int(try row.requiredInteger(4)), evaluatedRows: Int(try row.requiredInteger(5)),
            method: try row.requiredText(6), methodDefinition: try row.requiredText(7),
            protocolDefinition: try row.requiredText(8), hiddenUnits: row.integer(9).map { Int($0) },
            layers: row.integer(10).map { Int($0) }, bottleneck: row.double(11),
            outcome: row.text(12).flatMap(Outcome.init), host: row.text(13), startedAt: row.text(14),
            finishedAt: row.text(15), seconds: row.double(16), epochsCompleted: Int(row.integer(17) ?? 0),
            message: row.text(18))
    }
}
