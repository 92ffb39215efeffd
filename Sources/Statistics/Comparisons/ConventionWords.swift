/// The words for the conventions of several tests.
public enum ConventionWords {
    /// One convention where all share it, else each with the names that it holds for.
    ///
    /// Rules such as R's depend on each pair, so that tests of one table may differ.
    public static func text(_ tests: [(name: String, convention: String)]) -> String {
        var named: [(convention: String, names: [String])] = []
        for (name, text) in tests {
            if let index = named.firstIndex(where: { $0.convention == text }) {
                named[index].names.append(name)
            } else {
                named.append((text, [name]))
            }
        }
        guard named.count > 1 else { return named.first?.convention ?? "no test with one method" }
        return named.map { "\($0.convention) (for \($0.names.joined(separator: ", ")))" }.joined(separator: "; ")
    }

    /// Friedman's test and Nemenyi's critical difference of a table, a sentence each.
    ///
    /// - Parameters:
    ///   - comparison: the comparison.
    ///   - permutation: Friedman's p-value from permutations, where tasks and methods are few.
    ///   - alpha: the level.
    ///   - number: the text of a statistic.
    ///   - probability: the text of a p-value.
    public static func tests(
        _ comparison: TableComparison, _ permutation: FriedmanPermutation?, alpha: Double = 0.05,
        number: (Double) -> String, probability: (Double) -> String
    ) -> [String] {
        var lines: [String] = []
        if let friedman = comparison.friedman {
            let k = friedman.methods
            var line =
                "Friedman: chi-squared \(number(friedman.chiSquared)) with \(k - 1) degrees of freedom, "
                + "p \(probability(friedman.chiSquaredP)), corrected for ties; "
            if friedman.f.isFinite {
                line +=
                    "Iman-Davenport: F \(number(friedman.f)) with \(k - 1) and \((k - 1) * (friedman.tasks - 1)), "
                    + "p \(probability(friedman.fP))."
            } else {
                line += "Iman-Davenport's F is infinite: all tasks rank the methods alike."
            }
            if let permutation {
                line +=
                    " For so few tasks and methods take the p from permutations: "
                    + "\(probability(permutation.p)), \(permutation.convention)."
            }
            lines.append(line)
        }
        if let nemenyi = comparison.nemenyi, let critical = try? nemenyi.criticalDifference(alpha: alpha) {
            lines.append(
                "Nemenyi: average ranks differ at \(alpha) from a critical difference of \(number(critical)) on, "
                    + "\(nemenyi.tasks) \(nemenyi.tasks == 1 ? "task" : "tasks").")
        }
        return lines
    }
}
