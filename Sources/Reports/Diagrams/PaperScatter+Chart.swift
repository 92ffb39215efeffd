extension PaperScatter {
    /// One drawing a method.
    var panelCharts: [Chart] { panels.map(chart) }

    /// All methods in one drawing.
    var chart: Chart {
        Chart.grid(
            panelCharts, columns: 4, title: "Our accuracy against the paper’s", description: caption,
            legend: ([], 0))
    }

    private func chart(_ panel: Panel) -> Chart {
        let size = 190.0
        let left = 42.0
        let top = 40.0
        let lowest = panel.points.map { min($0.paper, $0.ours) }.min() ?? 0
        let lower = min(0.9, (lowest * 10).rounded(.down) / 10)
        let x = Scale(domain: (lower, 1), range: (left, left + size))
        let y = Scale(domain: (lower, 1), range: (top + size, top))
        let paint = MethodName.paint(panel.method, among: methods)
        var content: [SVGElement] = [
            .label(MethodName.title(panel.method), left, 16, size: 13, isBold: true),
            .label(
                "\(Figure.counted(panel.points.count, "task")), mean difference "
                    + Figure.decimal(panel.meanDifference, places: 3, sign: true), left, 31, size: 10.5, paint: .muted),
        ]
        let ticks = x.ticks(about: 4)
        for tick in ticks {
            content.append(.line(x(tick), top, x(tick), top + size))
            content.append(.line(left, y(tick), left + size, y(tick)))
            let text = x.text(tick, among: ticks)
            content.append(.label(text, x(tick), top + size + 14, anchor: .middle, size: 10, paint: .muted))
            content.append(.label(text, left - 5, y(tick) + 3.5, anchor: .end, size: 10, paint: .muted))
        }
        content.append(.line(left, top + size, left + size, top, .muted, width: 1))
        content.append(
            .label("accuracy, paper", left + size / 2, top + size + 29, anchor: .middle, size: 10.5, paint: .muted))
        content.append(
            .label("accuracy, ours", 12, top + size / 2, anchor: .middle, size: 10.5, paint: .muted, rotation: -90))
        for point in panel.points {
            content.append(
                SVGElement.circle(x(point.paper), y(point.ours), radius: 3, fill: paint, opacity: 0.65)
                    .titled(
                        "\(point.task): ours \(Figure.decimal(point.ours, places: 4)), paper "
                            + Figure.decimal(point.paper, places: 4)))
        }
        content += names(panel.strays.prefix(Self.mostNames), x, y, right: left + size, bottom: top + size)
        let strays = panel.strays.prefix(Self.mostNames).map {
            "\($0.task) \(Figure.decimal($0.difference, places: 2, sign: true))"
        }
        return Chart(
            title: "\(MethodName.title(panel.method)): our accuracy against the paper’s",
            description: "\(Figure.counted(panel.points.count, "task")), mean difference "
                + "\(Figure.decimal(panel.meanDifference, places: 3, sign: true)). "
                + (strays.isEmpty
                    ? "No task lies 0.1 or more from the diagonal."
                    : "Farthest from the diagonal: \(strays.joined(separator: ", "))."),
            width: left + size + 10, height: top + size + 36, content: content)
    }

    /// The names of points, moved apart where they would cover each other.
    private func names(
        _ points: some Sequence<Point>, _ x: Scale, _ y: Scale, right: Double, bottom: Double
    ) -> [SVGElement] {
        var taken: [Double] = []
        var result: [SVGElement] = []
        for point in points.sorted(by: { $0.ours > $1.ours }) {
            let name = point.task.split(separator: "/").last.map(String.init) ?? point.task
            let text = TextWidth.fitted(name, width: 110, size: 9.5)
            let width = TextWidth.of(text, size: 9.5)
            let place = (x: x(point.paper), y: y(point.ours))
            let isRight = place.x + 7 + width < right
            var line = place.y + 3
            while taken.contains(where: { ($0 - line).magnitude < 10.5 }) { line += 2 }
            if line > bottom - 2 {
                line = place.y + 3
                while taken.contains(where: { ($0 - line).magnitude < 10.5 }) { line -= 2 }
            }
            taken.append(line)
            let start = isRight ? place.x + 7 : place.x - 7
            if (line - place.y - 3).magnitude > 5 {
                result.append(.line(place.x, place.y, start, line - 3, .muted, width: 0.6))
            }
            result.append(.label(text, start, line, anchor: isRight ? .start : .end, size: 9.5))
        }
        return result
    }
}
