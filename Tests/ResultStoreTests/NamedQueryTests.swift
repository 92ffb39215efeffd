import Foundation
import Testing

@testable import ResultStore

/// Each named query against a store that can be checked by hand; see `SmallBenchmark` for its table.
@Suite struct NamedQueryTests {
    let folder: TemporaryFolder
    let store: ResultStore

    init() throws {
        folder = try TemporaryFolder()
        try SmallBenchmark.write(to: folder.file("s.sqlite"))
        store = try ResultStore.open(folder.file("s.sqlite"), for: .reading)
    }

    /// Some columns of a query's rows, as text.
    func rows(
        _ query: NamedQuery, _ columns: [String], arguments: [String: QueryValue] = [:]
    ) throws -> [[String]] {
        let result = try store.query(query, arguments: arguments)
        let indices = try columns.map { try #require(result.columns.firstIndex(of: $0), "no column \($0)") }
        return result.rows.map { row in
            indices.map { index in
                switch row[index] {
                case .null: "-"
                case .integer(let value): String(value)
                case .real(let value): String((value * 10_000).rounded() / 10_000)
                case .text(let value): value
                case .blob: "blob"
                }
            }
        }
    }

    @Test func theSmallBenchmarkIsSound() throws { #expect(try store.verify() == []) }

    @Test(arguments: NamedQuery.all.map(\.name))
    func everyQueryRunsWithItsDefaultsAndUsesItsParameters(_ name: String) throws {
        let query = try #require(NamedQuery.named(name))
        _ = try store.query(query)
        for parameter in query.parameters { #expect(query.sql.contains(":" + parameter.name)) }
        #expect(!query.summary.isEmpty)
        #expect(throws: ResultStoreError.self) { _ = try store.query(query, arguments: ["nonsense": .null]) }
        for parameter in query.parameters where parameter.defaultValue == .null {
            #expect(try store.query(query, arguments: [parameter.name: .text("nowhere")]).rows.isEmpty)
        }
    }

    @Test func namesAreUnique() {
        #expect(Set(NamedQuery.all.map(\.name)).count == NamedQuery.all.count)
        #expect(NamedQuery.named("nonsense") == nil)
    }

    @Test func chosenDepths() throws {
        #expect(
            try rows(.chosenDepths, ["method", "mean_layers", "selections", "times_by_depth"]) == [
                ["snn", "10.6667", "3", "8:2 16:1"], ["msra", "5.0", "2", "2:1 8:1"],
                ["batchnorm", "3.3333", "3", "2:1 4:2"],
            ])
    }

    @Test func chosenHyperparameters() throws {
        let found = try rows(
            .chosenHyperparameters, ["hyperparameter", "value", "selections", "share"],
            arguments: ["method": .text("snn")])
        #expect(
            found == [
                ["dropout_rate", "0.05", "3", "1.0"], ["form", "rectangular", "3", "1.0"],
                ["hidden_units", "256", "3", "1.0"], ["learning_rate", "0.01", "3", "1.0"],
            ])
    }

    @Test func failures() throws {
        #expect(
            try rows(.failuresByReason, ["outcome", "method", "message", "attempts", "open", "most_layers"]) == [
                ["diverged", "msra", "the training loss became NaN", "1", "1", "32"],
                ["failed", "snn", "no space left", "1", "0", "8"],
            ])
    }

    @Test func divergence() throws {
        let found = try rows(
            .divergence, ["layers", "learning_rate", "units", "diverged", "share"], arguments: ["method": .text("msra")]
        )
        #expect(
            found == [
                ["2", "0.01", "1", "0", "0.0"], ["8", "0.01", "1", "0", "0.0"], ["32", "1.0", "1", "1", "1.0"],
            ])
    }

    @Test func learningCurvesOfWhatWasSelected() throws {
        let found = try rows(
            .learningCurves, ["method", "epoch", "training_loss", "test_accuracy", "selected"],
            arguments: ["task": .text("uci/glass")])
        #expect(
            found == [
                ["batchnorm", "1", "1.0", "0.5472", "0"], ["batchnorm", "2", "0.5", "0.566", "0"],
                ["batchnorm", "3", "0.3333", "0.5849", "1"], ["snn", "1", "1.0", "0.5283", "0"],
                ["snn", "2", "0.5", "0.5472", "0"], ["snn", "3", "0.3333", "0.566", "1"],
            ])
    }

    @Test func timePerMethod() throws {
        // snn: 8 + 16 + 8, the failure's 3 and the rerun's 8; the failure has no epochs and 21 steps.
        let found = try rows(
            .timePerMethod, ["method", "attempts", "mean_seconds", "longest_seconds", "milliseconds_per_epoch"])
        #expect(
            found == [
                ["snn", "5", "8.6", "16.0", "3583.3333"], ["msra", "3", "4.3333", "8.0", "2166.6667"],
                ["batchnorm", "3", "3.3333", "4.0", "1111.1111"],
            ])
    }

    @Test func publishedBesideOurs() throws {
        #expect(
            try rows(.publishedBesideOurs, ["task", "method", "published", "ours", "difference"]) == [
                ["uci/glass", "snn", "0.5", "0.566", "0.066"], ["uci/wine", "snn", "0.95", "0.9091", "-0.0409"],
            ])
    }

    @Test func validationGap() throws {
        #expect(
            try rows(.validationGap, ["method", "selections", "mean_gap"]) == [
                ["msra", "2", "0.0056"], ["batchnorm", "3", "0.0034"], ["snn", "3", "0.003"],
            ])
    }

    @Test func reruns() throws {
        #expect(try rows(.reruns, ["task", "method", "successes", "agree"]) == [["sample/iris", "snn", "2", "1"]])
    }

    @Test func viewsOfUnitsAndProgress() throws {
        let overview = try store.query("SELECT outcome, count(*) FROM unit_overview GROUP BY outcome ORDER BY outcome")
        #expect(overview.rows == [[.text("diverged"), .integer(1)], [.text("succeeded"), .integer(8)]])
        let wine = try store.query(
            "SELECT test_correct, test_total, layers FROM unit_overview WHERE task = 'uci/wine' AND method = 'snn'")
        #expect(wine.rows == [[.integer(40), .integer(44), .integer(16)]])
        let progress = try store.query("SELECT sum(units), sum(succeeded), sum(diverged), sum(pending) FROM progress")
        #expect(progress.rows == [[.integer(9), .integer(8), .integer(1), .integer(0)]])
        let curves = try store.query("SELECT count(*), max(test_accuracy) <= 1 FROM learning_curves")
        #expect(curves.rows == [[.integer(27), .integer(1)]])
    }
}
