import ArgumentParser
import Benchmark
import Datasets
import Foundation
import ResultStore
import Tables

/// `snnbench figure1`.
struct Figure1Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure1",
        abstract: "Trains SNNs and BatchNorm networks of 8, 16 and 32 layers and draws Figure 1.",
        discussion: """
            As in the authors' code: layers as wide as the input, plain gradient descent on the loss summed over \
            the batch, so that the step on the mean loss is the batch size times the learning rate; no dropout; \
            features standardised on the training rows; BatchNorm after the ReLU. The defaults show the shape of the \
            figure on MNIST in about 45 seconds of processor time: the first 256 rows, 12 epochs, batches of 32, \
            learning rate 1e-4. The paper's setting, --full, is 50,000 rows of MNIST or 40,000 of CIFAR-10, 2000 \
            epochs, batches of 128, learning rate 1e-5.

            Curves go into the results file; what is there already is not trained again.
            """,
        examples: ["snnbench figure1 --svg figure1.svg"])

    @Option(
        help: ArgumentHelp("mnist or cifar-10 (repeatable; default: mnist).", valueName: "name"),
        completion: .list(["mnist", "cifar-10"]))
    var task: [String] = []

    @Option(help: ArgumentHelp("A number of hidden layers (repeatable; default: 8, 16, 32).", valueName: "layers"))
    var depth: [Int] = []

    @Option(
        help: ArgumentHelp("How often the rows are gone through (default: 12; with --full 2000).", valueName: "count"))
    var epochs: Int?

    @Option(
        help: ArgumentHelp(
            "The training rows, the first ones (default: 256; with --full 50000 or 40000).", valueName: "count"))
    var rows: Int?

    @Option(help: ArgumentHelp("On the summed loss (default: 1e-4; with --full 1e-5).", valueName: "rate"))
    var learningRate: Double?

    @Option(help: ArgumentHelp("The rows of a step (default: 32; with --full 128).", valueName: "rows"))
    var batchSize: Int?

    @Option(help: "The seed, which tells repeats apart.")
    var seed: Int64 = 1

    @Option(
        help: ArgumentHelp(
            "How often all networks are trained, with seeds that count up; the figure then has bands.",
            valueName: "count"))
    var repeats = 1

    @Flag(help: "The paper's setting instead of the quick one; weeks of a processor core.")
    var full = false

    @Option(
        help: ArgumentHelp("Write the figure to this file.", valueName: "file"), completion: .file(extensions: ["svg"]))
    var svg: String?

    @Option(help: "The units that are trained at the same time (default: one a processor).")
    var threads: Int?

    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for depth in depth where !(1...1024).contains(depth) {
            throw ValidationError("--depth is from 1 to 1024, not \(depth)")
        }
        let counts: [(String, Int?, Int)] = [
            ("epochs", epochs, 100_000), ("rows", rows, 10_000_000), ("threads", threads, 4096),
            ("repeats", repeats, 1000),
        ]
        for (name, value, limit) in counts {
            if let value, !(1...limit).contains(value) {
                throw ValidationError("--\(name) is from 1 to \(limit), not \(value)")
            }
        }
        if let batchSize, !(1...1_000_000).contains(batchSize) {
            throw ValidationError("--batch-size is from 1 to 1000000, not \(batchSize)")
        }
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            throw ValidationError("--learning-rate is above 0, not \(learningRate)")
        }
    }

    func run() throws {
        let library = try data.library()
        let tasks = try (task.isEmpty ? ["mnist"] : task).map { name in
            let name = try library.catalog.task(named: name)
            guard ["mnist", "cifar-10"].contains(name.description) else {
                throw Failure(kind: .usage, description: "Figure 1 is about mnist and cifar-10, not \(name)")
            }
            return try library.load(name)
        }
        let plan = plan
        let study = try plan.study(tasks)
        let store = try database.openForWriting()
        let curves = try train(study, store)
        try store.close()
        if let svg { try OutputOptions.draw(Figure1Chart.chart(curves, subtitle: setting(plan, study)), to: svg) }
        try output.print(Figure1Command.table(curves), notes: notes(plan, study, curves))
    }

    /// What the options ask for.
    private var plan: Figure1Plan {
        var plan = full ? Figure1Plan.paper : .quick
        if !depth.isEmpty { plan.depths = Array(Set(depth)).sorted() }
        plan.epochs = epochs ?? plan.epochs
        plan.rows = rows ?? plan.rows
        plan.learningRate = learningRate ?? plan.learningRate
        plan.batchSize = batchSize ?? plan.batchSize
        plan.seed = seed
        plan.repeats = repeats
        return plan
    }

    private func train(_ study: Study, _ store: ResultStore) throws -> [LossCurve] {
        try StudyTraining(quiet: output.quiet, options: .onThreads(threads), database: database.database).run(
            study, store)
        return try LossCurve.curves(of: study, in: store)
    }

    private func setting(_ plan: Figure1Plan, _ study: Study) -> String {
        let rows = study.tasks.compactMap { task in
            task.splits.first.map { "\($0.training.count) rows of \(task.name)" }
        }
        return "\(rows.joined(separator: ", ")); batch \(plan.batchSize), learning rate "
            + "\(plan.learningRate) on the summed loss, "
            + (plan.repeats > 1 ? "seeds \(plan.seed) to \(plan.seed + Int64(plan.repeats - 1))" : "seed \(plan.seed)")
    }

    private func notes(_ plan: Figure1Plan, _ study: Study, _ curves: [LossCurve]) -> [String] {
        let setting = [
            "Setting: \(setting(plan, study)), \(plan.epochs) epochs, one run each"
                + (plan.repeats > 1 ? " for each of \(plan.repeats) seeds." : "."),
            "Loss: cross entropy in nats a row, mean over the epoch's steps, each before its update. Roughness: root mean "
                + "square of the second differences of log10 of the loss, the first quarter of the epochs left out.",
        ]
        if plan.repeats > 1 { return setting + repeatNotes(Figure1Verdict.bySeed(curves)) }
        let verdict = Figure1Verdict(curves)
        return setting
            + verdict.claims.map { "\($0.isShown ? "as in the paper" : "NOT as in the paper"), \($0.task): \($0.text)" }
            + [
                verdict.isPapers
                    ? "Verdict: the curves show what the paper's Figure 1 shows."
                    : "Verdict: the curves do not show all that the paper's Figure 1 shows."
            ]
    }

    /// In how many of some repeats each claim is shown.
    private func repeatNotes(_ verdicts: [(seed: Int64, verdict: Figure1Verdict)]) -> [String] {
        let claims = verdicts.first?.verdict.claims ?? []
        let counts = claims.indices.map { index in
            let shown = verdicts.count { $0.verdict.claims.count > index && $0.verdict.claims[index].isShown }
            return "as in the paper in \(shown) of \(verdicts.count), \(claims[index].task): \(claims[index].text)"
        }
        let papers = verdicts.filter(\.verdict.isPapers).map { "\($0.seed)" }
        return counts + [
            "Verdict: the curves show all that the paper's Figure 1 shows in \(papers.count) of \(verdicts.count) repeats"
                + (papers.isEmpty ? "." : ", seeds \(papers.joined(separator: ", ")).")
        ]
    }

    /// One row a network.
    static func table(_ curves: [LossCurve]) -> Table {
        var table = Table(
            columns: ["task", "method", "layers", "seed", "epochs", "first_loss", "last_loss", "roughness", "outcome"])
        for curve in curves {
            table.rows.append([
                .text(curve.task), .text(curve.method), .integer(curve.depth), .integer(Int(curve.seed)),
                .integer(curve.losses.count),
                .decimal(curve.losses.first ?? .nan, places: 4), .decimal(curve.last, places: 6),
                .decimal(curve.roughness, places: 5), .text(curve.outcome?.rawValue ?? "not tried"),
            ])
        }
        return table
    }
}
