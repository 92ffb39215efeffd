import ArgumentParser
import Evaluation
import Formats
import Foundation
import Statistics
import Tables

/// `snnbench compare`.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares two methods task by task, with every paired statistic.",
        discussion: """
            Accuracies are compared as counts, so a tie is a tie. The tests are printed exactly (all sign patterns) and \
            as in the paper (R's rules), two-sided unless told otherwise.
            """,
        examples: ["snnbench compare snn batchnorm"])

    @Argument(help: "The first method.", completion: .methods)
    var first: String

    @Argument(help: "The second method.", completion: .methods)
    var second: String

    @OptionGroup var study: StudyOptions

    @Option(help: ArgumentHelp("What is compared; see rank --help.", valueName: "name"))
    var metric = "selected"

    @Option(help: "two-sided, greater (is the first better) or less.")
    var alternative = Alternative.twoSided

    @Option(help: "Half the width of the region of practical equivalence, in units of the metric.")
    var rope = 0.01

    @Option(help: "The confidence of the interval.")
    var confidence = 0.95

    @Option(help: "How many of the deciding tasks are named.")
    var deciding = 5

    @Flag(help: "Methods are named with their protocols, as snn and snn:optimizer=adamw; see rank --help.")
    var compareProtocols = false

    @Option(help: ArgumentHelp("The version of the arithmetic; see rank --help.", valueName: "version"))
    var numerics: Int?

    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard study.methodOptions.method.isEmpty else {
            throw ValidationError("compare takes two methods as arguments, not --method")
        }
        guard first != second else { throw ValidationError("name two different methods") }
        guard rope >= 0, rope < .infinity else { throw ValidationError("--rope is 0 and above") }
        guard confidence > 0, confidence < 1 else { throw ValidationError("--confidence is above 0 and below 1") }
        guard deciding >= 0 else { throw ValidationError("--deciding is 0 and above") }
    }

    func run() throws {
        var study = study
        let names = [first, second].map { compareProtocols ? ResultQuestion.method(ofColumn: $0) : $0 }
        study.methodOptions.method = names[0] == names[1] ? [names[0]] : names
        let store = try database.openForReading()
        var question = try study.question(data.library(), in: store)
        question.metric = ResultMetric(metric)
        question.numericsVersion = numerics
        question.comparesProtocols = compareProtocols
        var options = PairedComparison.Options()
        options.wilcoxon.alternative = alternative
        options.rope = rope
        options.confidence = confidence
        let results = try Results(store, question)
        let comparison = try MethodComparison(
            results, compareProtocols ? first : DigestedName(first).name,
            compareProtocols ? second : DigestedName(second).name, options: options)
        if output.format == .json {
            try output.write(json(comparison, results).indentedText)
        } else {
            try output.print(table(comparison), notes: notes(comparison, results))
        }
    }

    private func table(_ comparison: MethodComparison) -> Table {
        let hasCounts = comparison.rows.contains { $0.first.accuracy != nil }
        var table = Table(
            columns: hasCounts
                ? ["task", first, "correct", second, "correct_", "difference", "signed_rank"]
                : ["task", first, second, "difference", "signed_rank"])
        if hasCounts { (table.columns[2], table.columns[4]) = ("\(first)_correct", "\(second)_correct") }
        for row in comparison.rows {
            var cells: [Cell] = [.text(row.task)]
            for score in [row.first, row.second] {
                cells.append(.decimal(score.value, places: 4))
                if hasCounts { cells.append(score.accuracy.map { .text($0.description) } ?? .none) }
            }
            cells += [.decimal(row.difference, places: 4, sign: true), .decimal(row.signedRank, places: 1, sign: true)]
            table.rows.append(cells)
        }
        return table
    }

    private func notes(_ comparison: MethodComparison, _ results: Results) -> [String] {
        let paired = comparison.paired
        let number = { (value: Double) in Cell.decimal(value, places: 4, sign: true).display }
        let p = { (value: Double) in Cell.probability(value).display }
        let direction =
            results.order == .smallestFirst ? "\(second) minus \(first)" : "\(first) minus \(second)"
        var notes = [
            "\(counted(comparison.rows.count, "task")) that both have, \(RankNotes.study(results)); "
                + "\(results.metrics.joined(separator: " and ")) of what validation selected.",
            "\(first) wins \(paired.winTieLoss.wins), ties \(paired.winTieLoss.ties), loses \(paired.winTieLoss.losses).",
            "p \(p(paired.wilcoxon.p)): \(paired.wilcoxon.convention).",
            "p \(p(comparison.asInPaper.p)): \(comparison.asInPaper.convention).",
            "p \(p(paired.signTest.p)): sign test, \(alternative.rawValue), binomial, ties dropped.",
        ]
        if let estimate = paired.hodgesLehmann {
            notes.append(
                "Hodges-Lehmann: \(number(estimate.estimate)), from \(number(estimate.lower)) to \(number(estimate.upper)) "
                    + "with confidence \(Cell.decimal(estimate.achievedConfidence, places: 4).display) "
                    + "(\(direction); median of Walsh averages, interval by the exact test).")
        }
        notes.append(
            "Effect size: rank-biserial correlation \(number(paired.rankBiserial)) "
                + "((R+ - R-) / (R+ + R-), zeros dropped); mean difference \(number(paired.differences.mean)).")
        if let bayesian = paired.bayesian {
            notes.append(
                "Bayesian signed-rank, rope \(rope): \(first) better \(p(bayesian.probabilityXLarger)), equivalent "
                    + "\(p(bayesian.probabilityEquivalent)), \(second) better \(p(bayesian.probabilityYLarger)) "
                    + "(\(bayesian.draws) draws, seed \(bayesian.seed)).")
        }
        let decisive = comparison.decisive(deciding)
        if !decisive.isEmpty {
            notes.append(
                "Deciding: " + decisive.map { "\($0.task) \(number($0.difference))" }.joined(separator: ", ") + ".")
        }
        if !comparison.incompleteTasks.isEmpty {
            notes.append(
                "\(counted(comparison.incompleteTasks.count, "task")) left out: only one of them has a result.")
        }
        return notes + RankNotes.others(results)
    }

    private func json(_ comparison: MethodComparison, _ results: Results) -> CanonicalJSON {
        let paired = comparison.paired
        var summary: [String: CanonicalJSON] = [
            "wins": .integer(Int64(paired.winTieLoss.wins)), "ties": .integer(Int64(paired.winTieLoss.ties)),
            "losses": .integer(Int64(paired.winTieLoss.losses)), "p_exact": .number(paired.wilcoxon.p),
            "exact_convention": .string(paired.wilcoxon.convention), "p_r": .number(comparison.asInPaper.p),
            "r_convention": .string(comparison.asInPaper.convention), "p_sign_test": .number(paired.signTest.p),
            "rank_biserial_paired": .number(paired.rankBiserial), "mean_difference": .number(paired.differences.mean),
            "alternative": .string(alternative.rawValue),
            "deciding_tasks": .array(comparison.decisive(deciding).map { .string($0.task) }),
        ]
        if let estimate = paired.hodgesLehmann {
            summary["hodges_lehmann"] = [
                "estimate": .number(estimate.estimate), "lower": .number(estimate.lower),
                "upper": .number(estimate.upper), "achieved_confidence": .number(estimate.achievedConfidence),
            ]
        }
        if let bayesian = paired.bayesian {
            summary["bayes_signed_rank"] = [
                "rope": .number(bayesian.rope), "p_first_better": .number(bayesian.probabilityXLarger),
                "p_equivalent": .number(bayesian.probabilityEquivalent),
                "p_second_better": .number(bayesian.probabilityYLarger), "draws": .integer(Int64(bayesian.draws)),
            ]
        }
        return [
            "first": .string(first), "second": .string(second), "grid": .string(results.grid ?? ""),
            "protocol": .string(results.protocolText),
            "splits": .array(results.splitIndices.map { .integer(Int64($0)) }),
            "seeds": .array(results.seeds.map { .integer($0) }),
            "left_out": .array(results.leftOut.map { .string($0.description) }),
            "metrics": .array(results.metrics.map { .string($0) }),
            "tasks": .array(comparison.rows.map { CompareCommand.json($0) }), "summary": .object(summary),
        ]
    }

    private static func json(_ row: MethodComparison.Row) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "task": .string(row.task), "first": .number(row.first.value), "second": .number(row.second.value),
            "difference": .number(row.difference), "signed_rank": .number(row.signedRank),
        ]
        for (name, score) in [("first", row.first), ("second", row.second)] {
            guard let accuracy = score.accuracy else { continue }
            members["\(name)_correct"] = .integer(Int64(accuracy.correct))
            members["\(name)_total"] = .integer(Int64(accuracy.total))
        }
        return .object(members)
    }
}
