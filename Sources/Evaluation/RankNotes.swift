import Formats
import Statistics

/// What a ranking follows, in sentences: the lines under every table of ranks.
package enum RankNotes {
    /// The lines under a ranking.
    ///
    /// - Parameters:
    ///   - comparison: the ranking.
    ///   - results: what was ranked.
    ///   - published: how many published classifiers stand beside; nil where none was asked for.
    package static func lines(_ comparison: Comparison, _ results: Results, published: Int? = nil) -> [String] {
        let isCommon = comparison.options.missing == .taskDropped
        var lines = [
            "\(NumberText.counted(comparison.tasks.count, "task")) that "
                + "\(isCommon ? methods(comparison.methodCount) : "any method has"), \(study(results)); "
                + "\(metric(results)) of what validation selected."
        ]
        if !comparison.incompleteTasks.isEmpty {
            lines.append(
                "\(NumberText.counted(comparison.incompleteTasks.count, "task")) left out: not all methods have a result there"
                    + fewest(results, comparison) + ".")
        }
        if !isCommon {
            lines.append(
                "A missing result ranks behind all others, as in the paper (\(comparison.missingResults) missing); "
                    + "a test takes the tasks where both methods have a result.")
        }
        lines += others(results)
        if published == 0 {
            lines.append(
                "Published methods: none, since no task here is one of the UCI suite that they were published on.")
        } else if published != nil {
            lines.append(
                "Published methods: Fernandez-Delgado et al. 2014, the median method of each group; means over four folds "
                    + "whose rows their parameters were tuned on too, ours are of one split.")
        }
        let adjustment =
            comparison.options.adjustment == .none
            ? "not adjusted"
            : "p adjusted: \(comparison.options.adjustment.rawValue) over \(max(0, comparison.methodCount - 1)) tests"
        lines.append("p: \(comparison.reference) against each, \(adjustment); \(comparison.convention).")
        return lines + tests(comparison.table)
    }

    /// Grid, splits, seeds and protocol in words.
    package static func study(_ results: Results) -> String {
        let grid = results.grid.map { $0.isEmpty ? "a grid not recorded yet" : "grid \($0)" } ?? "no grid"
        return "\(grid), \(samples(results)), \(results.protocolText)"
    }

    /// What results lack, what was left out and what was computed anew.
    package static func others(_ results: Results) -> [String] {
        var lines: [String] = []
        if !results.absentMethods.isEmpty {
            lines.append("Without any result: \(results.absentMethods.joined(separator: ", ")).")
        }
        if !results.unrepeatableMethods.isEmpty {
            lines.append(
                "Not said to be deterministic: \(results.unrepeatableMethods.joined(separator: ", ")); another run may give "
                    + "other results.")
        }
        for isOfSameData in [false, true] {
            let tasks = results.outdatedTasks.filter { $0.isOfSameData == isOfSameData }.map(\.name)
            guard !tasks.isEmpty else { continue }
            let what =
                isOfSameData ? "of splits that their tables no longer have" : "of tables that are no longer there"
            lines.append(
                "Results \(what): \(tasks.joined(separator: ", ")); the same snnbench run makes those of what is there now."
            )
        }
        lines += results.leftOut.map(\.description)
        if results.derivedSelections > 0 {
            lines.append(
                "\(NumberText.counted(results.derivedSelections, "selection")) computed from stored curves, since none is stored that fits its "
                    + "units; the same snnbench run stores them.")
        }
        return lines
    }

    /// The method that has the fewest tasks, where it has less than half of them.
    private static func fewest(_ results: Results, _ comparison: Comparison) -> String {
        let counts = results.methodNames.map { name in (name, results.tasks.count { results[$0, name] != nil }) }
        guard let least = counts.min(by: { $0.1 < $1.1 }), least.1 * 2 < results.tasks.count else { return "" }
        return
            "; \(least.0) has \(least.1) of \(NumberText.counted(results.tasks.count, "task")), --method with the others' names ranks without it"
    }

    /// The splits and seeds that results are of, in words.
    package static func samples(_ results: Results) -> String {
        let (splitIndices, seeds) = (results.splitIndices, results.seeds)
        let isMean = splitIndices.count > 1 || seeds.count > 1
        return (isMean ? "means over " : "") + list("split", splitIndices) + (isMean ? " and " : ", ")
            + list("seed", seeds)
    }

    private static func list(_ noun: String, _ numbers: [some BinaryInteger]) -> String {
        guard let first = numbers.first, let last = numbers.last, numbers.count > 1 else {
            return "\(noun) \(numbers.first.map { "\($0)" } ?? "none")"
        }
        let isRun = numbers.count > 2 && Int(clamping: last) - Int(clamping: first) == numbers.count - 1
        return "\(noun)s "
            + (isRun ? "\(first) to \(last)" : numbers.map { "\($0)" }.joined(separator: ", "))
    }

    /// Friedman's test and Nemenyi's critical difference.
    package static func tests(_ comparison: TableComparison) -> [String] {
        ConventionWords.tests(
            comparison, try? comparison.friedmanPermutation(), number: { NumberText.decimal($0, places: 3) },
            probability: NumberText.probability)
    }

    private static func metric(_ results: Results) -> String {
        let names = results.metrics.joined(separator: " and ")
        switch results.question.metric {
        case .validationAccuracy, .validationAUC: return names
        default: return "test \(names)" + (results.order == .smallestFirst ? ", the smaller the better," : "")
        }
    }

    private static func methods(_ count: Int) -> String {
        count == 1 ? "the method has" : "all \(count) methods have"
    }
}
