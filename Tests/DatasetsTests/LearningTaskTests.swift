import Testing

@testable import Datasets

@Suite("Learning tasks")
struct LearningTaskTests {
    @Test func names() throws {
        #expect(TaskName("uci/abalone")?.description == "uci/abalone")
        #expect(TaskName("tox21")?.description == "tox21")
        #expect(TaskName("tox21/tox21") == TaskName("tox21"))
        for text in [
            "", "/", "a/", "/b", "a/b/c", "../x", "a/..", ".", "a b", "é", "a/\u{0}",
            String(repeating: "a", count: 101),
        ] {
            #expect(TaskName(text) == nil)
        }
        let small = try #require(TaskName("sample/z"))
        let large = try #require(TaskName("uci/a"))
        #expect(small < large)
    }

    @Test func matricesCheckTheirCounts() {
        #expect(FeatureMatrix(rows: 2, columns: 2, values: [1, 2, 3]) == nil)
        #expect(FeatureMatrix(rows: -1, columns: -3, values: [1, 2, 3]) == nil)
        #expect(FeatureMatrix(rows: .max, columns: 3, values: []) == nil)
        #expect(FeatureMatrix(rows: 2, columns: 2, values: [1, 2, 3, 4])?[1, 0] == 3)
        #expect(LabelMatrix(rows: 1, columns: 2, values: [2, 0]) == nil)
        #expect(LabelMatrix(rows: 1, columns: 2, values: [-1, 1])?[0, 1] == 1)
    }

    @Test func checks() throws {
        let name = try #require(TaskName("x/y"))
        let features = try #require(FeatureMatrix(rows: 3, columns: 1, values: [1, 2, 3]))
        let targets = TaskTargets.classes([0, 1, 0], count: 2)
        let split = Split(index: 0, training: [2], validation: [1], test: [0])
        #expect(throws: Never.self) {
            try LearningTask(name: name, features: features, targets: targets, splits: [split])
        }
        #expect(throws: DatasetError.rowTwice(task: name, split: 0, row: 1)) {
            try LearningTask(
                name: name, features: features, targets: targets,
                splits: [Split(index: 0, training: [1, 2], validation: [1], test: [0])])
        }
        #expect(throws: DatasetError.rowOutOfRange(task: name, split: 0, row: 3, rows: 3)) {
            try LearningTask(
                name: name, features: features, targets: targets,
                splits: [Split(index: 0, training: [3, 2], validation: [1], test: [0])])
        }
        #expect(throws: DatasetError.noSplit(task: name)) {
            try LearningTask(name: name, features: features, targets: targets, splits: [])
        }
        #expect(throws: DatasetError.labelOutOfRange(file: "targets of x/y", line: 2, text: "1", classes: 1)) {
            try LearningTask(name: name, features: features, targets: .classes([0, 1, 0], count: 1), splits: [split])
        }
        let infinite = try #require(FeatureMatrix(rows: 3, columns: 1, values: [1, .infinity, 3]))
        #expect(throws: DatasetError.notFinite(file: "features of x/y", line: 2, column: 1, text: "inf")) {
            try LearningTask(name: name, features: infinite, targets: targets, splits: [split])
        }
        let labels = try #require(LabelMatrix(rows: 3, columns: 2, values: [0, 1, -1, -1, 1, 0]))
        let multiple = try LearningTask(name: name, features: features, targets: .labels(labels), splits: [split])
        #expect(multiple.shape == TaskShape(rows: 3, features: 1, outputs: 2))
        #expect(multiple.contentDigest != SampleSuite.names().first.map { _ in split.digest })
    }

    @Test func splitsAreSortedAndDigested() {
        let split = Split(index: 0, training: [4, 2], validation: [1], test: [3, 0])
        #expect(split.training == [2, 4] && split.test == [0, 3])
        #expect(split.digest == Split(index: 7, training: [2, 4], validation: [1], test: [0, 3]).digest)
        #expect(split.digest != Split(index: 0, training: [2, 4], validation: [], test: [0, 1, 3]).digest)
    }

    @Test func sampleSuiteLoads() throws {
        let tasks = try SampleSuite.tasks()
        #expect(!tasks.isEmpty)
        for task in tasks {
            #expect(task.name.suite == "sample")
            #expect(task.features.rows == task.targets.rows)
        }
        #expect(tasks.map(\.name) == SampleSuite.names())
    }
}
