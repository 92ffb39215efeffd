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

extension CriticalDifferences {
    /// Where everything stands, in units of the drawing; y grows downwards.
    struct Layout {
        /// A method's label and the line that leads to it.
        struct Label {
            let method: Int
            let x: Double
            let y: Double
            let isLeft: Bool
        }

        let width: Double
        let height: Double
        let axis: Double
        let left: Double
        let right: Double
        let ticks: [Int]
        let labels: [Label]
        /// The y of each group's bar.
        let bars: [Double]
        private let count: Int

        /// The x of a rank: the best at the left.
        func x(_ rank: Double) -> Double {
            left + (rank - 1) / Double(max(1, count - 1)) * (right - left)
        }

        init(_ differences: CriticalDifferences) {
            count = differences.methods.count
            width = 680
            left = 150
            right = 530
            axis = differences.criticalDifference == nil ? 40 : 66
            ticks = Array(1...max(2, count))
            let axis = axis
            bars = differences.groups.indices.map { axis + 16 + Double($0) * 9 }
            let first = axis + 34 + Double(differences.groups.count) * 9
            let half = (count + 1) / 2
            let row = 21.0
            var labels: [Label] = []
            for method in 0..<count {
                let isLeft = method < half
                let place = isLeft ? method : count - 1 - method
                let rank = differences.averageRanks[method]
                labels.append(
                    Label(
                        method: method, x: left + (rank - 1) / Double(max(1, count - 1)) * (right - left),
                        y: first + Double(place) * row, isLeft: isLeft))
            }
            self.labels = labels
            height = first + Double(half - 1) * row + 16
        }
    }
}

extension CriticalDifferences {
    /// The diagram.
    var chart: Chart {
        let layout = Layout(self)
        var content: [SVGElement] = []
        content.append(.line(layout.left, layout.axis, layout.right, layout.axis, .ink, width: 1.2))
        for tick in layout.ticks {
            let x = layout.x(Double(tick))
            content.append(.line(x, layout.axis - 6, x, layout.axis, .ink, width: 1.2))
            content.append(.label("\(tick)", x, layout.axis - 10, anchor: .middle, size: 12))
        }
        content.append(.label("best", layout.left - 14, layout.axis + 4, anchor: .end, size: 11, paint: .muted))
        content.append(.label("worst", layout.right + 14, layout.axis + 4, size: 11, paint: .muted))
        if let criticalDifference {
            // Where all ranks lie within it, it is wider than the axis and only told.
            let end = layout.x(1 + criticalDifference)
            let text = "CD = \(NumberText.decimal(criticalDifference, places: 3))"
            if end <= layout.right {
                content.append(.line(layout.left, 26, end, 26, .ink, width: 1.5))
                for x in [layout.left, end] { content.append(.line(x, 22, x, 30, .ink, width: 1.5)) }
                content.append(.label(text, (layout.left + end) / 2, 15, anchor: .middle, size: 12))
            } else {
                content.append(.label(text + ", wider than the axis", layout.left, 15, size: 12))
            }
        }
        for label in layout.labels {
            let end = label.isLeft ? layout.left - 14 : layout.right + 14
            content.append(
                .path([(label.x, layout.axis), (label.x, label.y), (end, label.y)], .muted, width: 1))
            let method = methods[label.method]
            let title = TextWidth.fitted(MethodName.title(method), width: 90, size: 13)
            let rank = NumberText.decimal(averageRanks[label.method], places: 2)
            let paint = MethodName.paint(method, among: methods)
            content.append(.circle(label.x, layout.axis, radius: 3.5, fill: paint))
            content.append(
                .label(
                    label.isLeft ? "\(title)  \(rank)" : "\(rank)  \(title)", label.isLeft ? end - 5 : end + 5,
                    label.y + 4.5, anchor: label.isLeft ? .end : .start, size: 13, isBold: label.method == 0
                ).titled("\(MethodName.title(method)): average rank \(rank)"))
        }
        for (group, y) in zip(groups, layout.bars) {
            let places = group.map { layout.x(averageRanks[$0]) }
            guard let first = places.first, let last = places.last else { continue }
            let names = group.map { MethodName.title(methods[$0]) }.joined(separator: ", ")
            var bar: [SVGElement] = []
            if isContiguous(group) {
                bar.append(.line(first - 4, y, last + 4, y, .ink, width: 4))
            } else {
                bar.append(.line(first, y, last, y, .ink, width: 1.5, dashes: "3 2"))
                bar += places.map { .circle($0, y, radius: 3.5, fill: .ink) }
            }
            content.append(SVGElement.group(bar).titled("not told apart: \(names)"))
        }
        let ranks = zip(methods, averageRanks).map {
            "\(MethodName.title($0)) \(NumberText.decimal($1, places: 3))"
        }.joined(separator: ", ")
        return Chart(
            title: "Critical-difference diagram (\(testTitle))",
            description: "Average ranks, 1 is best: \(ranks). \(groupsInWords) \(convention)",
            width: layout.width, height: layout.height, content: content)
    }

    /// What a reader of the diagram needs to know.
    var caption: String {
        let dots =
            groups.allSatisfy(isContiguous)
            ? "" : " A dashed bar joins only the methods with a dot on it, not those it passes."
        return "Average ranks over tasks, 1 is best. A bar joins methods that the test does not tell apart.\(dots) "
            + convention
    }

    /// The test's name.
    var testTitle: String {
        switch test {
        case .nemenyi: "Nemenyi"
        case .wilcoxonHolm: "Wilcoxon, Holm"
        }
    }
}

extension CriticalDifferences {
    /// The diagram for LaTeX: needs the package tikz and nothing else.
    var tikz: String {
        let layout = Layout(self)
        // 50 units of the drawing are a centimetre: 13.6 cm wide.
        func at(_ x: Double, _ y: Double) -> String {
            "(\(NumberText.decimal(x / 50, places: 3)),\(NumberText.decimal(-y / 50, places: 3)))"
        }
        var lines = [
            "% \(LaTeX.comment(caption))",
            "\\begin{tikzpicture}[font=\\small]",
            "  \\draw[thick] \(at(layout.left, layout.axis)) -- \(at(layout.right, layout.axis));",
        ]
        for tick in layout.ticks {
            let x = layout.x(Double(tick))
            lines.append(
                "  \\draw[thick] \(at(x, layout.axis)) -- \(at(x, layout.axis - 6)) node[above] {$\(tick)$};")
        }
        if let criticalDifference {
            let end = layout.x(1 + criticalDifference)
            let text = "$\\mathrm{CD} = \(NumberText.decimal(criticalDifference, places: 3))$"
            if end <= layout.right {
                lines.append(
                    "  \\draw[|-|, thick] \(at(layout.left, 22)) -- node[above] {\(text)} \(at(end, 22));")
            } else {
                lines.append("  \\node[anchor=west] at \(at(layout.left, 15)) {\(text)};")
            }
        }
        for label in layout.labels {
            let end = label.isLeft ? layout.left - 14 : layout.right + 14
            let name = LaTeX.escaped(MethodName.title(methods[label.method]))
            let rank = NumberText.decimal(averageRanks[label.method], places: 2)
            let text = label.isLeft ? "\(name)\\ \\ $\(rank)$" : "$\(rank)$\\ \\ \(name)"
            lines.append(
                "  \\draw \(at(label.x, layout.axis)) -- \(at(label.x, label.y)) -- \(at(end, label.y)) "
                    + "node[\(label.isLeft ? "left" : "right")] {\(text)};")
        }
        for (group, y) in zip(groups, layout.bars) {
            let places = group.map { layout.x(averageRanks[$0]) }
            guard let first = places.first, let last = places.last else { continue }
            if isContiguous(group) {
                lines.append("  \\draw[line width=2.2pt] \(at(first - 4, y)) -- \(at(last + 4, y));")
            } else {
                lines.append("  \\draw[densely dashed] \(at(first, y)) -- \(at(last, y));")
                for place in places { lines.append("  \\fill \(at(place, y)) circle[radius=1.8pt];") }
            }
        }
        lines.append("\\end{tikzpicture}")
        return lines.map { $0 + "\n" }.joined()
    }
}
