extension LearningCurveSet {
    /// One drawing a task.
    func panelCharts(_ quantity: Quantity) -> [Chart] { panels.map { chart($0, quantity) } }

    /// All tasks in one drawing, with a legend.
    func chart(_ quantity: Quantity) -> Chart {
        var x = 20.0
        var legend: [SVGElement] = []
        for method in methods {
            legend.append(.line(x, 14, x + 18, 14, MethodName.paint(method, among: methods), width: 2.5))
            legend.append(.label(MethodName.title(method), x + 23, 18, size: 12))
            x += 40 + TextWidth.of(MethodName.title(method), size: 12)
        }
        return Chart.grid(
            panelCharts(quantity), columns: 3,
            title: quantity == .validation ? "Learning curves: validation accuracy" : "Learning curves: training loss",
            description: caption(quantity), legend: (legend, 30))
    }

    private func chart(_ panel: Panel, _ quantity: Quantity) -> Chart {
        let (left, top, plotWidth, plotHeight) = (46.0, 40.0, 236.0, 140.0)
        let lines = panel.curves.map { ($0, points($0, quantity)) }
        let values = lines.flatMap { $0.1.map(\.value) }
        let lastEpoch = lines.compactMap { $0.1.last?.epoch }.max() ?? 1
        let x = Scale(domain: (1, Double(max(2, lastEpoch))), range: (left, left + plotWidth))
        let y = Scale(
            domain: domain(values, quantity), range: (top + plotHeight, top),
            isLogarithmic: quantity == .trainingLoss)
        var content: [SVGElement] = [
            .label(
                TextWidth.fitted(panel.title, width: plotWidth - 16, size: 13), left, 16, size: 13, isBold: true),
            .label(
                "\(Figure.grouped(panel.validationRows)) validation rows", left, 31, size: 10.5, paint: .muted),
        ]
        let ticks = y.ticks(about: 4)
        for tick in ticks {
            content.append(.line(left, y(tick), left + plotWidth, y(tick)))
            content.append(
                .label(y.text(tick, among: ticks), left - 5, y(tick) + 3.5, anchor: .end, size: 10, paint: .muted))
        }
        for tick in Scale(domain: (0, x.domain.upper), range: x.range).ticks(about: 5) where tick >= 1 {
            content.append(
                .label("\(Int(tick))", x(tick), top + plotHeight + 14, anchor: .middle, size: 10, paint: .muted))
        }
        content.append(
            .label("epoch", left + plotWidth / 2, top + plotHeight + 28, anchor: .middle, size: 10.5, paint: .muted))
        content.append(
            .label(
                quantity == .validation ? "accuracy" : "loss", 11, top + plotHeight / 2, anchor: .middle, size: 10.5,
                paint: .muted, rotation: -90))
        // The paper's method last, so that nothing covers it.
        for (curve, points) in lines.reversed() where !points.isEmpty {
            let paint = MethodName.paint(curve.method, among: methods)
            content.append(
                SVGElement.path(
                    points.map { (x(Double($0.epoch)), y($0.value)) }, paint, width: curve.method == "snn" ? 2 : 1.3
                ).titled(MethodName.title(curve.method)))
        }
        if quantity == .validation {
            for (curve, points) in lines.reversed() {
                guard let selected = points.first(where: { $0.epoch >= curve.selectedEpoch }) else { continue }
                content.append(
                    .circle(
                        x(Double(selected.epoch)), y(selected.value), radius: 3,
                        fill: MethodName.paint(curve.method, among: methods), stroke: .surface))
            }
        }
        let ends = lines.compactMap { line in
            line.1.last.map { "\(MethodName.title(line.0.method)) \(Figure.decimal($0.value, places: 3))" }
        }
        return Chart(
            title: "\(panel.task): \(quantity == .validation ? "validation accuracy" : "training loss") by epoch",
            description: "At the last epoch: \(ends.joined(separator: ", ")).", width: left + plotWidth + 14,
            height: top + plotHeight + 36, content: content)
    }

    private func points(_ curve: Curve, _ quantity: Quantity) -> [(epoch: Int, value: Double)] {
        let all: [(epoch: Int, value: Double)] =
            switch quantity {
            case .validation: curve.smoothedValidation(window: window)
            case .trainingLoss: curve.epochs.compactMap { epoch in epoch.trainingLoss.map { (epoch.epoch, $0) } }
            }
        guard all.count > Self.mostPoints else { return all }
        let step = (all.count + Self.mostPoints - 1) / Self.mostPoints
        return all.enumerated().filter { $0.offset.isMultiple(of: step) || $0.offset == all.count - 1 }.map(\.element)
    }

    private func domain(_ values: [Double], _ quantity: Quantity) -> (lower: Double, upper: Double) {
        switch quantity {
        case .validation:
            let lower = ((values.min() ?? 0) * 20).rounded(.down) / 20
            let upper = ((values.max() ?? 1) * 20).rounded(.up) / 20
            return lower < upper ? (lower, upper) : (lower - 0.05, upper + 0.05)
        case .trainingLoss:
            // What is smaller than a millionth, or 0, lies on the lower edge.
            let positive = values.filter { $0 > 0 }
            let lower = max(1e-6, positive.min() ?? 1e-3)
            let upper = max(positive.max() ?? 1, lower * 10)
            return (lower, upper)
        }
    }
}
