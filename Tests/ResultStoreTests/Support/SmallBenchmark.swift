import Foundation

@testable import ResultStore

/// A store with three tasks and three methods whose numbers are small enough to be checked by hand.
struct SmallBenchmark {
    static let glass = Sample.task("uci/glass", rows: 214, features: 9, classes: 6)
    static let msra = MethodRecord(name: "msra", definition: ["activation": "relu", "normalization": "none"])

    /// The bytes of a closed file, made once: most tests only need a copy.
    private static let bytes = Result<Data, any Error> {
        let folder = try TemporaryFolder()
        try fill(folder.file("s.sqlite"))
        return try Data(contentsOf: URL(fileURLWithPath: folder.file("s.sqlite")))
    }

    /// Writes a copy of the closed file.
    static func write(to file: String) throws {
        try bytes.get().write(to: URL(fileURLWithPath: file))
    }

    /// Fills a file; test rows are iris 37, wine 44, glass 53, validation rows iris 22, wine 26, glass 32.
    ///
    ///     task   snn            batchnorm      msra
    ///     iris   36 (8 layers)  35 (4 layers)  36 (2 layers)
    ///     wine   40 (16)        42 (4)         41 (8)
    ///     glass  30 (8)         31 (2)         none: every candidate diverged
    private static func fill(_ file: String) throws {
        let store = try Sample.openForWriting(file)
        let rows: [(TaskRecord, MethodRecord, Int, Int, Int)] = [
            (Sample.iris, Sample.snn, 8, 20, 36), (Sample.iris, Sample.batchNorm, 4, 20, 35),
            (Sample.iris, msra, 2, 21, 36), (Sample.wine, Sample.snn, 16, 24, 40),
            (Sample.wine, Sample.batchNorm, 4, 25, 42), (Sample.wine, msra, 8, 25, 41),
            (glass, Sample.snn, 8, 20, 30), (glass, Sample.batchNorm, 2, 20, 31),
        ]
        for (task, method, layers, validation, test) in rows {
            let unit = Sample.unit(task, Sample.configuration(method, layers: layers))
            try store.register([unit])
            let attempt = Self.attempt(unit, validation: validation, test: test, seconds: Double(layers))
            try store.record(attempt)
            try store.record([Sample.selection(unit, attempt)])
        }
        let hopeless = Sample.unit(glass, Sample.configuration(msra, layers: 32, rate: 1))
        try store.register([hopeless])
        try store.record(Sample.failure(hopeless, .diverged, message: "the training loss became NaN"))
        var none = Sample.selection(hopeless, attempt(hopeless, validation: 0, test: 0, seconds: 0), failed: 3)
        none.chosen = nil
        try store.record([none])
        // A run of iris that failed once and, again, succeeded.
        let iris = Sample.unit(Sample.iris, Sample.configuration(Sample.snn, layers: 8))
        try store.record(Sample.failure(iris, .failed, message: "no space left"))
        try store.record(
            attempt(iris, validation: 20, test: 36, seconds: 8, startedAt: Sample.start.addingTimeInterval(60)))
        try store.record([
            PublishedResult(
                source: "klambauer2017", table: "A11", task: "uci/wine", method: "snn", metric: "accuracy", value: 0.95),
            PublishedResult(
                source: "klambauer2017", table: "A11", task: "uci/glass", method: "snn", metric: "accuracy", value: 0.5),
            PublishedResult(
                source: "klambauer2017", table: "A11", task: "uci/trains", method: "snn", metric: "accuracy",
                value: nil),
        ])
        try store.close()
    }

    /// A success of three epochs that ends at the counts given.
    static func attempt(
        _ unit: UnitRecord, validation: Int, test: Int, seconds: Double, startedAt: Date = Sample.start
    ) -> AttemptRecord {
        let epochs = (1...3).map { epoch in
            EpochRecord(
                epoch: epoch, trainingLoss: 1 / Double(epoch), validationLoss: 2 / Double(epoch),
                validationCorrect: max(0, validation - 3 + epoch), testLoss: 3 / Double(epoch),
                testCorrect: max(0, test - 3 + epoch))
        }
        return AttemptRecord(
            unitHash: unit.hash, environment: Sample.environment, outcome: .succeeded, startedAt: startedAt,
            finishedAt: startedAt.addingTimeInterval(seconds), seconds: seconds, epochsCompleted: 3, steps: 30,
            weightsDigest: unit.hash, epochs: epochs,
            metrics: [
                .accuracy(.validation, correct: validation, total: unit.split.validationRows, epoch: 3),
                .accuracy(.test, correct: test, total: unit.split.testRows, epoch: 3),
            ])
    }
}
