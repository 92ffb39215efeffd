import Formats
import Graphics
import Statistics
import Tables

/// The test that decides which methods a critical-difference diagram joins.
public enum CriticalDifferenceTest: String, CaseIterable, Sendable {
    /// Nemenyi's test on average ranks: one critical difference for all pairs.
    case nemenyi
    /// Wilcoxon signed-rank tests of all pairs, two-sided, adjusted after Holm.
    case wilcoxonHolm = "wilcoxon-holm"
}

/// Average ranks and the groups of methods that a test can't tell apart: what a critical-difference diagram shows.
///
/// Demsar (2006), "Statistical comparisons of classifiers over multiple data sets", JMLR 7, section 3.2.4; with pairwise
/// Wilcoxon tests instead of Nemenyi's after Benavoli, Corani and Mangili (2016), JMLR 17.
package struct CriticalDifferences: Sendable {
    /// The methods, the best average rank first.
    package let methods: [String]
    /// What they are called in the drawing.
    package let titles: [String]
    /// Their colours.
    package let paints: [Paint]
    /// Their average ranks.
    package let averageRanks: [Double]
    /// The test.
    package let test: CriticalDifferenceTest
    /// The level of the test.
    package let alpha: Double
    /// The number of tasks.
    package let tasks: Int
    /// The difference of average ranks that is significant; Nemenyi's test only.
    package let criticalDifference: Double?
    /// The largest sets in which the test finds no pair different, as places in `methods`, at least two each.
    package let groups: [[Int]]
    /// Friedman's test of whether all methods rank alike.
    package let friedman: FriedmanTest?

    /// Takes ranks and groups as they are.
    package init(
        methods: [String], titles: [String]? = nil, paints: [Paint]? = nil, averageRanks: [Double],
        test: CriticalDifferenceTest, alpha: Double, tasks: Int, criticalDifference: Double?, groups: [[Int]],
        friedman: FriedmanTest?
    ) {
        self.methods = methods
        self.titles = titles ?? methods
        self.paints = paints ?? methods.indices.map { .series($0) }
        self.averageRanks = averageRanks
        self.test = test
        self.alpha = alpha
        self.tasks = tasks
        self.criticalDifference = criticalDifference
        self.groups = groups
        self.friedman = friedman
    }

    /// Finds the groups that a test supports; nil for fewer than two methods.
    ///
    /// - Parameters:
    ///   - methods: the methods, the best average rank first.
    ///   - titles: what they are called in the drawing.
    ///   - paints: their colours.
    ///   - averageRanks: their average ranks.
    ///   - test: the test.
    ///   - alpha: its level.
    ///   - tasks: the number of tasks.
    ///   - friedman: the test of all methods.
    ///   - pairs: gives the places and the two-sided p-value of each pair, where the test is one of pairs.
    /// - Throws: `StatisticsError`, and what `pairs` throws.
    package init?(
        methods: [String], titles: [String], paints: [Paint], averageRanks: [Double], test: CriticalDifferenceTest,
        alpha: Double, tasks: Int, friedman: FriedmanTest?, pairs: () throws -> [(first: Int, second: Int, p: Double)]
    ) throws {
        guard methods.count > 1 else { return nil }
        let criticalDifference: Double?
        let groups: [[Int]]
        switch test {
        case .nemenyi:
            let nemenyi = try NemenyiTest(methods: methods.count, tasks: tasks)
            criticalDifference = try nemenyi.criticalDifference(alpha: alpha)
            groups = try nemenyi.groups(averageRanks: averageRanks, alpha: alpha)
        case .wilcoxonHolm:
            criticalDifference = nil
            let pairs = try pairs()
            let adjusted = try PValueAdjustment.holm.adjusted(pairs.map(\.p))
            var isAlike = Array(repeating: Array(repeating: false, count: methods.count), count: methods.count)
            for (pair, p) in zip(pairs, adjusted) where p >= alpha {
                isAlike[pair.first][pair.second] = true
                isAlike[pair.second][pair.first] = true
            }
            groups = Self.largestCliques(isAlike)
        }
        self.init(
            methods: methods, titles: titles, paints: paints, averageRanks: averageRanks, test: test, alpha: alpha,
            tasks: tasks, criticalDifference: criticalDifference, groups: groups, friedman: friedman)
    }

    /// Whether a group has all methods between its best and its worst.
    ///
    /// Pairwise tests need not agree with the order of average ranks; a plain bar would then join methods that differ.
    package func isContiguous(_ group: [Int]) -> Bool {
        guard let first = group.first, let last = group.last else { return true }
        return last - first + 1 == group.count
    }

    /// The test in words.
    package var convention: String {
        let tested =
            switch test {
            case .nemenyi:
                "Nemenyi’s test, critical difference \(NumberText.decimal(criticalDifference ?? 0, places: 3))"
            case .wilcoxonHolm:
                "Wilcoxon signed-rank tests of all \(methods.count * (methods.count - 1) / 2) pairs, two-sided, "
                    + "adjusted after Holm"
            }
        var text = "\(tested), level \(NumberText.short(alpha)), \(NumberText.counted(tasks, "task"))."
        if let friedman {
            let isRejected = friedman.fP < alpha
            text +=
                " Friedman’s test (F of Iman and Davenport): \(NumberText.p(friedman.fP)), so the methods "
                + (isRejected
                    ? "do not all rank alike." : "may all rank alike, and no pair should be claimed to differ.")
        }
        return text
    }

    /// The groups in words, for those who can't see bars.
    package var groupsInWords: String {
        if groups.isEmpty { return "Every pair differs significantly." }
        return "Not told apart: "
            + groups.map { $0.map { titles[$0] }.joined(separator: ", ") }.joined(separator: "; ")
            + "."
    }

    /// The cliques of a graph that no other clique contains (Bron and Kerbosch 1973), those of one node left out.
    package static func largestCliques(_ isAdjacent: [[Bool]]) -> [[Int]] {
        var found: [[Int]] = []
        func extend(_ clique: [Int], _ candidates: [Int], _ excluded: [Int]) {
            if candidates.isEmpty && excluded.isEmpty {
                if clique.count > 1 { found.append(clique.sorted()) }
                return
            }
            let pivot = (candidates + excluded).max { left, right in
                candidates.count { isAdjacent[left][$0] } < candidates.count { isAdjacent[right][$0] }
            }
            var candidates = candidates
            var excluded = excluded
            for node in candidates where pivot.map({ !isAdjacent[$0][node] }) ?? true {
                extend(
                    clique + [node], candidates.filter { isAdjacent[node][$0] },
                    excluded.filter { isAdjacent[node][$0] })
                candidates.removeAll { $0 == node }
                excluded.append(node)
            }
        }
        extend([], Array(isAdjacent.indices), [])
        return found.sorted { $0.lexicographicallyPrecedes($1) }
    }
}

extension CriticalDifferences {
    /// The ranks and, with a letter a group, who is not told apart from whom.
    package var table: Table {
        Table(
            columns: ["method", "average_rank", "groups"],
            rows: methods.indices.map { place in
                let letters = groups.indices.filter { groups[$0].contains(place) }.map(Self.letter)
                return [
                    .text(methods[place]), .decimal(averageRanks[place], places: 3),
                    .text(letters.joined(separator: " ")),
                ]
            }, notes: ["Methods that share a letter are not told apart.", convention])
    }

    /// The letter of a group: `a` to `z`, then `a1` and so on.
    private static func letter(_ index: Int) -> String {
        let scalar = UnicodeScalar(UInt8(ascii: "a") + UInt8(index % 26))
        return "\(scalar)" + (index < 26 ? "" : "\(index / 26)")
    }
}
