import Formats

/// Points of two numbers each beside the diagonal on which both agree, with bars of their spread and names that do not collide.
public struct AgreementPlot: Sendable {
    /// A point.
    public struct Point: Sendable {
        /// What it is.
        public var name: String
        /// The number to the right.
        public var x: Double
        /// The number upwards.
        public var y: Double
        /// Half the length of the horizontal bar; nil for none.
        public var xSpread: Double?
        /// Half the length of the vertical bar; nil for none.
        public var ySpread: Double?

        /// Makes a point.
        public init(name: String, x: Double, y: Double, xSpread: Double? = nil, ySpread: Double? = nil) {
            self.name = name
            self.x = x
            self.y = y
            self.xSpread = xSpread
            self.ySpread = ySpread
        }

        /// How far the numbers lie from each other.
        var distance: Double { (y - x).magnitude }
    }

    /// What stands above.
    public var title: String
    /// The line below the title.
    public var subtitle: String
    /// What the number to the right is.
    public var horizontal: String
    /// What the number upwards is.
    public var vertical: String
    /// The points, from 0 to 1.
    public var points: [Point]
    /// Their colour.
    public var paint: Paint
    /// How far from the diagonal a point is named.
    public var namedFrom = 0.1
    /// The most points that are named, the farthest first.
    public var mostNames = 4

    /// Makes a plot.
    public init(
        title: String, subtitle: String, horizontal: String, vertical: String, points: [Point], paint: Paint
    ) {
        self.title = title
        self.subtitle = subtitle
        self.horizontal = horizontal
        self.vertical = vertical
        self.points = points
        self.paint = paint
    }

    /// The points that are named, the farthest from the diagonal first.
    private var named: [Point] {
        Array(
            points.filter { $0.distance >= namedFrom - 1e-9 }.sorted { ($1.distance, $0.name) < ($0.distance, $1.name) }
                .prefix(mostNames))
    }

    /// The drawing.
    public var chart: Chart {
        let (size, left, top) = (190.0, 42.0, 40.0)
        let (right, bottom) = (left + size, top + size)
        let lowest = points.map { min($0.x, $0.y) }.min() ?? 0
        let lower = min(0.9, (lowest * 10).rounded(.down) / 10)
        let upper = max(1, points.map { max($0.x, $0.y) }.max() ?? 1)
        let x = Scale(domain: (lower, upper), range: (left, right))
        let y = Scale(domain: (lower, upper), range: (bottom, top))
        var content: [SVGElement] = [
            .label(title, left, 16, size: 13, isBold: true), .label(subtitle, left, 31, size: 10.5, paint: .muted),
        ]
        let ticks = x.ticks(about: 4)
        for tick in ticks {
            content.append(.line(x(tick), top, x(tick), bottom))
            content.append(.line(left, y(tick), right, y(tick)))
            let text = x.text(tick, among: ticks)
            content.append(.label(text, x(tick), bottom + 14, anchor: .middle, size: 10, paint: .muted))
            content.append(.label(text, left - 5, y(tick) + 3.5, anchor: .end, size: 10, paint: .muted))
        }
        content.append(.line(left, bottom, right, top, .muted, width: 1))
        let words = [horizontal, vertical].map { TextWidth.fitted($0, width: size, size: 10.5) }
        content.append(
            .label(words[0], left + size / 2, bottom + 29, anchor: .middle, size: 10.5, paint: .muted))
        content.append(
            .label(words[1], 12, top + size / 2, anchor: .middle, size: 10.5, paint: .muted, rotation: -90))
        for point in points {
            let place = (x: x(point.x), y: y(point.y))
            func clamped(_ value: Double) -> Double { min(max(value, lower), upper) }
            if let spread = point.xSpread {
                content.append(
                    SVGElement.line(
                        x(clamped(point.x - spread)), place.y, x(clamped(point.x + spread)), place.y, paint, width: 0.8
                    ).standing(for: point.name))
            }
            if let spread = point.ySpread {
                content.append(
                    SVGElement.line(
                        place.x, y(clamped(point.y - spread)), place.x, y(clamped(point.y + spread)), paint, width: 0.8
                    ).standing(for: point.name))
            }
            content.append(
                SVGElement.circle(place.x, place.y, radius: 3, fill: paint, opacity: 0.65)
                    .titled(
                        "\(point.name): \(vertical) \(NumberText.decimal(point.y, places: 4)), \(horizontal) "
                            + NumberText.decimal(point.x, places: 4)
                    ).standing(for: point.name))
        }
        content += names(x, y, left: left, right: right, top: top, bottom: bottom)
        let farthest = named.map { "\($0.name) \(NumberText.decimal($0.y - $0.x, places: 2, sign: true))" }
        return Chart(
            title: "\(title): \(vertical) against \(horizontal)",
            description: subtitle + ". "
                + (farthest.isEmpty
                    ? "No task lies \(NumberText.short(namedFrom)) or more from the diagonal."
                    : "Farthest from the diagonal: \(farthest.joined(separator: ", "))."),
            width: right + 10, height: bottom + 36, content: content)
    }

    /// A box on the drawing.
    private struct Box {
        let (left, top, right, bottom): (Double, Double, Double, Double)

        func overlap(_ other: Box) -> Double {
            max(0, min(right, other.right) - max(left, other.left))
                * max(0, min(bottom, other.bottom) - max(top, other.top))
        }
    }

    /// The names, each where it covers least: other names never if there is any such place, then as few points as can be.
    private func names(
        _ x: Scale, _ y: Scale, left: Double, right: Double, top: Double, bottom: Double
    ) -> [SVGElement] {
        let size = 9.5
        let dots = points.map { point in
            Box(left: x(point.x) - 3, top: y(point.y) - 3, right: x(point.x) + 3, bottom: y(point.y) + 3)
        }
        var taken: [Box] = []
        var result: [SVGElement] = []
        for point in named {
            let short = point.name.split(separator: "/").last.map(String.init) ?? point.name
            let text = TextWidth.fitted(short, width: 110, size: size)
            let width = TextWidth.of(text, size: size)
            let place = (x: x(point.x), y: y(point.y))
            var best: (cost: Double, x: Double, y: Double, isRight: Bool)?
            for step in 0..<40 {
                let shift = Double((step + 1) / 2) * 5 * (step.isMultiple(of: 2) ? 1 : -1)
                for isRight in [true, false] {
                    let start = isRight ? place.x + 7 : place.x - 7 - width
                    let base = place.y + 3 + shift
                    let box = Box(left: start, top: base - 8, right: start + width, bottom: base + 2)
                    guard box.left > left, box.right < right + 8, box.top >= top - 4, box.bottom <= bottom - 1 else {
                        continue
                    }
                    let cost =
                        taken.reduce(0) { $0 + 100 * box.overlap($1) } + dots.reduce(0) { $0 + box.overlap($1) }
                        + 0.4 * shift.magnitude
                    if best.map({ cost < $0.cost }) ?? true { best = (cost, start, base, isRight) }
                }
            }
            guard let best else { continue }
            taken.append(Box(left: best.x, top: best.y - 8, right: best.x + width, bottom: best.y + 2))
            let edge = best.isRight ? best.x : best.x + width
            if (best.y - place.y - 3).magnitude > 5 {
                result.append(
                    SVGElement.line(place.x, place.y, edge, best.y - 3, .muted, width: 0.6).standing(for: point.name))
            }
            result.append(
                SVGElement.label(text, edge, best.y, anchor: best.isRight ? .start : .end, size: size)
                    .standing(for: point.name))
        }
        return result
    }
}
