import Formats
import GRDB

/// Which units to read; each list that is given narrows the choice, one that is `nil` doesn't.
public struct UnitFilter: Equatable, Sendable {
    /// Names of suites.
    public var suites: [String]?
    /// Full names of tasks.
    public var tasks: [String]?
    /// Indices of splits.
    public var splitIndices: [Int]?
    /// Names of methods.
    public var methods: [String]?
    /// Digests of protocols.
    public var protocolDigests: [String]?
    /// Digests of configurations, for example those of a grid.
    public var configurationDigests: [String]?
    /// Seeds.
    public var seeds: [Int64]?
    /// Hashes of units.
    public var unitHashes: [String]?

    /// Creates a filter.
    ///
    /// - Parameters:
    ///   - suites: Names of suites.
    ///   - tasks: Full names of tasks.
    ///   - splitIndices: Indices of splits.
    ///   - methods: Names of methods.
    ///   - protocolDigests: Digests of protocols.
    ///   - configurationDigests: Digests of configurations.
    ///   - seeds: Seeds.
    ///   - unitHashes: Hashes of units.
    public init(
        suites: [String]? = nil, tasks: [String]? = nil, splitIndices: [Int]? = nil, methods: [String]? = nil,
        protocolDigests: [String]? = nil, configurationDigests: [String]? = nil, seeds: [Int64]? = nil,
        unitHashes: [String]? = nil
    ) {
        self.suites = suites
        self.tasks = tasks
        self.splitIndices = splitIndices
        self.methods = methods
        self.protocolDigests = protocolDigests
        self.configurationDigests = configurationDigests
        self.seeds = seeds
        self.unitHashes = unitHashes
    }

    /// Every unit.
    public static let all = UnitFilter()
}

extension UnitFilter {
    /// The filter as an SQL condition and its arguments.
    ///
    /// Lists are bound as one JSON array each, so that ten thousand hashes are one parameter.
    ///
    /// - Parameters:
    ///   - unitHash: The SQL of the unit's hash, or `nil` where rows have no unit to filter by.
    ///   - configurationDigest: The SQL of the configuration's digest, likewise.
    ///   - seed: The SQL of the seed.
    func condition(
        unitHash: String?, configurationDigest: String?, seed: String
    ) -> (sql: String, arguments: StatementArguments) {
        var terms: [String] = []
        var arguments = StatementArguments()
        func add(_ column: String?, _ values: [CanonicalJSON]?) {
            guard let column, let values else { return }
            terms.append("\(column) IN (SELECT value FROM json_each(?))")
            arguments += [CanonicalJSON.array(values).text]
        }
        add("t.suite", suites?.map { .string($0) })
        add("t.name", tasks?.map { .string($0) })
        add("s.split_index", splitIndices?.map { .integer(Int64($0)) })
        add("m.name", methods?.map { .string($0) })
        add("p.protocol_digest", protocolDigests?.map { .string($0) })
        add(configurationDigest, configurationDigests?.map { .string($0) })
        add(seed, seeds?.map { .integer($0) })
        add(unitHash, unitHashes?.map { .string($0) })
        return (terms.isEmpty ? "1" : terms.joined(separator: " AND "), arguments)
    }
}

/// Parts of statements that several of them share.
enum StatementPart {
    /// Units `u` with the rows they refer to: split `s`, task `t`, protocol `p`, configuration `c` and method `m`.
    static let unitsWithParents = """
        units AS u
        JOIN splits AS s ON s.split_id = u.split_id
        JOIN tasks AS t ON t.task_id = s.task_id
        JOIN protocols AS p ON p.protocol_id = u.protocol_id
        JOIN configurations AS c ON c.configuration_id = u.configuration_id
        JOIN methods AS m ON m.method_id = c.method_id
        """

    /// Their current attempt `a`: the latest success, or else the latest attempt of any outcome.
    static let currentAttempt = """
        LEFT JOIN attempts AS a ON a.attempt_id = (
            SELECT b.attempt_id FROM attempts AS b
            WHERE b.unit_id = u.unit_id
            ORDER BY b.outcome = 'succeeded' DESC, b.started_at DESC, b.attempt_id DESC
            LIMIT 1
        )
        """

    /// The attempts of the view `failures` and those that a program did not support, which are no failures, in parentheses.
    static let endedWithoutSuccess = """
        (
            SELECT suite, task, method, layers, learning_rate, outcome, message, retried FROM failures
            UNION ALL
            SELECT t.suite, t.name, m.name, c.layers, c.learning_rate, a.outcome, a.message,
                EXISTS (SELECT 1 FROM attempts AS b WHERE b.unit_id = a.unit_id AND b.outcome = 'succeeded')
            FROM attempts AS a JOIN units AS u ON u.unit_id = a.unit_id
            JOIN splits AS s ON s.split_id = u.split_id JOIN tasks AS t ON t.task_id = s.task_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id
            WHERE a.outcome = 'unsupported'
        )
        """

    /// Of units whose group has a selection of as many candidates as it has units, a row `d`: what of them was never tried was
    /// decided without.
    static let decidedGroup = """
        LEFT JOIN (
            SELECT x.split_id, x.protocol_id, x.method_id, x.seed
            FROM selections AS x
            GROUP BY x.split_id, x.protocol_id, x.method_id, x.seed
            HAVING max(x.candidates) >= (
                SELECT count(*) FROM units AS v
                JOIN configurations AS w ON w.configuration_id = v.configuration_id
                WHERE v.split_id = x.split_id AND v.protocol_id = x.protocol_id AND v.seed = x.seed
                    AND w.method_id = x.method_id
            )
        ) AS d ON d.split_id = u.split_id AND d.protocol_id = u.protocol_id AND d.method_id = c.method_id AND d.seed = u.seed
        """

    /// Whether a search selected without a unit, from its current attempt and `decidedGroup`: 1 or 0.
    static let isLeftOut = """
        iif(a.attempt_id IS NULL, d.split_id IS NOT NULL,
            a.outcome = 'interrupted' AND a.message LIKE '\(AttemptRecord.leftOutWords)%')
        """
}
