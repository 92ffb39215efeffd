import GRDB

extension Verifier {
    /// Each attempt with its epochs and metrics, in one pass: its digests, and that its numbers follow from each other.
    ///
    /// - Parameter recomputesResults: Whether to compute the digests again.
    mutating func checkAttempts(recomputesResults: Bool) throws {
        let rows = try RawRows(AttemptRow.sql, in: database)
        var pass = try MeasurementPass(database)
        var curve = MeasurementPass.Curve()
        var metrics: [MeasurementPass.Metric] = []
        var hash = ResultHash()
        while try rows.next() {
            let row = try AttemptRow(rows)
            curve.removeAll()
            metrics.removeAll(keepingCapacity: true)
            row.begin(&hash)
            try pass.add(row.attemptID, to: &hash) {
                curve.add($0)
            } eachMetric: {
                metrics.append(MeasurementPass.Metric($0))
            }
            let digest = recomputesResults ? hash.finalize() : hash.discard()
            guard row.outcome != Outcome.running.rawValue else { continue }
            if !row.hasPossibleSeconds {
                add(.column, "attempt \(row.attemptID) took \(row.seconds ?? 0) s, which none can have taken")
            }
            checkEpochs(row, curve)
            for metric in metrics { check(metric, row, curve) }
            checkSuccess(row, curve, metrics)
            guard recomputesResults else { continue }
            checkDigests(row, digest, isMeasured: !curve.epochs.isEmpty || !metrics.isEmpty)
        }
    }

    /// The digests of the result and of the attempt, which tie the numbers to the unit.
    private mutating func checkDigests(_ row: AttemptRow, _ digest: String, isMeasured: Bool) {
        let name = "attempt \(row.attemptID) of unit \(row.unitHash)"
        guard let stored = row.resultDigest else {
            if isMeasured || !row.isAbandoned { add(.digest, "\(name) has no digest of its result") }
            return
        }
        if stored != digest { add(.digest, "\(name) has numbers that were changed after recording") }
        guard schemaVersion >= 2 else { return }
        if let own = row.attemptDigest {
            if own != row.digest(result: stored) {
                add(.digest, "\(name) has a unit, times or an environment that were changed after recording")
            }
        } else {
            add(.digest, "\(name) has no digest of its own")
        }
    }

    /// Epochs that are missing, too many, or count more rows than the split has.
    private mutating func checkEpochs(_ row: AttemptRow, _ curve: MeasurementPass.Curve) {
        let name = "attempt \(row.attemptID)"
        // Epoch 0 is the state before the first update.
        let skipped = curve.epochs.firstIndex { $0 > 0 } ?? curve.epochs.count
        let count = curve.epochs.count - skipped
        let isGapless = count == 0 || (curve.epochs[skipped] == 1 && curve.epochs.last == Int64(count))
        if !isGapless || (row.outcome == Outcome.succeeded.rawValue && Int64(count) != row.epochsCompleted) {
            let range = count > 0 ? ", from \(curve.epochs[skipped]) to \(curve.epochs.last ?? 0)" : ""
            add(
                .epochs, "\(name) (\(row.outcome)) completed \(row.epochsCompleted) epochs and has \(count)\(range)")
        }
        for index in curve.epochs.indices {
            let validation = curve.validationCorrect[index].map { (0...max(0, row.validationRows)).contains($0) }
            let test = curve.testCorrect[index].map { (0...max(0, row.testRows)).contains($0) }
            if validation == false || test == false {
                add(.epochs, "\(name), epoch \(curve.epochs[index]): more rows correct than the split has")
            }
        }
    }

    /// A metric that doesn't follow from its counts, from the epoch it names, or from the size of the split.
    private mutating func check(
        _ metric: MeasurementPass.Metric, _ row: AttemptRow, _ curve: MeasurementPass.Curve
    ) {
        let name = "attempt \(row.attemptID), \(metric.part) \(metric.name)"
        if let correct = metric.correct, let total = metric.total, total > 0,
            metric.value != Double(correct) / Double(total)
        {
            let value = metric.value.map { "\($0)" } ?? "NULL"
            add(.metric, "\(name): the value \(value) is not \(correct)/\(total)")
        }
        if metric.name == "accuracy" {
            if metric.value != nil, metric.correct == nil || metric.total == nil {
                add(.metric, "\(name): it has no counts")
            }
            let rows =
                switch metric.part {
                case MetricRecord.Part.test.rawValue: row.testRows
                case MetricRecord.Part.validation.rawValue: row.validationRows
                default: row.trainingRows
                }
            if let total = metric.total, total != rows {
                add(.metric, "\(name): \(total) rows counted, but the split has \(rows)")
            }
        }
        guard let epoch = metric.epoch, epoch > 0, !curve.epochs.isEmpty,
            metric.part != MetricRecord.Part.training.rawValue
        else { return }
        let index = curve.index(of: epoch)
        let isTest = metric.part == MetricRecord.Part.test.rawValue
        let isSame: Bool
        switch metric.name {
        case "accuracy":
            isSame = metric.correct == index.flatMap { isTest ? curve.testCorrect[$0] : curve.validationCorrect[$0] }
        case "auc":
            isSame = metric.value == index.flatMap { isTest ? curve.testAUC[$0] : curve.validationAUC[$0] }
        case "loss":
            isSame = metric.value == index.flatMap { isTest ? curve.testLoss[$0] : curve.validationLoss[$0] }
        default:
            let known = index.flatMap { EpochRecord.furtherValue(curve.further[$0], metric.name, metric.part) }
            isSame = known == nil || known == metric.value
        }
        if !isSame { add(.metric, "\(name): it differs from the learning curve at epoch \(epoch)") }
    }

    /// A success that is none: without anything measured on test rows, or with a loss that isn't finite.
    private mutating func checkSuccess(
        _ row: AttemptRow, _ curve: MeasurementPass.Curve, _ metrics: [MeasurementPass.Metric]
    ) {
        guard row.outcome == Outcome.succeeded.rawValue else { return }
        // Where the metric that selects is undefined on the rows, no epoch is preferred, and the curve is all there is.
        let isMeasured = curve.testLoss.contains { $0 != nil } || curve.testCorrect.contains { $0 != nil }
        if !isMeasured, !metrics.contains(where: { $0.part == MetricRecord.Part.test.rawValue && $0.value != nil }) {
            add(.success, "attempt \(row.attemptID) succeeded without a test metric")
        }
        // What is trained outside, without a step of ours, has no training loss.
        if row.steps > 0, let epoch = curve.firstWithoutLoss {
            add(.success, "attempt \(row.attemptID) succeeded but has no training loss at epoch \(epoch)")
        }
    }
}

extension MeasurementPass.Curve {
    /// Where an epoch stands; `nil` where it is missing.
    func index(of epoch: Int64) -> Int? {
        // Mostly they are 1, 2, ... or 0, 1, 2, ...
        for guess in [epoch - 1, epoch] where guess >= 0 && guess < epochs.count && epochs[Int(guess)] == epoch {
            return Int(guess)
        }
        return epochs.firstIndex(of: epoch)
    }
}
