import Benchmark
import Statistics
import Tables

/// What a ranking follows, in sentences.
enum RankNotes {
    /// The lines under a ranking.
    static func lines(_ ranking: RankTable, _ question: RankQuestion) -> [String] {
        let isCommon = question.options.missing == .taskDropped
        var lines = [
            "\(counted(ranking.tasks.count, "task")) that \(isCommon ? methods(ranking.rows.count) : "any method has"), "
                + "grid \(question.grid), \(samples(ranking.splitIndices, ranking.seeds)); "
                + "\(metric(ranking, question)) of what validation selected."
        ]
        if !ranking.incompleteTasks.isEmpty {
            lines.append(
                "\(counted(ranking.incompleteTasks.count, "task")) left out: not all methods have a result there.")
        }
        if !isCommon {
            lines.append(
                "A missing result ranks behind all others, as in the paper (\(ranking.missingResults) missing); "
                    + "a test takes the tasks where both methods have a result.")
        }
        if !ranking.absentMethods.isEmpty {
            lines.append("Without any result: \(ranking.absentMethods.joined(separator: ", ")).")
        }
        if ranking.otherSelections > 0 {
            lines.append(
                "\(counted(ranking.otherSelections, "selection")) of another protocol, rule or content left out: "
                    + "for each task those count under which the most methods have results.")
        }
        if question.classifiers != nil {
            lines.append(
                "Published methods: Fernandez-Delgado et al. 2014, the median method of each group; means over four folds "
                    + "whose rows their parameters were tuned on too, ours are of one split.")
        }
        let adjustment =
            question.options.adjustment == .none
            ? "not adjusted"
            : "p adjusted: \(question.options.adjustment.rawValue) over \(max(0, ranking.rows.count - 1)) tests"
        lines.append("p: \(ranking.reference) against each, \(adjustment); \(ranking.convention).")
        return lines + tests(ranking.comparison)
    }

    /// The splits and seeds that results are of, in words.
    static func samples(_ splitIndices: [Int], _ seeds: [Int64]) -> String {
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
    static func tests(_ comparison: TableComparison) -> [String] {
        var lines: [String] = []
        if let friedman = comparison.friedman {
            let k = friedman.methods
            lines.append(
                "Friedman: chi-squared \(number(friedman.chiSquared)) with \(k - 1) degrees of freedom, "
                    + "p \(Cell.probability(friedman.chiSquaredP).display), corrected for ties; Iman-Davenport: "
                    + "F \(number(friedman.f)) with \(k - 1) and \((k - 1) * (friedman.tasks - 1)), "
                    + "p \(Cell.probability(friedman.fP).display).")
        }
        if let nemenyi = comparison.nemenyi, let critical = try? nemenyi.criticalDifference() {
            lines.append(
                "Nemenyi: average ranks differ at 0.05 from a critical difference of \(number(critical)) on, "
                    + "\(nemenyi.tasks) tasks.")
        }
        return lines
    }

    private static func number(_ value: Double) -> String { Cell.decimal(value, places: 3).display }

    private static func metric(_ ranking: RankTable, _ question: RankQuestion) -> String {
        let names = ranking.metrics.joined(separator: " and ")
        switch question.metric {
        case .validationAccuracy, .validationAUC: return names
        case .loss: return "test loss, the smaller the better,"
        default: return "test \(names)"
        }
    }

    private static func methods(_ count: Int) -> String {
        count == 1 ? "the method has" : "all \(count) methods have"
    }
}
