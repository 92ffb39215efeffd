import Evaluation
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

/// The critical-difference diagram of all methods.
struct CriticalDifferenceDiagram: ReportPart {
    static let name = "cd-diagram"
    static let summary = "The critical-difference diagram; --cd-test chooses the test."
    static let isDrawn = true

    /// What is drawn; nil for fewer than two methods or no task.
    let differences: CriticalDifferences?
    private let areOverTasks: Bool

    init(_ source: ReportSource) throws {
        let ranked: RankedResults = try source.fact()
        areOverTasks = ranked.areOverTasks
        differences = try ranked.comparison.flatMap { try CriticalDifferences.of($0, test: source.options.test) }
    }

    var table: Table {
        differences?.table ?? Table(columns: ["method", "average_rank", "groups"], rows: [], notes: [])
    }

    var chart: Chart? { differences?.chart }

    /// A picture that TikZ draws.
    var latex: String? { differences?.tikz }

    var section: PageSection? {
        guard let differences, areOverTasks else { return nil }
        var section = Self.section("Critical differences", "Which differences are significant")
        section.figures = [PageFigure(differences.chart, caption: differences.caption)]
        return section
    }
}

/// Average ranks and the groups of methods that a test can't tell apart: what a critical-difference diagram shows.
///
/// Demsar (2006), "Statistical comparisons of classifiers over multiple data sets", JMLR 7, section 3.2.4; with pairwise
/// Wilcoxon tests instead of Nemenyi's after Benavoli, Corani and Mangili (2016), JMLR 17.
struct CriticalDifferences: Sendable {
    /// The methods, the best average rank first.
    let methods: [String]
    /// Their average ranks.
    let averageRanks: [Double]
    /// The test.
    let test: CriticalDifferenceTest
    /// The level of the test.
    let alpha: Double
    /// The number of tasks.
    let tasks: Int
    /// The difference of average ranks that is significant; Nemenyi's test only.
    let criticalDifference: Double?
    /// The largest sets in which the test finds no pair different, as places in `methods`, at least two each.
    let groups: [[Int]]
    /// Friedman's test of whether all methods rank alike.
    let friedman: FriedmanTest?

    /// The groups that a comparison's own test supports; nil for fewer than two methods.
    static func of(
        _ comparison: Comparison, test: CriticalDifferenceTest, alpha: Double = 0.05
    ) throws -> CriticalDifferences? {
        guard comparison.methodCount > 1 else { return nil }
        let methods = comparison.rows.map(\.method)
        let averageRanks = comparison.rows.map(\.averageRank)
        let criticalDifference: Double?
        let groups: [[Int]]
        switch test {
        case .nemenyi:
            let nemenyi = try NemenyiTest(methods: methods.count, tasks: comparison.tasks.count)
            criticalDifference = try nemenyi.criticalDifference(alpha: alpha)
            groups = try nemenyi.groups(averageRanks: averageRanks, alpha: alpha)
        case .wilcoxonHolm:
            criticalDifference = nil
            let pairs = try comparison.pairs()
            let adjusted = try PValueAdjustment.holm.adjusted(pairs.map(\.test.p))
            var isAlike = Array(repeating: Array(repeating: false, count: methods.count), count: methods.count)
            for (pair, p) in zip(pairs, adjusted) where p >= alpha {
                isAlike[pair.first][pair.second] = true
                isAlike[pair.second][pair.first] = true
            }
            groups = Self.largestCliques(isAlike)
        }
        return CriticalDifferences(
            methods: methods, averageRanks: averageRanks, test: test, alpha: alpha, tasks: comparison.tasks.count,
            criticalDifference: criticalDifference, groups: groups, friedman: comparison.friedman)
    }

    /// Whether a group has all methods between its best and its worst.
    ///
    /// Pairwise tests need not agree with the order of average ranks; a plain bar would then join methods that differ.
    func isContiguous(_ group: [Int]) -> Bool {
        guard let first = group.first, let last = group.last else { return true }
        return last - first + 1 == group.count
    }

    /// The test in words.
    var convention: String {
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
    var groupsInWords: String {
        if groups.isEmpty { return "Every pair differs significantly." }
        return "Not told apart: "
            + groups.map { $0.map { MethodName.title(methods[$0]) }.joined(separator: ", ") }.joined(separator: "; ")
            + "."
    }

    /// The cliques of a graph that no other clique contains (Bron and Kerbosch 1973), those of one node left out.
    static func largestCliques(_ isAdjacent: [[Bool]]) -> [[Int]] {
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
    var table: Table {
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
