extension CriticalDifferences {
    /// The diagram for LaTeX: needs the package tikz and nothing else.
    var tikz: String {
        let layout = Layout(self)
        // 50 units of the drawing are a centimetre: 13.6 cm wide.
        func at(_ x: Double, _ y: Double) -> String {
            "(\(Figure.decimal(x / 50, places: 3)),\(Figure.decimal(-y / 50, places: 3)))"
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
            let text = "$\\mathrm{CD} = \(Figure.decimal(criticalDifference, places: 3))$"
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
            let rank = Figure.decimal(averageRanks[label.method], places: 2)
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
