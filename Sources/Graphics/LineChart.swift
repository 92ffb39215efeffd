/// A drawing of curves in one or more panels, three side by side, with title, axes, units and a legend.
public struct LineChart: Sendable {
    /// A curve.
    public struct Series: Sendable {
        /// What the legend says.
        public var name: String
        /// The colour.
        public var paint: Paint
        /// The dashes of the line, as SVG writes them; nil for a whole line.
        public var dashes: String?
        /// The points, in the order they are joined; those that are not finite are left out.
        public var points: [(x: Double, y: Double)]
        /// The range behind the line; empty for none.
        public var band: [(x: Double, low: Double, high: Double)]

        /// Makes a curve.
        public init(
            name: String, paint: Paint, dashes: String? = nil, points: [(x: Double, y: Double)],
            band: [(x: Double, low: Double, high: Double)] = []
        ) {
            self.band = band
            self.name = name
            self.paint = paint
            self.dashes = dashes
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
    /// Whether the vertical axis is logarithmic.
    public var isLogarithmic: Bool
    /// The panels.
    public var panels: [Panel]

    /// Makes a chart.
    public init(
        title: String, subtitle: String, horizontal: String, vertical: String, isLogarithmic: Bool = true,
        panels: [Panel]
    ) {
        self.title = title
        self.subtitle = subtitle
        self.horizontal = horizontal
        self.vertical = vertical
        self.isLogarithmic = isLogarithmic
        self.panels = panels
    }

    /// The drawing.
    public var chart: Chart {
        let panelWidth = 420.0
        let (columns, pitch) = (3, 345.0)
        let height = 470 + pitch * Double(max(0, panels.count - 1) / columns)
        let width = 40 + Double(min(columns, max(1, panels.count))) * (panelWidth + 40)
        var content: [SVGElement] = [
            .label(title, 24, 30, size: 17, isBold: true), .label(subtitle, 24, 50, paint: .muted),
        ]
        for (index, panel) in panels.enumerated() {
            let left = 76 + Double(index % columns) * (panelWidth + 40)
            let top = 90 + pitch * Double(index / columns)
            content += elements(of: panel, left: left, right: left + panelWidth - 50, top: top, bottom: top + 252)
        }
        content += legend(y: height - 58, right: width - 12)
        return Chart(title: title, description: subtitle, width: width, height: height, content: content)
    }

    private func elements(
        of panel: Panel, left: Double, right: Double, top: Double, bottom: Double
    ) -> [SVGElement] {
        let points = panel.series.flatMap { series in
            series.points + series.band.flatMap { [(x: $0.x, y: $0.low), (x: $0.x, y: $0.high)] }
        }.filter { isShown($0) }
        let x = Scale(
            domain: (min(0, points.map(\.x).min() ?? 0), points.map(\.x).max() ?? 1), range: (left, right))
        let low = points.map(\.y).min() ?? 0.1
        let high = points.map(\.y).max() ?? 1
        let y = Scale(
            domain: isLogarithmic ? (low / 1.1, high * 1.1) : (low, high), range: (bottom, top),
            isLogarithmic: isLogarithmic)
        var content: [SVGElement] = [.label(panel.title, left, top - 12, size: 13, isBold: true)]
        content += Axis(y, .left, at: left, title: vertical, size: 12, ticks: 6, gridEnd: right).elements
        content += Axis(x, .bottom, at: bottom, title: horizontal, size: 12, ticks: 6, hasLine: true).elements
        for series in panel.series {
            let band = series.band.filter { isShown(($0.x, $0.low)) && isShown(($0.x, $0.high)) }
            guard band.count > 1 else { continue }
            let corners = band.map { (x($0.x), y($0.high)) } + band.reversed().map { (x($0.x), y($0.low)) }
            var area = SVGElement.polygon(corners, fill: series.paint)
            area.attributes.append(("fill-opacity", .number(0.18)))
            content.append(area.standing(for: series.name))
        }
        for series in panel.series {
            let shown = series.points.filter { isShown($0) }
            if shown.count == 1 {
                // A line of one point would not be seen.
                content.append(
                    SVGElement.circle(x(shown[0].x), y(shown[0].y), radius: 3.5, fill: series.paint).standing(
                        for: series.name))
            }
            guard shown.count > 1 else { continue }
            content.append(
                SVGElement.path(
                    shown.map { (x($0.x), y($0.y)) }, series.paint, width: 2, dashes: series.dashes
                ).standing(for: series.name))
        }
        return content
    }

    private func isShown(_ point: (x: Double, y: Double)) -> Bool {
        point.x.isFinite && point.y.isFinite && (!isLogarithmic || point.y > 0)
    }

    /// The names of the curves, each once, with a piece of line.
    private func legend(y: Double, right: Double) -> [SVGElement] {
        var x = 76.0
        var y = y
        var seen: Set<String> = []
        var content: [SVGElement] = []
        for series in panels.flatMap(\.series) where seen.insert(series.name).inserted {
            let length = 28 + TextWidth.of(series.name, size: 12)
            if x > 76, x + length > right { (x, y) = (76, y + 20) }
            let key: [SVGElement] = [
                .line(x, y - 4, x + 22, y - 4, series.paint, width: 2, dashes: series.dashes),
                .label(series.name, x + 28, y),
            ]
            content.append(SVGElement.group(key).standing(for: series.name))
            x += length + 18
        }
        return content
    }
}
