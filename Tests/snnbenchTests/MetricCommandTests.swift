import Foundation
import Testing

/// Numbers as targets and metrics beyond accuracy and area, as people use them.
@Suite struct MetricCommandTests {
    /// A grid of one small network.
    private func writeGrid(to folder: URL) throws -> [String] {
        let grid = folder.appending(path: "grid.json5")
        try Data("{name: 'g', default: {plain: {hidden_units: 8, layers: 1, learning_rates: 0.1}}}".utf8).write(
            to: grid)
        return ["--method", "snn", "--grid", grid.path]
    }

    /// A number as target, from the table to its predictions: selected, ranked and predicted in its own unit.
    @Test func aNumberIsPredicted() throws {
        try Program.withFolder { folder in
            let grid = try writeGrid(to: folder)
            let text =
                "a,b,price\n"
                + (0..<120).map {
                    let (a, b) = (Double($0 * 7 % 40) / 10, Double($0 * $0 % 31) / 10)
                    return "\(a),\(b),\(20_000 + 3_000 * a - 1_500 * b)\n"
                }.joined()
            try Data(text.utf8).write(to: folder.appending(path: "houses.csv"))
            let refused = try Program.run("add", "houses.csv", in: folder)
            #expect(refused.exitCode == 65 && refused.errors.contains("--target-kind number"), "\(refused.errors)")
            let added = try Program.run("add", "houses.csv", "--target-kind", "number", in: folder)
            #expect(added.exitCode == 0 && added.output.contains("a number to predict"), "\(added.output)")
            #expect(added.output.contains("--protocol metric=rmse"))
            let wrong = try Program.run(["run", "--task", "houses"] + grid, in: folder)
            #expect(wrong.exitCode == 64 && wrong.errors.contains("metric=rmse"), "\(wrong.errors)")
            let changes = ["--protocol", "metric=rmse", "--protocol", "epochs=40", "--protocol", "batch_size=16"]
            let run = try Program.run(
                ["run", "--task", "houses", "--format", "csv"] + grid + changes, in: folder)
            #expect(run.exitCode == 0 && run.errors.contains("the smaller the better"), "\(run.errors)")
            let rank = try Program.run(["rank", "--metric", "r2", "--format", "csv"], in: folder)
            #expect(rank.exitCode == 0, "\(rank.errors)")
            let stored = try Program.run(
                "query", "SELECT name, value FROM metrics WHERE partition = 'test' ORDER BY name", "--format", "csv",
                in: folder)
            #expect(
                stored.output.contains("mae,") && stored.output.contains("r2,0.9") && stored.output.contains("rmse,"),
                "\(stored.output)")
            let train = try Program.run(
                "train", "--selected", "user/houses", "snn", "--save", "m.safetensors", in: folder)
            #expect(train.exitCode == 0, "\(train.errors)")
            try Data("b,a\n1,2\n0,4\n".utf8).write(to: folder.appending(path: "new.csv"))
            let predicted = try Program.run("predict", "m.safetensors", "new.csv", "--format", "csv", in: folder)
            let lines = predicted.output.split(separator: "\n").map { $0.split(separator: ",") }
            #expect(predicted.exitCode == 0 && lines.first == ["row", "price"], "\(predicted.errors)")
            let numbers = lines.dropFirst().compactMap { $0.last.flatMap { Double($0) } }
            #expect(
                numbers.count == 2 && abs(numbers[0] - 24_500) < 2_500 && abs(numbers[1] - 32_000) < 4_000, "\(numbers)"
            )
            #expect(try Program.run("verify", in: folder).exitCode == 0)
        }
    }

    /// A metric that a task does not have is refused before it trains; asked of what was trained, it says what is the matter.
    @Test func aMetricThatATaskLacksIsRefused() throws {
        try Program.withFolder { folder in
            let grid = try writeGrid(to: folder)
            let refused = try Program.run(
                ["run", "--task", "sample/iris", "--protocol", "metric=auc,epochs=2"] + grid, in: folder)
            #expect(refused.exitCode == 64 && refused.errors.contains("3 classes"), "\(refused.errors)")
            let run = try Program.run(
                ["run", "--task", "sample/iris", "--protocol", "epochs=2"] + grid, in: folder)
            #expect(run.exitCode == 0, "\(run.errors)")
            let rank = try Program.run(
                "rank", "--task", "sample/iris", "--protocol", "metric=auc,epochs=2", in: folder)
            #expect(rank.exitCode == 65 && rank.errors.contains("undefined on their rows"), "\(rank.errors)")
        }
    }

    /// A metric that needs curves of its own has them measured; others are ranked by it afterwards.
    @Test func unitsAreSelectedAndRankedByFurtherMetrics() throws {
        try Program.withFolder { folder in
            let grid = try writeGrid(to: folder)
            let own = ["--task", "sample/iris", "--format", "csv"]
            let run = try Program.run(["run", "--protocol", "metric=mcc,epochs=20"] + own + grid, in: folder)
            #expect(run.exitCode == 0 && run.errors.contains("test mcc"), "\(run.errors)")
            for metric in ["balanced_accuracy", "macro_f1", "mcc", "log_loss", "brier", "accuracy"] {
                let rank = try Program.run(["rank", "--metric", metric] + own, in: folder)
                #expect(rank.exitCode == 0 && rank.errors.contains("test \(metric)"), "\(rank.errors)")
                let isError = metric == "log_loss" || metric == "brier"
                #expect(rank.errors.contains("the smaller the better") == isError)
            }
            // The same units, chosen by another metric from their stored curves.
            let other = try Program.run(
                ["rank", "--protocol", "metric=brier,epochs=20"] + own, in: folder)
            #expect(other.exitCode == 0 && other.errors.contains("test brier"), "\(other.errors)")
            #expect(try Program.run("verify", in: folder).exitCode == 0)
            let plain = try Program.run(["run", "--protocol", "epochs=20"] + own + grid, in: folder)
            #expect(plain.exitCode == 0)
            let counts = try Program.run(
                "query", "SELECT count(further), count(*) FROM epochs", "--format", "csv", in: folder)
            #expect(counts.output.hasSuffix("20,40\n"), "\(counts.output)")
        }
    }
}
