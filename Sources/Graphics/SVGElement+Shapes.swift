extension SVGElement {
    /// Where a text stands relative to its point.
    public enum Anchor: String, Sendable {
        /// It begins there.
        case start
        /// It is centred there.
        case middle
        /// It ends there.
        case end
    }

    /// A straight line.
    public static func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ paint: Paint = .rule, width: Double = 1,
        dashes: String? = nil
    ) -> SVGElement {
        var element = SVGElement(
            "line",
            [
                ("x1", .number(x1)), ("y1", .number(y1)), ("x2", .number(x2)), ("y2", .number(y2)),
                ("stroke", .paint(paint)), ("stroke-width", .number(width)),
            ])
        if let dashes { element.attributes.append(("stroke-dasharray", .text(dashes))) }
        return element
    }

    /// A line through points.
    public static func path(
        _ points: [(x: Double, y: Double)], _ paint: Paint, width: Double = 1.5, dashes: String? = nil
    ) -> SVGElement {
        var data = ""
        for (index, point) in points.enumerated() {
            data += index == 0 ? "M" : (index == 1 ? "L" : " ")
            data += coordinate(point.x) + " " + coordinate(point.y)
        }
        var element = SVGElement(
            "path",
            [
                ("d", .text(data)), ("fill", .text("none")), ("stroke", .paint(paint)),
                ("stroke-width", .number(width)), ("stroke-linejoin", .text("round")),
            ])
        if let dashes { element.attributes.append(("stroke-dasharray", .text(dashes))) }
        return element
    }

    /// A filled rectangle.
    public static func rectangle(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: Paint, stroke: Paint? = nil,
        radius: Double = 0
    ) -> SVGElement {
        var element = SVGElement(
            "rect",
            [
                ("x", .number(x)), ("y", .number(y)), ("width", .number(max(0, width))),
                ("height", .number(max(0, height))), ("fill", .paint(fill)),
            ])
        if let stroke { element.attributes.append(("stroke", .paint(stroke))) }
        if radius > 0 { element.attributes.append(("rx", .number(radius))) }
        return element
    }

    /// A circle, filled or only drawn.
    public static func circle(
        _ x: Double, _ y: Double, radius: Double, fill: Paint, stroke: Paint? = nil, width: Double = 1,
        opacity: Double? = nil
    ) -> SVGElement {
        var element = SVGElement(
            "circle", [("cx", .number(x)), ("cy", .number(y)), ("r", .number(radius)), ("fill", .paint(fill))])
        if let stroke { element.attributes.append(("stroke", .paint(stroke))) }
        if width != 1 { element.attributes.append(("stroke-width", .number(width))) }
        if let opacity { element.attributes.append(("fill-opacity", .number(opacity))) }
        return element
    }

    /// The number of shapes of marks.
    public static let markCount = 7

    /// A mark that tells one thing from another by its shape: disc, square, triangle, diamond, triangle on its tip, plus, cross.
    public static func mark(
        _ shape: Int, _ x: Double, _ y: Double, radius r: Double, fill: Paint, stroke: Paint
    ) -> SVGElement {
        let arm = r * 0.36
        let plus = [
            (-arm, -r), (arm, -r), (arm, -arm), (r, -arm), (r, arm), (arm, arm), (arm, r), (-arm, r), (-arm, arm),
            (-r, arm), (-r, -arm), (-arm, -arm),
        ].map { (x: 1.15 * $0.0, y: 1.15 * $0.1) }
        let corners: [(x: Double, y: Double)]
        switch shape % markCount {
        case 1: corners = [(-r, -r), (r, -r), (r, r), (-r, r)].map { (0.88 * $0.0, 0.88 * $0.1) }
        case 2: corners = [(0, -1.15 * r), (1.1 * r, 0.85 * r), (-1.1 * r, 0.85 * r)]
        case 3: corners = [(0, -1.25 * r), (1.25 * r, 0), (0, 1.25 * r), (-1.25 * r, 0)]
        case 4: corners = [(0, 1.15 * r), (1.1 * r, -0.85 * r), (-1.1 * r, -0.85 * r)]
        case 5: corners = plus
        case 6: corners = plus.map { (0.7071 * ($0.x - $0.y), 0.7071 * ($0.x + $0.y)) }
        default: return circle(x, y, radius: r, fill: fill, stroke: stroke)
        }
        var element = polygon(corners.map { (x + $0.x, y + $0.y) }, fill: fill)
        element.attributes += [("stroke", .paint(stroke)), ("stroke-width", .number(1))]
        return element
    }

    /// A square on its tip.
    public static func diamond(_ x: Double, _ y: Double, radius: Double, fill: Paint, stroke: Paint) -> SVGElement {
        var element = polygon([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], fill: fill)
        element.attributes += [("stroke", .paint(stroke)), ("stroke-width", .number(1.5))]
        return element
    }

    /// A filled area with corners.
    public static func polygon(_ points: [(x: Double, y: Double)], fill: Paint) -> SVGElement {
        let list = points.map { "\(coordinate($0.x)),\(coordinate($0.y))" }.joined(separator: " ")
        return SVGElement("polygon", [("points", .text(list)), ("fill", .paint(fill))])
    }

    /// An arrow; one shorter than half its head becomes a dot.
    public static func arrow(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ paint: Paint, width: Double = 1.2,
        head: Double = 5
    ) -> [SVGElement] {
        let run = (x: end.x - start.x, y: end.y - start.y)
        let length = (run.x * run.x + run.y * run.y).squareRoot()
        guard length > head / 2 else { return [.circle(start.x, start.y, radius: 1.2, fill: paint)] }
        let unit = (x: run.x / length, y: run.y / length)
        let size = min(head, length)
        let base = (x: end.x - unit.x * size, y: end.y - unit.y * size)
        let side = (x: -unit.y * size * 0.38, y: unit.x * size * 0.38)
        return [
            .line(start.x, start.y, base.x, base.y, paint, width: width),
            .polygon([end, (base.x + side.x, base.y + side.y), (base.x - side.x, base.y - side.y)], fill: paint),
        ]
    }

    /// A text.
    public static func label(
        _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, size: Double = 12,
        paint: Paint = .ink, isBold: Bool = false, rotation: Double? = nil
    ) -> SVGElement {
        var element = SVGElement(
            "text",
            [("x", .number(x)), ("y", .number(y)), ("font-size", .number(size)), ("fill", .paint(paint))])
        if anchor != .start { element.attributes.append(("text-anchor", .text(anchor.rawValue))) }
        if isBold { element.attributes.append(("font-weight", .text("600"))) }
        if let rotation {
            element.attributes.append(
                ("transform", .text("rotate(\(coordinate(rotation)) \(coordinate(x)) \(coordinate(y)))")))
        }
        element.children = [.text(text)]
        return element
    }

    /// Elements moved together.
    public static func group(x: Double = 0, y: Double = 0, _ children: [SVGElement]) -> SVGElement {
        var element = SVGElement("g", children: children)
        if x != 0 || y != 0 {
            element.attributes = [("transform", .text("translate(\(coordinate(x)) \(coordinate(y)))"))]
        }
        return element
    }

    /// The element as one that stands for something, which a page hides with it.
    public func standing(for subject: String) -> SVGElement {
        var result = self
        result.subject = subject
        return result
    }

    /// The element with a text that appears while the pointer rests on it.
    public func titled(_ text: String) -> SVGElement {
        var title = SVGElement("title")
        title.children = [.text(text)]
        var result = self
        result.children.insert(.element(title), at: 0)
        return result
    }
}
