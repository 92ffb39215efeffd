import Benchmark
import SelfNormalization

/// The flow of mean and variance under g towards its fixed point: Figure 2 of the paper.
struct FlowDiagram {
    let map: MomentMap<Double>
    let omega: Double
    let tau: Double
    let fixedPoint: MeanAndVariance?
    let paths: [[MeanAndVariance]]

    /// The picture as an SVG file.
    var svg: String {
        let title = "How g moves mean and variance from layer to layer"
        let subtitle =
            "SELU, omega = \(ChartAxis.label(omega)), tau = \(ChartAxis.label(tau)); arrows: a fifth of one step"
        var drawing = SVGDocument(
            width: 640, height: 560, title: title, summary: subtitle, light: FlowDiagram.light, dark: FlowDiagram.dark)
        let (horizontal, vertical) = axes
        drawing.text(title, x: 24, y: 30, className: "title")
        drawing.text(subtitle, x: 24, y: 50, className: "muted")
        frame(horizontal, vertical, into: &drawing)
        flow(horizontal, vertical, into: &drawing)
        for path in paths { draw(path, horizontal, vertical, into: &drawing) }
        if let fixedPoint {
            let x = horizontal.position(fixedPoint.mean)
            let y = vertical.position(fixedPoint.variance)
            drawing.circle(x: x, y: y, radius: 6, className: "fixed")
            legend("fixed point (\(short(fixedPoint.mean)), \(short(fixedPoint.variance)))", into: &drawing)
        }
        return drawing.text
    }

    /// Axes about the fixed point that hold every start.
    private var axes: (ChartAxis, ChartAxis) {
        let center = fixedPoint ?? paths.first?.last ?? MeanAndVariance(mean: 0, variance: 1)
        let starts = paths.compactMap(\.first)
        let means = starts.map(\.mean) + [center.mean - 0.6, center.mean + 0.6]
        let variances = starts.map(\.variance) + [0.3 * center.variance, 1.9 * center.variance]
        return (
            ChartAxis(lower: means.min() ?? -1, upper: means.max() ?? 1, start: 76, end: 616),
            ChartAxis(lower: variances.min() ?? 0, upper: variances.max() ?? 2, start: 470, end: 76)
        )
    }

    private func frame(_ horizontal: ChartAxis, _ vertical: ChartAxis, into drawing: inout SVGDocument) {
        for tick in vertical.ticks(about: 6) {
            let y = vertical.position(tick)
            drawing.line(from: (horizontal.start, y), to: (horizontal.end, y), className: "grid")
            drawing.text(ChartAxis.label(tick), x: horizontal.start - 8, y: y + 4, className: "muted", anchor: .end)
        }
        for tick in horizontal.ticks(about: 6) {
            let x = horizontal.position(tick)
            drawing.line(from: (x, vertical.start), to: (x, vertical.end), className: "grid")
            drawing.text(ChartAxis.label(tick), x: x, y: vertical.start + 20, className: "muted", anchor: .middle)
        }
        drawing.line(
            from: (horizontal.start, vertical.start), to: (horizontal.end, vertical.start), className: "axis")
        drawing.line(from: (horizontal.start, vertical.start), to: (horizontal.start, vertical.end), className: "axis")
        drawing.text(
            "mean of the activations", x: (horizontal.start + horizontal.end) / 2, y: vertical.start + 42,
            anchor: .middle)
        drawing.text(
            "variance of the activations", x: 26, y: (vertical.start + vertical.end) / 2, anchor: .middle,
            isVertical: true)
    }

    private func flow(_ horizontal: ChartAxis, _ vertical: ChartAxis, into drawing: inout SVGDocument) {
        let (columns, rows) = (16, 13)
        for column in 0..<columns {
            for row in 0..<rows {
                let mean =
                    horizontal.lower + (Double(column) + 0.5) / Double(columns) * (horizontal.upper - horizontal.lower)
                let variance = vertical.lower + (Double(row) + 0.5) / Double(rows) * (vertical.upper - vertical.lower)
                let here = MeanAndVariance(mean: mean, variance: variance)
                let next = map.next(here, omega: omega, tau: tau)
                let start = (x: horizontal.position(here.mean), y: vertical.position(here.variance))
                let whole = (x: horizontal.position(next.mean), y: vertical.position(next.variance))
                let end = (x: start.x + (whole.x - start.x) / 5, y: start.y + (whole.y - start.y) / 5)
                drawing.arrow(from: start, to: end, className: "flow")
            }
        }
    }

    private func draw(
        _ path: [MeanAndVariance], _ horizontal: ChartAxis, _ vertical: ChartAxis, into drawing: inout SVGDocument
    ) {
        let points = path.map { (x: horizontal.position($0.mean), y: vertical.position($0.variance)) }
        drawing.polyline(points, className: "path")
        for point in points.dropFirst() { drawing.circle(x: point.x, y: point.y, radius: 2.5, className: "step") }
        if let first = points.first { drawing.circle(x: first.x, y: first.y, radius: 4.5, className: "start") }
    }

    private func legend(_ fixed: String, into drawing: inout SVGDocument) {
        drawing.circle(x: 82, y: 541, radius: 6, className: "fixed")
        drawing.text(fixed, x: 96, y: 545)
        drawing.circle(x: 330, y: 541, radius: 4.5, className: "start")
        drawing.text("start", x: 342, y: 545)
        drawing.line(from: (400, 541), to: (424, 541), className: "path")
        drawing.circle(x: 412, y: 541, radius: 2.5, className: "step")
        drawing.text("layer after layer", x: 432, y: 545)
    }

    private func short(_ value: Double) -> String { ChartAxis.label((value * 1e4).rounded() / 1e4) }

    private static let light = [
        ".flow { stroke: #8c959f; stroke-width: 1.2; }", ".flow-head { fill: #8c959f; }",
        ".path { fill: none; stroke: #0969da; stroke-width: 1.8; }", ".step { fill: #0969da; }",
        ".start { fill: #ffffff; stroke: #0969da; stroke-width: 2; }",
        ".fixed { fill: #cf222e; stroke: #ffffff; stroke-width: 1.5; }",
    ]

    private static let dark = [
        ".flow { stroke: #6e7681; }", ".flow-head { fill: #6e7681; }", ".path { stroke: #58a6ff; }",
        ".step { fill: #58a6ff; }", ".start { fill: #0d1117; stroke: #58a6ff; }",
        ".fixed { fill: #ff7b72; stroke: #0d1117; }",
    ]
}
