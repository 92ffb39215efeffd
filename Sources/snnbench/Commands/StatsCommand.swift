import ArgumentParser
import Benchmark
import Evaluation
import Formats
import Statistics
import Tables

/// `snnbench stats`.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Computes the tests on numbers of one's own, from JSON or CSV.",
        discussion: """
            JSON: {"x": [...], "y": [...]} for two methods over the same tasks; {"d": [...]} for differences x - y; \
            {"methods": ["a", "b"], "scores": [[...], ...]}, a list a task; {"p": [...]} for p-values to adjust. A value \
            is a number, or a text such as "117/150" or "0.78", which is compared exactly, or null where it is missing. \
            Beside x and y may stand mode (exact, r, scipy, normal, normal-corrected), alternative, zero_method (wilcox, \
            pratt, zsplit), rope, prior_strength, confidence, draws and seed. CSV: a header that names the methods, a row a \
            task, the task's name first; NA, -- and empty cells are missing.

            Of two methods every p-value is printed, under all conventions for ties, zeros and corrections; --format json \
            has all numbers with their conventions.
            """)

    @Argument(help: "A file of JSON or CSV.")
    var file: String

    @Option(help: ArgumentHelp("A method of the table (repeatable; default: all).", valueName: "name"))
    var method: [String] = []

    @OptionGroup var testing: TestingOptions

    @Flag(help: "Smaller values are better, as losses and times.")
    var smallerIsBetter = false

    @Flag(help: "Prints the comparisons of all pairs of a table (two-sided).")
    var pairs = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let (numbers, notes) = try OwnNumbersReader.read(file)
        if !output.quiet { notes.forEach(Message.note) }
        switch numbers {
        case .pair(let pair): try printPair(try PairReport(pair))
        case .table(let table):
            let table = method.isEmpty ? table : try table.keeping(method)
            var options = testing.options
            options.order = smallerIsBetter ? .smallestFirst : .largestFirst
            try printTable(try TableReport(table, options))
        case .pValues(let p): try printAdjustments(p)
        case .size(let methods, let tasks): try printSize(try NemenyiTest(methods: methods, tasks: tasks))
        }
    }

    private func printPair(_ report: PairReport) throws {
        if output.format == .json { return try output.write(report.json.indentedText) }
        let rows = report.lines.map { line -> [Cell] in
            [
                .text(line.test), .text(line.zeros), .text(line.alternative), .probability(line.p),
                line.z.map { .decimal($0, places: 4, sign: true) } ?? .none, .integer(line.used),
                .decimal(line.rankSums.plus, places: 1), .decimal(line.rankSums.minus, places: 1),
                output.format == .csv ? .text(line.convention) : .none,
            ]
        }
        var table = Table(
            columns: ["test", "zeros", "alternative", "p", "z", "used", "r_plus", "r_minus", "convention"], rows: rows)
        if output.format != .csv {
            table.columns.removeLast()
            table.rows = table.rows.map { Array($0.dropLast()) }
        }
        try output.print(table, notes: StatsCommand.notes(report))
    }

    private static func notes(_ report: PairReport) -> [String] {
        let comparison = report.comparison
        let number = { (value: Double) in Cell.decimal(value, places: 4, sign: true).display }
        let p = { (value: Double) in Cell.probability(value).display }
        var notes = [
            "\(counted(report.numbers.differences.count, "pair")), \(report.numbers.differences.zeros) zero; "
                + "\(report.numbers.source); \(report.numbers.differences.comparison).",
            "exact: all sign patterns given the ranks, with ties and zeros; normal: tie-corrected variance, -corrected with "
                + "a continuity correction of 0.5; r: as wilcox.test(paired = TRUE); scipy: as scipy 1.17's wilcoxon; "
                + "zeros: wilcox drops, pratt ranks and ignores, zsplit splits; greater: x larger; z positive where x is larger.",
            "x wins \(comparison.winTieLoss.wins), ties \(comparison.winTieLoss.ties), loses \(comparison.winTieLoss.losses); "
                + "mean difference \(number(comparison.differences.mean)), median \(number(comparison.differences.median)); "
                + "rank-biserial correlation \(number(comparison.rankBiserial)), zeros dropped.",
        ]
        if let delta = report.cliffsDelta, let a = report.varghaDelaneyA {
            notes.append("Not paired: Cliff's delta \(number(delta)), Vargha and Delaney's A \(number(a)).")
        }
        if let estimate = comparison.hodgesLehmann {
            notes.append(
                "Hodges-Lehmann: \(number(estimate.estimate)), from \(number(estimate.lower)) to \(number(estimate.upper)) "
                    + "with confidence \(Cell.decimal(estimate.achievedConfidence, places: 4).display).")
        }
        let bayesian = report.bayesian
        notes.append(
            "Bayesian signed-rank, rope \(bayesian.rope): x larger \(p(bayesian.probabilityXLarger)), equivalent "
                + "\(p(bayesian.probabilityEquivalent)), y larger \(p(bayesian.probabilityYLarger)) "
                + "(\(bayesian.draws) draws, seed \(bayesian.seed)).")
        if let chosen = report.chosen { notes.insert("As asked: p \(p(chosen.p)); \(chosen.convention).", at: 0) }
        return notes
    }

    private func printTable(_ report: TableReport) throws {
        if output.format == .json { return try output.write(report.json.indentedText) }
        try output.print(pairs ? pairTable(report) : rankTable(report), notes: notes(report))
    }

    private static let shownAdjustments: [(name: String, value: PValueAdjustment)] = [
        ("holm", .holm), ("hochberg", .hochberg), ("bh", .benjaminiHochberg), ("bonferroni", .bonferroni),
        ("sidak", .sidak),
    ]

    private func rankTable(_ report: TableReport) -> Table {
        let comparison = report.comparison
        var table = Table(
            columns: ["method", "average_rank", "average_rank_difference", "mean_score", "win_tie_loss", "p"]
                + StatsCommand.shownAdjustments.map { "p_\($0.name)" })
        let averages = comparison.averageRanks.rows
        let order = averages.indices.sorted {
            (averages[$0].averageRank ?? .infinity, $0) < (averages[$1].averageRank ?? .infinity, $1)
        }
        for column in order {
            let position = comparison.comparisons?.rows.firstIndex { $0.method == column }
            let test = position.flatMap { comparison.comparisons?.rows[$0] }
            var cells: [Cell] = [
                .text(comparison.methods[column]), .decimal(averages[column].averageRank ?? .nan, places: 3),
                .decimal(averages[column].averageRankDifference ?? .nan, places: 3, sign: true),
                comparison.meanScores[column].map { .decimal($0, places: 4) } ?? .none,
                test.map { .text($0.winTieLoss.description) } ?? .none,
                test.map { .probability($0.wilcoxon.p) } ?? .none,
            ]
            for adjustment in StatsCommand.shownAdjustments {
                cells.append(
                    position.flatMap { report.adjusted[adjustment.value]?[$0] }.map { .probability($0) } ?? .none)
            }
            table.rows.append(cells)
        }
        return table
    }

    private func pairTable(_ report: TableReport) -> Table {
        Table(
            columns: ["first", "second", "rank_difference", "win_tie_loss", "p"]
                + StatsCommand.shownAdjustments.map { "p_\($0.name)" } + ["p_nemenyi"],
            rows: report.pairs.rows.map { row in
                let adjusted = StatsCommand.shownAdjustments.map { Cell.probability(row.adjustedP[$0.value] ?? 1) }
                return [
                    .text(report.comparison.methods[row.first]), .text(report.comparison.methods[row.second]),
                    .decimal(row.rankDifference, places: 3), .text(row.winTieLoss.description),
                    .probability(row.wilcoxon.p),
                ] + adjusted + [.probability(row.nemenyiP)]
            })
    }

    private func notes(_ report: TableReport) -> [String] {
        let comparison = report.comparison
        var notes = [
            "\(counted(comparison.tasks.count, "task")), \(counted(comparison.methods.count, "method")); rank 1 is the "
                + (smallerIsBetter ? "smallest" : "largest") + " value, ties averaged."
        ]
        if !comparison.droppedTasks.isEmpty {
            notes.append("\(counted(comparison.droppedTasks.count, "task")) left out: a value is missing there.")
        }
        if pairs {
            notes.append("p: \(report.pairs.rows.first?.wilcoxon.convention ?? "no pair"); adjusted over all pairs.")
        } else if let tests = comparison.comparisons {
            notes.append(
                "p: \(comparison.methods[tests.reference]) against each, win/tie/loss from its side; "
                    + "\(tests.rows.first?.wilcoxon.convention ?? "no test").")
        }
        return notes + RankNotes.tests(comparison)
    }

    private func printAdjustments(_ p: [Double]) throws {
        if output.format == .json { return try output.write(try TableReport.json(adjusting: p).indentedText) }
        let adjusted = try StatsCommand.shownAdjustments.map { try $0.value.adjusted(p) }
        try output.print(
            Table(
                columns: ["p"] + StatsCommand.shownAdjustments.map { "p_\($0.name)" },
                rows: p.indices.map { row in
                    [.probability(p[row])] + adjusted.map { .probability($0[row]) }
                }), notes: ["Adjusted for \(counted(p.count, "test")), capped at 1, in the order given."])
    }

    private func printSize(_ nemenyi: NemenyiTest) throws {
        if output.format == .json {
            return try output.write(
                CanonicalJSON.object([
                    "kind": "nemenyi", "k": .integer(Int64(nemenyi.methods)), "n_tasks": .integer(Int64(nemenyi.tasks)),
                    "nemenyi": TableReport.criticalDifferences(nemenyi),
                ]).indentedText)
        }
        try output.print(
            Table(
                columns: ["alpha", "critical_difference"],
                rows: try [0.01, 0.05, 0.1].map {
                    [.decimal($0, places: 2), .decimal(try nemenyi.criticalDifference(alpha: $0), places: 4)]
                }),
            notes: [
                "\(nemenyi.methods) methods, \(nemenyi.tasks) tasks; studentized range with infinite degrees of freedom."
            ])
    }
}
