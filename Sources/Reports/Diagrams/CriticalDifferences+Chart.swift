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
            let text = "CD = \(Figure.decimal(criticalDifference, places: 3))"
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
            let rank = Figure.decimal(averageRanks[label.method], places: 2)
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
            "\(MethodName.title($0)) \(Figure.decimal($1, places: 3))"
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
