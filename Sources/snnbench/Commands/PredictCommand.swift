import ArgumentParser
import Benchmark
import Datasets
import Safetensors
import Tables
import Traces

/// `snnbench predict`.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predicts the rows of a table with a network that snnbench train saved.",
        discussion: """
            The table is comma-separated text: the features of a row in a line, in the order and the scale of the \
            task's data, without the class. A first line of titles is passed over. Where the task was standardised \
            on its training rows, the same map is applied.
            """)

    @Argument(help: "The network, a file of snnbench train --save.")
    var model: String

    @Argument(help: "The table, comma-separated.")
    var table: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let loaded: TrainedModel
        do {
            loaded = try TrainedModel(Safetensors(path: model))
        } catch let error as SafetensorsError {
            if case .noAccess = error { throw error }
            throw Failure(kind: .badData, description: "\(model): \(error)")
        } catch {
            throw Failure(kind: .badData, description: "\(model): \(error)")
        }
        let features = try FeatureTable.read(table)
        let predictions: [Prediction]
        do {
            predictions = try loaded.predictions(for: features)
        } catch {
            throw Failure(kind: .badData, description: "\(table): \(error)")
        }
        let hasClasses = loaded.shape.loss == .softmax
        var table = Table(
            columns: ["row"] + (hasClasses ? ["class"] : [])
                + (0..<loaded.shape.outputs).map { "probability_\($0)" })
        for (index, prediction) in predictions.enumerated() {
            var row: [Cell] = [.integer(index + 1)]
            if hasClasses { row.append(prediction.predictedClass.map { .integer($0) } ?? .none) }
            row += prediction.probabilities.map { .decimal($0, places: 4) }
            table.rows.append(row)
        }
        try output.print(table, notes: [note(loaded)])
    }

    private func note(_ model: TrainedModel) -> String {
        let task = model.provenance["task"] ?? "an unknown task"
        let epoch = model.provenance["epoch"].map { ", after epoch \($0)" } ?? ""
        let scale =
            model.scale == nil
            ? "features as they are" : "features standardised as on the training rows"
        let outputs =
            model.shape.loss == .softmax ? "classes counted from 0" : "one probability a label, counted from 0"
        return "\(model.method.name) trained on \(task)\(epoch); rows counted from 1, \(outputs); \(scale)."
    }
}
