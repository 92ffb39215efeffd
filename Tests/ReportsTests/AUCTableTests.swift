import Foundation
import ReportStores
import ResultStore
import Tables
import Testing

@testable import Reports

/// The tables of Tox21 and HTRU2 beside the paper's.
@Suite struct AUCTableTests {
    /// Three repeats, two depths; for each depth validation prefers the unit it says.
    @Test func tox21IsMeanAndDeviationOverRepeats() throws {
        let numbers: [Int64: Double] = [1: 0.80, 2: 0.82, 3: 0.84]
        try StudySpecification.withFile { file in
            for (seed, value) in numbers {
                var study = StudySpecification(tasks: ["tox21"], methods: ["snn", "msra"]) { _, _, _ in
                    StudySpecification.Correct(validation: 50, test: 50)
                }
                study.seed = seed
                study.auc = { method, layers in value + (method == "snn" ? 0.01 : 0) + (layers == 8 ? 0.02 : 0) }
                study.published = [
                    PublishedResult(
                        source: "klambauer2017", table: "2", task: "tox21", method: "snn", metric: "auc",
                        detail: "layers=8", value: 0.845),
                    PublishedResult(
                        source: "klambauer2017", table: "2", task: "tox21", method: "msra", metric: "auc",
                        detail: "layers=8", value: 0.809),
                    PublishedResult(
                        source: "klambauer2017", table: "2", task: "tox21", method: "msra", metric: "auc_sd",
                        detail: "layers=8", value: 0.011),
                ]
                try study.write(to: file)
            }
        } _: { file in
            let report = try Report.of(file)
            let cell = try #require(try report.part(Tox21Table.self).cells["snn"]?[8])
            #expect(abs(cell.mean - 0.85) < 1e-12)
            #expect(abs((cell.deviation ?? 0) - 0.02) < 1e-12)
            #expect(cell.repeats == 3)
            let paper = try #require(try report.part(Tox21Table.self).published["msra"]?[8])
            #expect(abs(paper.mean - 0.809) < 1e-12 && abs((paper.deviation ?? 0) - 0.011) < 1e-12)
            let html = try report.html()
            #expect(html.contains("85.0 ± 2.0"))
            #expect(html.contains("80.9 ± 1.1"))
            // Repeats of one data set are no tasks to rank over.
            #expect(try report.part(Ranks.self).section == nil)
            try expectGolden(csv(report.part(Tox21Table.self).table), "tox21.csv")
        }
    }

    /// Among several units of a depth the one with the best validation AUC counts, whatever its test.
    @Test func tox21ChoosesByValidation() throws {
        var study = StudySpecification(tasks: ["tox21"], methods: ["snn"]) { _, _, _ in
            StudySpecification.Correct(validation: 50, test: 50)
        }
        study.layers = [2]
        study.auc = { _, _ in 0.9 }
        try StudySpecification.withFile { file in
            try study.write(to: file)
            // A unit of its own, with the same depth and more on the test rows, but less in validation.
            let store = try ResultStore.open(file, for: .writing(.thisProcess()))
            let old = try #require(
                try store.query("SELECT unit_hash FROM units").rows.first.flatMap { row -> String? in
                    if case .text(let hash) = row[0] { hash } else { nil }
                })
            let attempt = try #require(try store.attempts(ofUnit: old).first)
            let unit = Self.unit(learningRate: 0.5)
            try store.register([unit])
            try store.record(
                AttemptRecord(
                    unitHash: unit.hash, environment: attempt.environment, outcome: .succeeded,
                    startedAt: attempt.startedAt, finishedAt: attempt.finishedAt, seconds: 1, epochsCompleted: 1,
                    steps: 1,
                    metrics: [
                        MetricRecord(part: .validation, name: "auc", value: 0.5),
                        MetricRecord(part: .test, name: "auc", value: 0.99),
                    ]))
            try store.close()
        } _: { file in
            let report = try Report.of(file)
            #expect(try report.part(Tox21Table.self).cells["snn"]?[2]?.mean == 0.9)
            #expect(try report.part(Tox21Table.self).cells["snn"]?[2]?.repeats == 1)
        }
    }

    private static func unit(learningRate: Double) -> UnitRecord {
        let task = TaskRecord(
            name: "tox21", suite: "tox21", contentDigest: "other", rows: 400, features: 9, classes: 2)
        return UnitRecord(
            split: SplitRecord(
                task: task, index: 0, digest: "other", trainingRows: 200, validationRows: 100, testRows: 100),
            protocolRecord: ProtocolRecord(name: "tox21", definition: ["epochs": 1]),
            configuration: ConfigurationRecord(
                method: MethodRecord(name: "snn", definition: ["name": "snn"]),
                hyperparameters: ["layers": 2, "learning_rate": .number(learningRate)]), seed: 1, numericsVersion: 1)
    }

    /// Ten folds on which SNN is better by growing steps: the exact one-sided p is 1 / 1024.
    @Test func htru2IsMeanOverFoldsWithAnExactTest() throws {
        try StudySpecification.withFile { file in
            for fold in 0..<10 {
                var study = StudySpecification(tasks: ["htru2"], methods: ["snn", "msra"]) { _, _, _ in
                    StudySpecification.Correct(validation: 50, test: 50)
                }
                study.splitIndex = fold
                study.layers = [2]
                study.auc = { method, _ in
                    let snn = 0.97 + 0.001 * Double(fold)
                    return method == "snn" ? snn : snn - 0.0001 * Double(fold + 1)
                }
                study.published = [
                    PublishedResult(
                        source: "klambauer2017", table: "3", task: "htru2", method: "snn", metric: "auc",
                        value: 0.9803),
                    PublishedResult(
                        source: "klambauer2017", table: "3", task: "htru2", method: "snn", metric: "auc_sd",
                        value: 0.01),
                ]
                try study.write(to: file)
            }
        } _: { file in
            let report = try Report.of(file)
            let rows = try report.part(HTRU2Table.self).rows
            #expect(rows.map(\.method) == ["snn", "msra"])
            #expect(abs((rows[0].mean ?? 0) - 0.9745) < 1e-12)
            // Deviation of 0, 0.001 ... 0.009.
            #expect(abs((rows[0].deviation ?? 0) - 0.001 * (82.5 / 9).squareRoot()) < 1e-12)
            #expect(rows[0].p == nil)
            #expect(rows[1].p == 1.0 / 1024)
            #expect(rows[1].folds == 10)
            #expect(try report.part(HTRU2Table.self).convention?.contains("exact") == true)
            try expectGolden(csv(report.part(HTRU2Table.self).table), "htru2.csv")
        }
    }

    private func csv(_ table: Table) -> String {
        ([table.columns] + table.rows.map { $0.map(\.display) }).map { $0.joined(separator: ",") + "\n" }.joined()
    }
}
