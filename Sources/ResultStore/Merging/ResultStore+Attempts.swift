import GRDB

/// Two different results of one unit, with where each was computed.
public struct AttemptConflict: Equatable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The digest of the result and the environment that the file has.
    public let ours: (digest: String, environment: EnvironmentRecord)
    /// Those of the other one.
    public let theirs: (digest: String, environment: EnvironmentRecord)

    /// Whether two conflicts are the same.
    public static func == (left: AttemptConflict, right: AttemptConflict) -> Bool {
        left.unitHash == right.unitHash && left.ours == right.ours && left.theirs == right.theirs
    }

    /// The unit, both hosts and both instruction sets, in one line.
    public var description: String {
        func words(_ side: (digest: String, environment: EnvironmentRecord)) -> String {
            "\(side.digest.prefix(12)) on \(side.environment.host) with \(side.environment.instructionSet)"
        }
        return "unit \(unitHash.prefix(12)) gave \(words(ours)), and \(words(theirs))"
    }
}

extension ResultStore {
    /// Adds units and those of some attempts that are not there, as one transaction.
    ///
    /// The order makes no difference but to row ids; attempts that are there already are left out. Two different results of a unit,
    /// unless its method does not promise one, end the transaction with nothing added.
    ///
    /// - Parameters:
    ///   - units: the units that attempts may be of.
    ///   - attempts: calls its argument with attempts that have ended, one after the other.
    /// - Returns: the numbers of units and attempts that were added, and the conflicts; where there are any, nothing is added.
    /// - Throws: `ResultStoreError`, and what `attempts` throws.
    package func add(
        _ units: [UnitRecord], attempts: ((DigestedAttempt) throws -> Void) throws -> Void
    ) throws -> (report: MergeReport, conflicts: [AttemptConflict]) {
        var report = MergeReport()
        var conflicts: [AttemptConflict] = []
        // What the body throws is not the store's: it is carried past the store's own errors.
        var foreign: (any Error)?
        do {
            // What the rows refer to was found or added before them; SQLite would look for it once a row more.
            try write(checkingReferences: false) { database in
                var registry = Registry(database)
                var ids: [String: Int64] = [:]
                for unit in units {
                    let (id, isNew) = try registry.unitID(unit)
                    ids[unit.hash] = id
                    if isNew { report.units += 1 }
                }
                let known = try database.makeStatement(
                    sql: "SELECT 1 FROM attempts WHERE unit_id = ? AND attempt_digest = ?")
                let other = try database.makeStatement(
                    sql: """
                        SELECT \(EnvironmentRecord.list("e")), a.result_digest FROM attempts AS a
                        JOIN environments AS e ON e.environment_id = a.environment_id
                        JOIN units AS u ON u.unit_id = a.unit_id
                        JOIN configurations AS c ON c.configuration_id = u.configuration_id
                        JOIN methods AS m ON m.method_id = c.method_id
                        WHERE a.unit_id = ? AND a.outcome IN ('succeeded', 'diverged') AND a.result_digest <> ?
                            AND \(MethodRecord.hasOneResult) LIMIT 1
                        """)
                do {
                    try attempts { digested in
                        let attempt = digested.attempt
                        guard let unitID = ids[attempt.unitHash] else {
                            throw ResultStoreError.unknownUnit(hash: attempt.unitHash)
                        }
                        let result = digested.resultDigest
                        if Outcome.finished.contains(attempt.outcome),
                            let row = try Row.fetchOne(other, arguments: [unitID, result])
                        {
                            var reader = RowReader(row)
                            let environment = try reader.next(EnvironmentRecord.self)
                            conflicts.append(
                                AttemptConflict(
                                    unitHash: attempt.unitHash, ours: (reader.value().text ?? "", environment),
                                    theirs: (result, attempt.environment)))
                        }
                        if try Row.fetchOne(known, arguments: [unitID, digested.digest]) != nil { return }
                        let environmentID = try registry.environmentID(attempt.environment)
                        _ = try Self.insert(digested, unitID: unitID, environmentID: environmentID, in: database)
                        report.attempts += 1
                    }
                } catch {
                    foreign = error
                    throw error
                }
                if !conflicts.isEmpty { throw CancellationError() }
            }
        } catch {
            if !conflicts.isEmpty { return (MergeReport(), conflicts) }
            throw foreign ?? error
        }
        return (report, [])
    }
}
