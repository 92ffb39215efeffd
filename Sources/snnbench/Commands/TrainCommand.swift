import ArgumentParser
import Benchmark
import Formats
import ResultStore
import Tables

/// `snnbench train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a stored unit again, compares it with its stored results and saves its network.",
        discussion: """
            The same unit gives the same bits: outcome, steps, the numbers of every epoch and the final weights must \
            equal the stored ones; where one does not, the exit code is 1 and nothing is saved. The results file is \
            not changed. docs/models.md says what is in the saved file and how PyTorch reads it.
            """,
        examples: ["snnbench train --selected sample/iris snn --save iris.safetensors"])

    @Option(help: ArgumentHelp("The unit: its id, or the first digits of it.", valueName: "id"))
    var unit: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "In place of --unit: the unit and epoch that validation chose for a task and a method.",
            valueName: "task method"), completion: .tasksAndMethods)
    var selected: [String] = []

    @Option(
        help: ArgumentHelp(
            "With --selected: the grid (default: the only one that has a selection).", valueName: "name"),
        completion: .grids)
    var grid: String?

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp(
            "With --selected: a protocol value that differs from the paper's, as --protocol of run (repeatable; default: the only "
                + "protocol that has a selection).", valueName: "key=value"), completion: .protocolValues)
    var protocolValues: [String] = []

    @Option(help: ArgumentHelp("With --selected: the split.", valueName: "index"))
    var split = 0

    @Option(help: "With --selected: the seed.")
    var seed: Int64 = 1

    @Option(
        help: ArgumentHelp(
            "The epoch whose weights are saved (default: the last; with --selected the chosen one).", valueName: "epoch"
        ))
    var epoch: Int?

    @Option(
        help: ArgumentHelp("Save the network, as NAME.safetensors.", valueName: "file"),
        completion: .file(extensions: ["safetensors"]))
    var save: String?

    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (unit == nil) == selected.isEmpty {
            throw ValidationError("give either --unit ID or --selected TASK METHOD")
        }
        if !selected.isEmpty, selected.count != 2 {
            throw ValidationError("--selected takes a task and a method, as --selected iris snn")
        }
        if selected.isEmpty, grid != nil || !protocolValues.isEmpty {
            throw ValidationError("--grid and --protocol choose among selections; leave them out beside --unit")
        }
        try save.map { try OutputPlace($0).check() }
    }

    func run() throws {
        let store = try database.openForReading()
        let library = try data.library()
        var id = unit ?? ""
        var epoch = self.epoch
        if selected.count == 2 {
            let task = try library.catalog.task(named: selected[0])
            let choice = try StoredSelection(
                task: task, method: selected[1], grid: grid,
                trainingProtocol: protocolValues.isEmpty
                    ? nil : try StudyProtocols(changes: protocolValues).trainingProtocol(for: task),
                splitIndex: split, seed: seed,
                content: library.tableContents()[task.description], in: store)
            id = choice.unit
            epoch = epoch ?? choice.epoch
        }
        let stored = try StoredUnit(id, in: store)
        let epochs = stored.trainingProtocol.epochs
        if let epoch, !(1...epochs).contains(epoch) {
            throw Failure(kind: .usage, description: "--epoch is from 1 to \(epochs), not \(epoch)")
        }
        let stop = StopFlag()
        let retraining = try SignalHandling.listening(stop) {
            try Retraining(stored, library: library, epoch: epoch, stop: stop)
        }
        if case .stopped = retraining.result.ending {
            Message.note("interrupted; nothing is saved")
            throw FailureKind.tryAgain.exitCode
        }
        let comparisons = try retraining.comparisons(with: store)
        let isEqual = comparisons.allSatisfy(\.isEqual)
        try output.print(TrainCommand.table(comparisons), notes: [summary(stored, comparisons)])
        guard isEqual else { throw ExitCode(1) }
        try saveModel(retraining, epoch: epoch ?? epochs)
    }

    private static func table(_ comparisons: [Retraining.Comparison]) -> Table {
        Table(
            columns: ["compared", "stored", "now", "equal"],
            rows: comparisons.map { comparison in
                [
                    .text(comparison.quantity), .text(comparison.stored), .text(comparison.found),
                    .text(comparison.isEqual ? "yes" : "NO"),
                ]
            })
    }

    private func summary(_ stored: StoredUnit, _ comparisons: [Retraining.Comparison]) -> String {
        let what =
            "Unit \(stored.id.prefix(12)): \(stored.method.name) on \(stored.task), split \(stored.splitIndex), seed "
            + "\(stored.seed)"
        if comparisons.isEmpty { return "\(what). The results have no finished attempt to compare with." }
        let isEqual = comparisons.allSatisfy(\.isEqual)
        return isEqual
            ? "\(what). Every epoch and the weights equal the stored ones to the bit."
            : "\(what). It DIFFERS from the stored results; nothing is saved."
    }

    private func saveModel(_ retraining: Retraining, epoch: Int) throws {
        guard let save else { return }
        guard let model = retraining.model else {
            throw Failure(
                kind: .badData,
                description: "the training diverged before the end of epoch \(epoch): there is no network to save")
        }
        try model.file.write(to: save)
        if !output.quiet { Message.note("the network after epoch \(epoch) is in \(save)") }
    }
}
