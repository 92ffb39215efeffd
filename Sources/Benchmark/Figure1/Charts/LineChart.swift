import Foundation

/// A chart of curves in one or more panels side by side, with title, axes, units and a legend.
public struct LineChart: Sendable {
    /// A curve.
    public struct Series: Sendable {
        /// What the legend says.
        public var name: String
        /// The class of the style sheet that colours it.
        public var className: String
        /// The points, in the order they are joined; those that are not finite are left out.
        public var points: [(x: Double, y: Double)]

        /// Makes a curve.
        public init(name: String, className: String, points: [(x: Double, y: Double)]) {
            self.name = name
            self.className = className
            self.points = points
        }
    }

    /// Curves that share axes.
    public struct Panel: Sendable {
        /// What stands above.
        public var title: String
        /// The curves.
        public var series: [Series]

        /// Makes a panel.
        public init(title: String, series: [Series]) {
            self.title = title
            self.series = series
        }
    }

    /// What stands above all.
    public var title: String
    /// The line below the title.
    public var subtitle: String
    /// What runs along the horizontal axis, with its unit.
    public var horizontal: String
    /// What runs along the vertical axis, with its unit.
    public var vertical: String
    /// The scale of the vertical axis.
    public var verticalScale: ChartAxis.Scale
    /// The panels.
    public var panels: [Panel]
    /// Style rules of the curves.
    public var light: [String]
    /// What replaces them where the surroundings are dark.
    public var dark: [String]

    /// Makes a chart.
    public init(
        title: String, subtitle: String, horizontal: String, vertical: String,
        verticalScale: ChartAxis.Scale = .logarithmic, panels: [Panel], light: [String], dark: [String]
    ) {
        self.title = title
        self.subtitle = subtitle
        self.horizontal = horizontal
        self.vertical = vertical
        self.verticalScale = verticalScale
        self.panels = panels
        self.light = light
        self.dark = dark
    }

    /// The chart as an SVG file.
    public var svg: String {
        let panelWidth = 420.0
        let height = 470.0
        let width = 40 + max(1, Double(panels.count)) * (panelWidth + 40)
        var drawing = SVGDocument(
            width: width, height: height, title: title, summary: subtitle, light: light, dark: dark)
        drawing.text(title, x: 24, y: 30, className: "title")
        drawing.text(subtitle, x: 24, y: 50, className: "muted")
        for (index, panel) in panels.enumerated() {
            let left = 76 + Double(index) * (panelWidth + 40)
            draw(panel, into: &drawing, left: left, right: left + panelWidth - 50, top: 90, bottom: height - 128)
        }
        legend(into: &drawing, y: height - 58, right: width - 12)
        return drawing.text
    }

    private func draw(
        _ panel: Panel, into drawing: inout SVGDocument, left: Double, right: Double, top: Double, bottom: Double
    ) {
        let points = panel.series.flatMap(\.points).filter { isShown($0) }
        let horizontalAxis = ChartAxis(
            lower: min(0, points.map(\.x).min() ?? 0), upper: points.map(\.x).max() ?? 1, start: left, end: right)
        let low = points.map(\.y).min() ?? 0.1
        let high = points.map(\.y).max() ?? 1
        let verticalAxis =
            verticalScale == .logarithmic
            ? ChartAxis(scale: .logarithmic, lower: low / 1.1, upper: high * 1.1, start: bottom, end: top)
            : ChartAxis(lower: low, upper: high, start: bottom, end: top)
        drawing.text(panel.title, x: left, y: top - 12, className: "panel")
        for tick in verticalAxis.ticks(about: 6) {
            let y = verticalAxis.position(tick)
            drawing.line(from: (left, y), to: (right, y), className: "grid")
            drawing.text(ChartAxis.label(tick), x: left - 8, y: y + 4, className: "muted", anchor: .end)
        }
        for tick in horizontalAxis.ticks(about: 6) {
            let x = horizontalAxis.position(tick)
            drawing.line(from: (x, bottom), to: (x, bottom + 5), className: "axis")
            drawing.text(ChartAxis.label(tick), x: x, y: bottom + 20, className: "muted", anchor: .middle)
        }
        drawing.line(from: (left, bottom), to: (right, bottom), className: "axis")
        drawing.text(horizontal, x: (left + right) / 2, y: bottom + 40, anchor: .middle)
        drawing.text(
            vertical, x: left - 54, y: (top + bottom) / 2, anchor: .middle, isVertical: true)
        for series in panel.series {
            let shown = series.points.filter { isShown($0) }
            drawing.polyline(
                shown.map { (horizontalAxis.position($0.x), verticalAxis.position($0.y)) },
                className: "curve " + series.className)
        }
    }

    private func isShown(_ point: (x: Double, y: Double)) -> Bool {
        point.x.isFinite && point.y.isFinite && (verticalScale == .linear || point.y > 0)
    }

    /// The names of the curves, each once, with a piece of line.
    private func legend(into drawing: inout SVGDocument, y: Double, right: Double) {
        var x = 76.0
        var y = y
        var seen: Set<String> = []
        for series in panels.flatMap(\.series) where seen.insert(series.name).inserted {
            let length = 28 + 6.6 * Double(series.name.count)
            if x > 76, x + length > right { (x, y) = (76, y + 20) }
            drawing.line(from: (x, y - 4), to: (x + 22, y - 4), className: "curve " + series.className)
            drawing.text(series.name, x: x + 28, y: y)
            x += length + 18
        }
    }
}
