import Graphics
import SelfNormalization

/// The flow of mean and variance under g towards its fixed point: Figure 2 of the paper.
struct FlowDiagram {
    let map: MomentMap<Double>
    let omega: Double
    let tau: Double
    let fixedPoint: MeanAndVariance?
    let paths: [[MeanAndVariance]]

    /// The picture.
    var chart: Chart {
        let title = "How g moves mean and variance from layer to layer"
        let subtitle = "SELU, omega = \(Scale.label(omega)), tau = \(Scale.label(tau)); arrows: a fifth of one step"
        let (x, y) = scales
        var content: [SVGElement] = [
            .label(title, 24, 30, size: 17, isBold: true), .label(subtitle, 24, 50, paint: .muted),
        ]
        content +=
            Axis(
                y, .left, at: x.range.lower, title: "variance of the activations", size: 12, ticks: 6,
                gridEnd: x.range.upper, hasLine: true
            ).elements
        content +=
            Axis(
                x, .bottom, at: y.range.lower, title: "mean of the activations", size: 12, ticks: 6,
                gridEnd: y.range.upper,
                hasLine: true
            ).elements
        content += flow(x, y)
        for path in paths { content += elements(of: path, x, y) }
        if let fixedPoint {
            content.append(fixedMark(x(fixedPoint.mean), y(fixedPoint.variance)))
            content += legend("fixed point (\(short(fixedPoint.mean)), \(short(fixedPoint.variance)))")
        }
        return Chart(title: title, description: subtitle, width: 640, height: 560, content: content)
    }

    /// Scales about the fixed point that hold every start.
    private var scales: (x: Scale, y: Scale) {
        let center = fixedPoint ?? paths.first?.last ?? MeanAndVariance(mean: 0, variance: 1)
        let starts = paths.compactMap(\.first)
        let means = starts.map(\.mean) + [center.mean - 0.6, center.mean + 0.6]
        let variances = starts.map(\.variance) + [0.3 * center.variance, 1.9 * center.variance]
        return (
            Scale(domain: (means.min() ?? -1, means.max() ?? 1), range: (76, 616)),
            Scale(domain: (variances.min() ?? 0, variances.max() ?? 2), range: (470, 76))
        )
    }

    private func flow(_ x: Scale, _ y: Scale) -> [SVGElement] {
        let (columns, rows) = (16, 13)
        var content: [SVGElement] = []
        for column in 0..<columns {
            for row in 0..<rows {
                let mean =
                    x.domain.lower + (Double(column) + 0.5) / Double(columns) * (x.domain.upper - x.domain.lower)
                let variance = y.domain.lower + (Double(row) + 0.5) / Double(rows) * (y.domain.upper - y.domain.lower)
                let here = MeanAndVariance(mean: mean, variance: variance)
                let next = map.next(here, omega: omega, tau: tau)
                let start = (x: x(here.mean), y: y(here.variance))
                let whole = (x: x(next.mean), y: y(next.variance))
                let end = (x: start.x + (whole.x - start.x) / 5, y: start.y + (whole.y - start.y) / 5)
                content += SVGElement.arrow(from: start, to: end, .muted)
            }
        }
        return content
    }

    private func elements(of path: [MeanAndVariance], _ x: Scale, _ y: Scale) -> [SVGElement] {
        let points = path.map { (x: x($0.mean), y: y($0.variance)) }
        var content: [SVGElement] = points.count > 1 ? [.path(points, Self.pathPaint, width: 1.8)] : []
        for point in points.dropFirst() { content.append(stepMark(point.x, point.y)) }
        if let first = points.first { content.append(startMark(first.x, first.y)) }
        return content
    }

    private func legend(_ fixed: String) -> [SVGElement] {
        [
            fixedMark(82, 541), .label(fixed, 96, 545), startMark(330, 541), .label("start", 342, 545),
            .line(400, 541, 424, 541, Self.pathPaint, width: 1.8), stepMark(412, 541),
            .label("layer after layer", 432, 545),
        ]
    }

    private static let pathPaint = Paint.shade(.blue, 1)

    private func fixedMark(_ x: Double, _ y: Double) -> SVGElement {
        .circle(x, y, radius: 6, fill: .series(0), stroke: .surface, width: 1.5)
    }

    private func startMark(_ x: Double, _ y: Double) -> SVGElement {
        .circle(x, y, radius: 4.5, fill: .surface, stroke: Self.pathPaint, width: 2)
    }

    private func stepMark(_ x: Double, _ y: Double) -> SVGElement {
        .circle(x, y, radius: 2.5, fill: Self.pathPaint)
    }

    private func short(_ value: Double) -> String { Scale.label((value * 1e4).rounded() / 1e4) }
}
