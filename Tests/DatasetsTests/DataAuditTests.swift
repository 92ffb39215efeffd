import Testing

@testable import Datasets

@Suite("Audit")
struct DataAuditTests {
    static func task(
        _ values: [Float], columns: Int, classes: [Int32], splits: [Split], scale: FeatureScale = .prepared
    ) throws -> LearningTask {
        try LearningTask(
            name: DataPyLoaderTests.name,
            features: try #require(FeatureMatrix(rows: classes.count, columns: columns, values: values)),
            targets: .classes(classes, count: Int(classes.max() ?? 0) + 1), splits: splits, scale: scale)
    }

    static func details(_ task: LearningTask) -> [String] {
        DataAudit.findings(in: task).map { "\($0.kind.rawValue): \($0.details)" }
    }

    @Test func everyKind() throws {
        // Column 1 is 0 or 1, column 2 constant; negative zero is zero.
        let task = try Self.task(
            [0, 5, 1, 5, -0.0, 5, 1, 5, 3, 5, 0, 5], columns: 2, classes: [0, 0, 0, 1, 1, 1],
            splits: [
                Split(index: 0, training: [0, 1], validation: [4], test: [2, 3, 5]),
                Split(index: 1, training: [0, 3, 5], validation: [4], test: [1, 2]),
                Split(index: 2, training: [3, 0, 5], validation: [4], test: [2, 1]),
            ])
        #expect(
            Self.details(task) == [
                "training-test-overlap: split 0: 3 of 3 test rows equal a training row, 2 of them only such of another class; split 1: 2",
                "tiny-split: split 0: 2 training rows; split 0: 1 validation row; split 1: 2 test rows; split 0: no training row of class 1",
                "duplicate-rows: 3 of 6 rows equal an earlier one, 2 of them with another class",
                "not-standardised: 1 of 2 columns; means 0.83 to 0.83, deviations 1.17 to 1.17",
                "constant-columns: 1 of 2: column 2",
            ])
    }

    /// Under `corrected` the training file and the test rows are standardised apart, under `rescaled` by one map, which
    /// leaves the second column of the test rows 9.5 deviations away.
    private static func correctsApart(_ values: [Float], _ classes: [Int32], _ splits: [Split]) throws {
        let task = try Self.task(values, columns: 2, classes: classes, splits: splits)
        let corrected = task.features(for: splits[0], variant: .corrected)
        for rows in [Array(0..<100), Array(100..<200)] {
            let statistics = ColumnStatistics(corrected, rows: rows)
            for column in 0..<2 {
                #expect(abs(statistics.means[column]) < 1e-6 && abs(statistics.deviations[column] - 1) < 1e-6)
            }
        }
        #expect(ColumnShifts(corrected, splits[0]).shifts.isEmpty)
        let rescaled = ColumnShifts(task.features(for: splits[0], variant: .rescaled), splits[0])
        #expect(rescaled.shifts.map(\.column) == [1] && abs((rescaled.largest?.deviations ?? 0) - 9) < 1)
        // Rows to come are in the scale of the training file.
        let map = try #require(task.standardization(for: splits[0], variant: .corrected))
        #expect(map == Standardization(fitting: task.features, rows: Array(0..<100)))
        // Raw measurements are no preparer's mistake.
        let raw = try Self.task(values, columns: 2, classes: classes, splits: splits, scale: .raw)
        #expect(raw.features(for: splits[0], variant: .corrected) == raw.features(for: splits[0], variant: .paper))
    }

    @Test func shiftedScales() throws {
        // Training rows 0 to 99 alternate between -1 and 1, test rows between 9 and 11 in the second column.
        var values: [Float] = []
        for row in 0..<200 {
            let sign: Float = row % 2 == 0 ? -1 : 1
            values += [sign * (1 + Float(row) / 1000), (row < 100 ? 0 : 10) + sign * (1 + Float(row) / 1000)]
        }
        let splits = [Split(index: 0, training: Array(0..<90), validation: Array(90..<100), test: Array(100..<200))]
        let classes = (0..<200).map { Int32($0 % 2) }
        let found = Self.details(try Self.task(values, columns: 2, classes: classes, splits: splits))
        #expect(found[0].hasPrefix("mis-scaled: split 0: 1 of 2 columns are shifted; column 2: training rows mean 0, "))
        #expect(found[0].contains("test rows mean 10, deviation 1.1"))
        // Raw measurements may have any mean.
        let raw = Self.details(
            try Self.task(values, columns: 2, classes: classes, splits: splits, scale: .raw))
        #expect(raw.contains { $0.hasPrefix("mis-scaled") } && !raw.contains { $0.hasPrefix("not-standardised") })
        try Self.correctsApart(values, classes, splits)
        // Too few rows tell nothing.
        let few = [Split(index: 0, training: Array(0..<90), validation: Array(90..<100), test: Array(100..<120))]
        #expect(
            !Self.details(try Self.task(values, columns: 2, classes: classes, splits: few)).contains {
                $0.hasPrefix("mis-scaled")
            })
    }

    @Test func labels() throws {
        let labels = try #require(LabelMatrix(rows: 4, columns: 2, values: [0, 1, 0, 1, -1, 1, 1, 1]))
        let task = try LearningTask(
            name: DataPyLoaderTests.name,
            features: try #require(FeatureMatrix(rows: 4, columns: 1, values: [1, 1, 1, 2])),
            targets: .labels(labels), splits: [Split(index: 0, training: [0], validation: [3], test: [1, 2])])
        #expect(
            Self.details(task)[0].contains("2 of 2 test rows equal a training row, 1 of them only such of other labels")
        )
    }
}
