import GRDB

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
        /// The first epoch whose training loss is not finite.
        var firstWithoutLoss: Int64?
    }

    /// A metric of an attempt.
    struct Metric {
        var partition: String
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
            hash.add(epochs.integer(1))
            hash.add(epochs.double(2))
            hash.add(epochs.double(3))
            hash.add(epochs.integer(4))
            hash.add(epochs.double(5))
            hash.add(epochs.integer(6))
            hash.add(epochs.double(7))
            hash.add(epochs.double(8))
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
        firstWithoutLoss = nil
    }
}

extension MeasurementPass.Metric {
    /// Reads a metric's row.
    init(_ row: RawRows) {
        partition = row.text(1) ?? ""
        name = row.text(2) ?? ""
        value = row.double(3)
        correct = row.integer(4)
        total = row.integer(5)
        epoch = row.integer(6)
    }
}
