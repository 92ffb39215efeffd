import GRDB

extension ResultStore {
    /// What was measured at the epoch that each selection chose, by the chosen unit's hash.
    ///
    /// A unit whose attempt has no such epoch is left out.
    ///
    /// - Parameter candidates: The chosen candidates.
    /// - Throws: `ResultStoreError`.
    public func measurements(
        of candidates: [ChosenCandidate]
    ) throws(ResultStoreError) -> [String: SelectedMeasurements] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT a.attempt_id, s.validation_rows, s.test_rows
                    FROM units AS u
                    JOIN splits AS s ON s.split_id = u.split_id
                    JOIN latest_success AS a ON a.unit_id = u.unit_id
                    WHERE u.unit_hash = ?
                    """)
            var result: [String: SelectedMeasurements] = [:]
            for candidate in candidates {
                guard let row = try Row.fetchOne(statement, arguments: [candidate.unitHash]) else { continue }
                let attemptID = try row.requiredInteger(0)
                let curve = try Self.epochs(of: attemptID, in: database)
                guard let epoch = curve.first(where: { $0.epoch == candidate.epoch }) else { continue }
                let metrics = try Self.metrics(of: attemptID, in: database)
                    .filter { $0.partition == .test && ($0.epoch ?? candidate.epoch) == candidate.epoch }
                result[candidate.unitHash] = SelectedMeasurements(
                    epoch: epoch, validationRows: Int(try row.requiredInteger(1)),
                    testRows: Int(try row.requiredInteger(2)),
                    testMetrics: Dictionary(metrics.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
            }
            return result
        }
    }
}
