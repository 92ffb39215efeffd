import Formats
import Statistics
import Tables

/// What a paper says about the comparison: tests, numbers, effects, and what cannot be concluded.
package struct ParagraphPart: NumberPart {
    package static let name = "paragraph"
    package static let summary =
        "A paragraph for a paper: test, n, ties, statistic, p, effect, and what cannot be concluded."
    package static let title = "In words"

    package let sentences: [String]

    /// The sentences, a row each.
    package var table: Table { Table(columns: ["sentence"], rows: sentences.map { [.text($0)] }) }

    /// The sentences for LaTeX.
    package var latex: String? {
        sentences.map { LaTeX.escaped($0.replacing("’", with: "'")).replacing("α", with: "$\\alpha$") + "\n" }.joined()
    }

    package init(_ study: NumberStudy) throws {
        sentences = try study.reports.flatMap { report in
            let lines = try Self.sentences(report)
            return study.hasMetrics ? ["By \(report.table.metric):"] + lines : lines
        }
    }

    private static func sentences(_ report: TableReport) throws -> [String] {
        let comparison = report.comparison
        let options = report.options
        let alpha = NumberText.short(options.alpha)
        let names = report.orderedMethods
        var lines = [
            "We compared \(list(names)) on \(NumberText.counted(comparison.tasks.count, "task"))"
                + (report.table.metric.isEmpty ? "" : " by \(report.table.metric)")
                + (report.unit.isEmpty ? "" : " in\(report.unit)")
                + "; \(report.betterWord) values are better, and ties share the mean of their ranks"
                + (comparison.droppedTasks.isEmpty
                    ? "."
                    : ". \(NumberText.counted(comparison.droppedTasks.count, "task")) without a score of every method \(comparison.droppedTasks.count == 1 ? "is" : "are") left out.")
        ]
        guard let tests = comparison.comparisons else { return lines + ["With one method there is nothing to test."] }
        var areAlike = false
        if let friedman = comparison.friedman, comparison.methods.count > 2 {
            let p = report.permutation?.p ?? friedman.fP
            areAlike = p >= options.alpha
            let statistic =
                "chi-squared(\(friedman.methods - 1), n = \(friedman.tasks)) = \(NumberText.decimal(friedman.chiSquared, places: 3)), "
                + "corrected for ties, "
                + (report.permutation.map { "\(NumberText.p($0.p)) by permutations (\($0.convention))" }
                    ?? "\(NumberText.p(friedman.fP)) by the F of Iman and Davenport")
            lines.append(
                "Friedman’s test \(areAlike ? "does not reject" : "rejects") at \(alpha) that all methods rank alike (\(statistic))."
            )
        }
        let reference = comparison.methods[tests.reference]
        let best = names.first ?? reference
        lines.append(
            (best == reference
                ? "\(best) has the best average rank (\(rank(report, tests.reference)))"
                : "\(best) has the best average rank (\(rank(report, report.order[0]))), \(reference) has \(rank(report, tests.reference))")
                + "; the others have "
                + list(
                    report.order.filter { $0 != tests.reference && comparison.methods[$0] != best }.map {
                        "\(comparison.methods[$0]) \(rank(report, $0))"
                    }) + ".")
        if comparison.methods.count == 2 { lines.removeLast() }
        lines += try pairs(report, tests, reference, alpha)
        lines += limits(report, tests, best == reference, areAlike)
        return lines
    }

    /// The sentences about the reference against each other method.
    private static func pairs(
        _ report: TableReport, _ tests: ReferenceComparisons, _ reference: String, _ alpha: String
    ) throws -> [String] {
        let options = report.options
        var test = options.comparison.test
        test.alternative = .twoSided
        let others = report.order.filter { column in tests.rows.contains { $0.method == column } }
        let differences = try others.map { try report.differences(tests.reference, $0) }
        let results = try differences.map { try test.run($0) }
        let holm = try PValueAdjustment.holm.adjusted(results.map(\.p))
        var lines = [
            "Differences from \(reference) are tested by Wilcoxon’s signed-rank test, two-sided: "
                + ConventionWords.text(zip(others, results).map { (report.comparison.methods[$0], $1.rule) })
                + (others.count > 1 ? "; p-values are adjusted after Holm for \(others.count) tests." : ".")
        ]
        var undecided: [String] = []
        for (place, column) in others.enumerated() {
            let (result, own) = (results[place], differences[place])
            let name = report.comparison.methods[column]
            let counts = WinTieLoss(own)
            let statistic =
                "n = \(result.pairs), \(result.zeros) zero, \(result.tied) tied, R+ = \(NumberText.short(result.rankSumPlus)), "
                + "R- = \(NumberText.short(result.rankSumMinus)), \(NumberText.p(result.p))"
                + (others.count > 1 ? ", adjusted \(NumberText.p(holm[place]))" : "")
            var effect =
                "rank-biserial correlation \(NumberText.decimal(EffectSize.rankBiserial(own), places: 3, sign: true))"
            if own.count <= HodgesLehmannEstimate.limit {
                let estimate = try HodgesLehmannEstimate(
                    own, confidence: options.confidence, zeroMethod: options.zeroMethod)
                effect +=
                    ", Hodges-Lehmann difference \(number(estimate.estimate))\(report.unit) "
                    + "(\(NumberText.decimal(100 * estimate.achievedConfidence, places: 1)) % interval \(number(estimate.lower)) to "
                    + "\(number(estimate.upper)))"
            }
            let isShown = holm[place] < options.alpha
            let isBetter = result.rankSumPlus > result.rankSumMinus
            lines.append(
                "\(reference) is \(isShown ? "significantly \(isBetter ? "better" : "worse") than" : "not shown to differ from") \(name) "
                    + "(\(statistic)): better on \(counts.wins), equal on \(counts.ties), worse on \(counts.losses) tasks; \(effect)."
            )
            if !isShown { undecided.append(name) }
        }
        if !undecided.isEmpty {
            lines.append(
                "That no difference from \(list(undecided)) is shown at \(alpha) does not show that there is none"
                    + (options.rope > 0
                        ? "; for that see the tests of equivalence within \(NumberText.short(options.rope))\(report.unit): "
                            + list(
                                try zip(others, differences).filter {
                                    undecided.contains(report.comparison.methods[$0.0])
                                }.map {
                                    column, own in
                                    let p =
                                        own.count <= 2000
                                        ? try EquivalenceTest(own, margin: options.rope).p : Double.nan
                                    return
                                        "\(report.comparison.methods[column]) \(p.isNaN ? "not tested" : NumberText.p(p))"
                                }) + "."
                        : "."))
        }
        return lines
    }

    /// What the numbers cannot tell.
    private static func limits(
        _ report: TableReport, _ tests: ReferenceComparisons, _ isChosenByData: Bool, _ areAlike: Bool
    ) -> [String] {
        var lines: [String] = []
        let ranked = tests.rows.map(\.wilcoxon.ranked).max() ?? 0
        if ranked < 60, ranked > 0 {
            // The smallest two-sided p is 2^(1 - n).
            let least = Double(sign: .plus, exponent: 1 - ranked, significand: 1)
            if least >= report.options.alpha {
                lines.append(
                    "With \(NumberText.counted(ranked, "differing task")) no result of the exact test is significant: its smallest p is \(NumberText.short(least))."
                )
            }
        }
        if areAlike {
            lines.append("Since all methods may rank alike, no single pair should be claimed to differ.")
        }
        if report.options.comparison.reference == nil, isChosenByData, report.comparison.methods.count > 2 {
            lines.append(
                "The method tested against the others was chosen as the best on the same tasks, which makes its p-values too small."
            )
        }
        if !tests.untested.isEmpty {
            lines.append(
                "\(list(tests.untested.map { report.comparison.methods[$0] })) cannot be tested: there is no task with a score of both."
            )
        }
        lines.append("The tests are about tasks such as these; they say nothing about a single task.")
        return lines
    }

    private static func rank(_ report: TableReport, _ column: Int) -> String {
        NumberText.decimal(report.averageRank(column), places: 2)
    }

    private static func number(_ value: Double) -> String { NumberText.decimal(value, places: 4, sign: true) }

    private static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "none" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }
}
