import GRDB

/// A row of attempts as it is stored, with its unit and environment: what digests are computed of in a pass over all.
struct AttemptRow {
    let attemptID: Int64
    let unitID: Int64
    let environmentID: Int64
    let unitHash: String
    let environmentDigest: String
    let validationRows: Int64
    let testRows: Int64
    let trainingRows: Int64
    let outcome: String
    let message: String?
    let startedAt: String
    let finishedAt: String?
    let seconds: Double?
    let epochsCompleted: Int64
    let steps: Int64
    let weightsDigest: String?
    let resultDigest: String?
    let attemptDigest: String?

    private static let columns = AttemptRecord.columns.filter { $0.role == .value }.map(\.name)
    private static let first = 8

    private static let places = Dictionary(
        columns.enumerated().map { ($0.element, first + $0.offset) }, uniquingKeysWith: { first, _ in first })

    /// Where the columns stand that a copy of the row has too.
    static let copied = first..<first + columns.count

    /// The statement that gives the rows in the order of their ids.
    static let sql = """
        SELECT a.attempt_id, a.unit_id, a.environment_id, u.unit_hash, e.environment_digest, s.validation_rows,
            s.test_rows, s.training_rows, \(columns.map { "a.\($0)" }.joined(separator: ", "))
        FROM attempts AS a
        JOIN units AS u ON u.unit_id = a.unit_id
        JOIN splits AS s ON s.split_id = u.split_id
        LEFT JOIN environments AS e ON e.environment_id = a.environment_id
        ORDER BY a.attempt_id
        """

    /// Reads a row of the statement.
    init(_ row: RawRows) throws {
        func place(_ name: String) throws -> Int {
            guard let place = Self.places[name] else { throw UnexpectedValue("attempts have no column \(name)") }
            return place
        }
        attemptID = row.integer(0) ?? 0
        unitID = row.integer(1) ?? 0
        environmentID = row.integer(2) ?? 0
        unitHash = row.text(3) ?? ""
        environmentDigest = row.text(4) ?? ""
        validationRows = row.integer(5) ?? 0
        testRows = row.integer(6) ?? 0
        trainingRows = row.integer(7) ?? 0
        outcome = row.text(try place("outcome")) ?? ""
        message = row.text(try place("message"))
        startedAt = row.text(try place("started_at")) ?? ""
        finishedAt = row.text(try place("finished_at"))
        seconds = row.double(try place("seconds"))
        epochsCompleted = row.integer(try place("epochs_completed")) ?? 0
        steps = row.integer(try place("steps")) ?? 0
        weightsDigest = row.text(try place("weights_digest"))
        resultDigest = row.text(try place("result_digest"))
        attemptDigest = row.text(try place("attempt_digest"))
    }

    /// Whether a rerun must give the same result.
    var isFinished: Bool { Outcome.finished.contains { $0.rawValue == outcome } }

    /// Whether a later writer recorded how it ended, so that it has no result.
    var isAbandoned: Bool {
        (outcome == Outcome.interrupted.rawValue || outcome == Outcome.outOfMemory.rawValue) && seconds == nil
            && epochsCompleted == 0 && steps == 0 && weightsDigest == nil
    }

    /// Whether the attempt can have taken the time that it is said to have taken.
    var hasPossibleSeconds: Bool { seconds.map { AttemptRecord.possibleSeconds.contains($0) } ?? true }

    /// Begins the hash of the result with the attempt's own values.
    func begin(_ hash: inout ResultHash) {
        hash.add(outcome)
        hash.add(epochsCompleted)
        hash.add(steps)
        hash.add(weightsDigest)
    }

    /// The digest of the attempt with a result.
    func digest(result: String) -> String {
        AttemptRecord.digest(
            unitHash: unitHash, environmentDigest: environmentDigest, outcome: outcome, message: message,
            startedAt: startedAt, finishedAt: finishedAt ?? "", seconds: seconds, resultDigest: result)
    }
}

/// The epochs and metrics of attempts, in the order of the attempts' row ids, in one pass over each table.
struct MeasurementPass {
    /// What is known of an attempt's epochs.
    struct Curve {
        /// The measurements by epoch, from the first one on, as far as metrics are compared with them.
        var epochs: [Int64] = []
        var validationLoss: [Double?] = []
        var validationCorrect: [Int64?] = []
        var testLoss: [Double?] = []
        var testCorrect: [Int64?] = []
        var validationAUC: [Double?] = []
        var testAUC: [Double?] = []
        var further: [String?] = []
        /// The first epoch whose training loss is not finite.
        var firstWithoutLoss: Int64?
    }

    /// A metric of an attempt.
    struct Metric {
        var part: String
        var name: String
        var value: Double?
        var correct: Int64?
        var total: Int64?
        var epoch: Int64?
    }

    private let epochs: RawRows
    private let metrics: RawRows
    private var hasEpoch: Bool
    private var hasMetric: Bool

    private static let epochColumns = EpochRecord.columns.map(\.name).joined(separator: ", ")
    private static let metricColumns = MetricRecord.columns.map(\.name).joined(separator: ", ")

    /// Begins before the first attempt.
    init(_ database: Database) throws {
        epochs = try RawRows(
            "SELECT \(Self.epochColumns) FROM epochs ORDER BY attempt_id, epoch", in: database)
        metrics = try RawRows(
            "SELECT \(Self.metricColumns) FROM metrics ORDER BY attempt_id, partition, name", in: database)
        hasEpoch = try epochs.next()
        hasMetric = try metrics.next()
    }

    /// Adds an attempt's measurements to the hash of its result, in the order that `AttemptRecord.resultDigest` has.
    ///
    /// - Parameters:
    ///   - attemptID: The attempt, with a greater id than the one before.
    ///   - hash: The hash, which has the attempt's own values already.
    ///   - eachEpoch: Takes each epoch's row.
    ///   - eachMetric: Takes each metric's row.
    mutating func add(
        _ attemptID: Int64, to hash: inout ResultHash, eachEpoch: (RawRows) throws -> Void,
        eachMetric: (RawRows) throws -> Void
    ) throws {
        while hasEpoch, (epochs.integer(0) ?? 0) < attemptID { hasEpoch = try epochs.next() }
        while hasEpoch, epochs.integer(0) == attemptID {
            hash.add(epochs, 1..<9)
            if !epochs.isNull(9) { epochs.withBytes(9) { hash.add($0) } }
            try eachEpoch(epochs)
            hasEpoch = try epochs.next()
        }
        while hasMetric, (metrics.integer(0) ?? 0) < attemptID { hasMetric = try metrics.next() }
        while hasMetric, metrics.integer(0) == attemptID {
            metrics.withBytes(1) { hash.add($0) }
            metrics.withBytes(2) { hash.add($0) }
            hash.add(metrics.double(3))
            hash.add(metrics.integer(4))
            hash.add(metrics.integer(5))
            hash.add(metrics.integer(6))
            try eachMetric(metrics)
            hasMetric = try metrics.next()
        }
    }
}

extension MeasurementPass.Curve {
    /// Adds an epoch's row.
    mutating func add(_ row: RawRows) {
        let epoch = row.integer(1) ?? 0
        epochs.append(epoch)
        if firstWithoutLoss == nil, row.isNull(2) { firstWithoutLoss = epoch }
        validationLoss.append(row.double(3))
        validationCorrect.append(row.integer(4))
        testLoss.append(row.double(5))
        testCorrect.append(row.integer(6))
        validationAUC.append(row.double(7))
        testAUC.append(row.double(8))
        further.append(row.text(9))
    }

    /// Forgets everything but the space that it took.
    mutating func removeAll() {
        epochs.removeAll(keepingCapacity: true)
        validationLoss.removeAll(keepingCapacity: true)
        validationCorrect.removeAll(keepingCapacity: true)
        testLoss.removeAll(keepingCapacity: true)
        testCorrect.removeAll(keepingCapacity: true)
        validationAUC.removeAll(keepingCapacity: true)
        testAUC.removeAll(keepingCapacity: true)
        further.removeAll(keepingCapacity: true)
        firstWithoutLoss = nil
    }
}

extension MeasurementPass.Metric {
    /// Reads a metric's row.
    init(_ row: RawRows) {
        part = row.text(1) ?? ""
        name = row.text(2) ?? ""
        value = row.double(3)
        correct = row.integer(4)
        total = row.integer(5)
        epoch = row.integer(6)
    }
}
