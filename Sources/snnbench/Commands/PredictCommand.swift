import ArgumentParser
import Benchmark
import Datasets
import Formats
import Safetensors
import Tables
import Traces

/// `snnbench predict`.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predicts the rows of a table with a network that snnbench train saved.",
        discussion: """
            A network that was trained on a table of your own reads further tables as that one was read: columns are \
            found by their names, words become the same features, missing numbers the mean of the training rows, \
            classes have their names and numbers their unit. A word that the table did not have is a missing cell where \
            that had some in the column, else none of the words; a line counts them. For other tasks the table has the features of a row in a line, in the order and \
            the scale of the task's data, without the class; a first line of titles is passed over. Where the task was \
            standardised on its training rows, the same map is applied.
            """,
        examples: ["snnbench predict iris.safetensors flowers.csv"])

    @Argument(help: "The network, a file of snnbench train --save.", completion: .file(extensions: ["safetensors"]))
    var model: String

    @Argument(help: "The table; - is standard input.", completion: .file())
    var table: String

    @OptionGroup var cells: CellOptions

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
        let coding: TableCoding?
        do { coding = try loaded.coding() } catch {
            throw Failure(kind: .badData, description: "\(model): \(error)")
        }
        let file = try TableFile(path: table, form: cells.readAs)
        let features: FeatureMatrix
        if let coding {
            let rows = try coding.rows(of: file, format: try cells.format(of: table, beside: coding.format))
            features = rows.features
            if !output.quiet { for words in rows.unseen { Message.note(Self.told(words)) } }
            let passed = rows.passedOver.filter { title in !coding.targets.contains { $0.title == title } }
            if !passed.isEmpty, !output.quiet {
                Message.note(
                    "passed over, as the model was not trained on them: "
                        + TerminalText.safe(passed.prefix(8).joined(separator: ", ")))
            }
        } else {
            features = try FeatureTable.read(file, format: try cells.format(of: table))
        }
        if !output.quiet, let warning = doubt(features, loaded) { Message.note(warning) }
        let predictions: [Prediction]
        do {
            predictions = try loaded.predictions(for: features)
        } catch {
            throw Failure(kind: .badData, description: "\(table): \(error)")
        }
        try output.print(printed(predictions, loaded, coding), notes: [note(loaded, hasNames: coding != nil)])
    }

    /// What became of words that the model has not seen.
    private static func told(_ words: UnseenWords) -> String {
        let example = words.example.map { "such as “\(TerminalText.short($0))” " } ?? ""
        let cells = words.example == nil ? "missing cell" : "unknown word"
        return
            "column “\(TerminalText.short(words.column))”: \(counted(words.cells, cells)) \(example)that the model has never "
            + "seen there; taken as " + (words.areMissing ? "missing" : "none of the words it knows")
    }

    private func printed(_ predictions: [Prediction], _ model: TrainedModel, _ coding: TableCoding?) -> Table {
        if model.shape.loss == .squaredError {
            let title = coding?.targets.first?.title ?? ""
            return Table(
                columns: ["row", title.isEmpty ? "prediction" : TerminalText.safe(title)],
                rows: predictions.enumerated().map { [.integer($0 + 1), $1.number.map { .number($0) } ?? .none] })
        }
        let hasClasses = model.shape.loss == .softmax
        var names = (0..<model.shape.outputs).map { "\($0)" }
        if let coding {
            let known = hasClasses ? coding.targets.first?.words ?? [] : coding.targets.map(\.title)
            if known.count == names.count { names = known }
        }
        var table = Table(
            columns: ["row"] + (hasClasses ? ["class"] : []) + names.map { "probability_\($0)" })
        for (index, prediction) in predictions.enumerated() {
            var row: [Cell] = [.integer(index + 1)]
            if hasClasses {
                row.append(
                    prediction.predictedClass.map { coding == nil ? .integer($0) : .text(names[$0]) } ?? .none)
            }
            row += prediction.probabilities.map { .decimal($0, places: 4) }
            table.rows.append(row)
        }
        return table
    }

    /// What speaks for raw measurements where a network was trained on features that others had standardised.
    private func doubt(_ features: FeatureMatrix, _ model: TrainedModel) -> String? {
        guard model.scale == nil, let task = model.provenance["task"].flatMap({ TaskName($0) }),
            ["sample", "uci", "uci-original"].contains(task.suite), features.rows > 0
        else { return nil }
        let means = (0..<features.columns).map { column in
            (0..<features.rows).reduce(0) { $0 + Double(features[$1, column]) } / Double(features.rows)
        }
        guard let column = means.firstIndex(where: { abs($0) > 3 }) else { return nil }
        return
            "column \(column + 1) has mean \(NumberText.decimal(means[column], places: 2)), but the features of \(task) are "
            + "standardised, with mean 0 and deviation 1: are these raw measurements?"
    }

    private func note(_ model: TrainedModel, hasNames: Bool) -> String {
        let task = model.provenance["task"] ?? "an unknown task"
        let epoch = model.provenance["epoch"].map { ", after epoch \($0)" } ?? ""
        let scale =
            model.scale == nil
            ? "features as they are" : "features standardised as on the training rows"
        let outputs =
            model.shape.loss == .squaredError
            ? "numbers in the unit of the target"
            : hasNames
                ? "classes by their names"
                : model.shape.loss == .softmax ? "classes counted from 0" : "one probability a label, counted from 0"
        return "\(model.method.name) trained on \(task)\(epoch); rows counted from 1, \(outputs); \(scale)."
    }
}
