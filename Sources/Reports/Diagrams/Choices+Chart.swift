import Foundation

extension Choices {
    /// How often each depth was chosen: a dot a depth, with the means.
    var depthChart: Chart {
        let (left, right, top, row) = (110.0, 600.0, 52.0, 30.0)
        // The depths of the paper's grid are marked too, so that a smaller grid shows as such.
        let depths = Set(depths + [2, 4, 8, 16, 32]).sorted()
        let lower = Double(depths.first ?? 2)
        let upper = Double(depths.last ?? 32)
        let x = Scale(domain: (lower, upper), range: (left + 20, right - 20), isLogarithmic: true)
        let bottom = top + row * Double(rows.count)
        var content: [SVGElement] = [
            .circle(left + 8, 14, radius: 6, fill: .muted, opacity: 0.35),
            .label("share of tasks that chose this depth", left + 20, 18, size: 11, paint: .muted),
            .diamond(left + 236, 14, radius: 5, fill: .ink, stroke: .ink),
            .label("mean, ours", left + 247, 18, size: 11, paint: .muted),
            .diamond(left + 330, 14, radius: 5, fill: .surface, stroke: .ink),
            .label("mean, paper", left + 341, 18, size: 11, paint: .muted),
        ]
        for depth in depths {
            let place = x(Double(depth))
            content.append(.line(place, top, place, bottom))
            content.append(.label("\(depth)", place, bottom + 15, anchor: .middle, size: 11, paint: .muted))
        }
        content.append(
            .label(
                "layers (ResNet: blocks), logarithmic", (left + right) / 2, bottom + 33, anchor: .middle, size: 11,
                paint: .muted))
        for (index, item) in rows.enumerated() {
            let y = top + (Double(index) + 0.5) * row
            let name = MethodName.title(item.method)
            let paint = MethodName.paint(item.method, among: rows.map(\.method))
            content.append(
                .label(TextWidth.fitted(name, width: left - 12, size: 12), left - 8, y + 4, anchor: .end, size: 12))
            for (depth, count) in item.layers.sorted(by: { $0.key < $1.key }) {
                let share = Double(count) / Double(max(1, item.selections))
                content.append(
                    SVGElement.circle(
                        x(Double(depth)), y, radius: 2 + 12 * share.squareRoot(), fill: paint, opacity: 0.45
                    ).titled("\(name): \(depth) layers on \(Figure.counted(count, "task"))"))
            }
            if let paper = item.paperMeanLayers {
                content.append(
                    SVGElement.diamond(x(paper), y, radius: 5, fill: .surface, stroke: .ink)
                        .titled("\(name): mean \(Figure.short(paper)) in the paper"))
            }
            if let mean = item.meanLayers {
                content.append(
                    SVGElement.diamond(x(mean), y, radius: 5, fill: .ink, stroke: .ink)
                        .titled("\(name): mean \(Figure.decimal(mean, places: 2)) here"))
            }
        }
        let words = rows.compactMap { row in
            row.meanLayers.map {
                "\(MethodName.title(row.method)) \(Figure.decimal($0, places: 1))"
                    + (row.paperMeanLayers.map { " (paper \(Figure.short($0)))" } ?? "")
            }
        }
        return Chart(
            title: "Depth that validation chose",
            description: "Mean number of layers: \(words.joined(separator: ", ")).",
            width: right + 10, height: bottom + 42, content: content)
    }

    /// How often each learning rate was chosen: a bar a method, divided.
    var learningRateChart: Chart {
        let (left, right, top, row) = (110.0, 600.0, 36.0, 26.0)
        let rates = learningRates
        var content: [SVGElement] = []
        var x = left
        for (index, rate) in rates.enumerated() {
            let text = Figure.short(rate)
            content.append(.rectangle(x, 6, 12, 12, fill: .heat(step(index, of: rates.count)), stroke: .rule))
            content.append(.label(text, x + 17, 16, size: 11, paint: .muted))
            x += 34 + TextWidth.of(text, size: 11)
        }
        content.append(.label("learning rate", left - 8, 16, anchor: .end, size: 11, paint: .muted))
        for (index, item) in rows.enumerated() {
            let y = top + Double(index) * row
            let name = MethodName.title(item.method)
            content.append(
                .label(TextWidth.fitted(name, width: left - 12, size: 12), left - 8, y + 15, anchor: .end, size: 12))
            var start = left
            let total = item.learningRates.values.reduce(0, +)
            for (place, rate) in rates.enumerated() {
                guard let count = item.learningRates[rate], total > 0 else { continue }
                let width = (right - left) * Double(count) / Double(total)
                let heat = step(place, of: rates.count)
                content.append(
                    SVGElement.rectangle(start, y, width - 1, row - 6, fill: .heat(heat), stroke: .rule)
                        .titled("\(name): \(Figure.short(rate)) on \(Figure.counted(count, "task"))"))
                let share = "\(Int((100 * Double(count) / Double(total)).rounded())) %"
                if width > 34 {
                    content.append(
                        .label(share, start + width / 2, y + 14, anchor: .middle, size: 11, paint: .heatText(heat)))
                }
                start += width
            }
        }
        let words = rows.map { row in
            "\(MethodName.title(row.method)): "
                + rates.compactMap { rate in row.learningRates[rate].map { "\(Figure.short(rate)) \($0) times" } }
                .joined(separator: ", ")
        }
        return Chart(
            title: "Learning rate that validation chose", description: words.joined(separator: "; ") + ".",
            width: right + 10, height: top + row * Double(rows.count) + 6, content: content)
    }

    private func step(_ index: Int, of count: Int) -> Int {
        count < 2 ? 3 : 1 + index * (Paint.heatCount - 2) / (count - 1)
    }
}
