import Formats
import Graphics

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
    package var chart: Chart {
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
            let title = TextWidth.fitted(titles[label.method], width: 90, size: 13)
            let rank = NumberText.decimal(averageRanks[label.method], places: 2)
            let paint = paints[label.method]
            content.append(.circle(label.x, layout.axis, radius: 3.5, fill: paint))
            content.append(
                .label(
                    label.isLeft ? "\(title)  \(rank)" : "\(rank)  \(title)", label.isLeft ? end - 5 : end + 5,
                    label.y + 4.5, anchor: label.isLeft ? .end : .start, size: 13, isBold: label.method == 0
                ).titled("\(titles[label.method]): average rank \(rank)"))
        }
        for (group, y) in zip(groups, layout.bars) {
            let places = group.map { layout.x(averageRanks[$0]) }
            guard let first = places.first, let last = places.last else { continue }
            let names = group.map { titles[$0] }.joined(separator: ", ")
            var bar: [SVGElement] = []
            if isContiguous(group) {
                bar.append(.line(first - 4, y, last + 4, y, .ink, width: 4))
            } else {
                bar.append(.line(first, y, last, y, .ink, width: 1.5, dashes: "3 2"))
                bar += places.map { .circle($0, y, radius: 3.5, fill: .ink) }
            }
            content.append(SVGElement.group(bar).titled("not told apart: \(names)"))
        }
        let ranks = zip(titles, averageRanks).map {
            "\($0) \(NumberText.decimal($1, places: 3))"
        }.joined(separator: ", ")
        return Chart(
            title: "Critical-difference diagram (\(testTitle))",
            description: "Average ranks, 1 is best: \(ranks). \(groupsInWords) \(convention)",
            width: layout.width, height: layout.height, content: content)
    }

    /// What a reader of the diagram needs to know.
    package var caption: String {
        let dots =
            groups.allSatisfy(isContiguous)
            ? "" : " A dashed bar joins only the methods with a dot on it, not those it passes."
        return "Average ranks over tasks, 1 is best. A bar joins methods that the test does not tell apart.\(dots) "
            + convention
    }

    /// The test's name.
    package var testTitle: String {
        switch test {
        case .nemenyi: "Nemenyi"
        case .wilcoxonHolm: "Wilcoxon, Holm"
        }
    }
}

extension CriticalDifferences {
    /// The diagram for LaTeX: needs the package tikz and nothing else.
    package var tikz: String {
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
            let name = LaTeX.escaped(titles[label.method])
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
