import ArgumentParser
import Benchmark
import Datasets
import Foundation
import ResultStore
import Statistics
import Tables

/// `snnbench score`.
struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Takes predictions that were made elsewhere, checks them, and records them as results of a method.",
        discussion: """
            The table is CSV with the columns task, split, seed, part (validation or test), row (of the task, from 0), and \
            class or p0, p1, ...: a probability for each class or label; of a number as target prediction. Every validation and test row is there once.
            """,
        examples: ["snnbench score --method forest predictions.csv"])

    @Argument(help: ArgumentHelp("The table.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The name of the method.", valueName: "name"))
    var method: String

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp(
            "A protocol value that the others are trained under, as --protocol of run (repeatable).",
            valueName: "key=value"), completion: .protocolValues)
    var protocolValues: [String] = []

    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try PredictionTable.checkName(method)
        let library = try data.library()
        let table: PredictionTable
        do {
            table = try PredictionTable(file: file, protocols: StudyProtocols(changes: protocolValues)) { name in
                try library.load(library.catalog.task(named: name))
            }
        } catch let error as PredictionTableError {
            // Each wrong row in a line of its own, in their order; the last line ends the program.
            guard case .wrong(let file, let lines) = error, let last = lines.last else { throw error }
            for line in lines.dropLast() { Message.error("\(file), \(line)") }
            throw Failure(kind: error.kind, description: "\(file), \(last)")
        }
        let store = try database.openForWriting()
        let scores = try table.record(as: method, in: store, environment: .current(threads: 1))
        try PublishedTables.record(in: store, for: table.tasks)
        try store.close()
        let further = PredictionMetric.allCases.map(\.rawValue).filter { name in
            name != "accuracy" && name != "auc" && scores.contains { $0.metrics.contains { $0.name == name } }
        }
        try output.print(
            Table(
                columns: ["task", "split", "seed", "accuracy", "auc", "loss"] + further + ["recorded"],
                rows: scores.map { score in
                    func cell(_ name: String) -> Cell {
                        let value = score.metrics.first { $0.name == name }?.value
                        return .decimal(value.flatMap { $0.isNaN ? nil : $0 }, places: 4)
                    }
                    return [
                        .text(score.task), .integer(score.split), .integer(Int(score.seed)), cell("accuracy"),
                        cell("auc"), cell("loss"),
                    ] + further.map(cell) + [.text(score.wasKnown ? "before" : "now")]
                }), notes: ["Of test rows; snnbench rank shows \(method) beside the others."])
    }
}
