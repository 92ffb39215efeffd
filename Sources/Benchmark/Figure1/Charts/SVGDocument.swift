import Foundation

/// A drawing in SVG: text, lines and marks with classes that a style sheet colours for light and dark surroundings.
public struct SVGDocument: Sendable {
    /// The width in pixels.
    public let width: Double
    /// The height in pixels.
    public let height: Double
    private let title: String
    private let summary: String
    private let style: String
    private var body: [String] = []

    /// Where a text stands relative to its place.
    public enum Anchor: String, Sendable { case start, middle, end }

    /// Makes an empty drawing.
    ///
    /// - Parameters:
    ///   - width: the width in pixels.
    ///   - height: the height in pixels.
    ///   - title: the title, for readers that see no picture.
    ///   - summary: what the picture shows, for the same.
    ///   - light: style rules, beyond those of text, axes and grid.
    ///   - dark: rules that replace them where the surroundings are dark.
    public init(
        width: Double, height: Double, title: String, summary: String, light: [String] = [], dark: [String] = []
    ) {
        self.width = width
        self.height = height
        self.title = title
        self.summary = summary
        style = SVGDocument.style(light: light, dark: dark)
    }

    /// Writes a text.
    ///
    /// - Parameters:
    ///   - text: plain text.
    ///   - x: the place from the left.
    ///   - y: the base line from the top.
    ///   - className: the class of the style sheet.
    ///   - anchor: where the text stands relative to the place.
    ///   - isVertical: whether it runs upward.
    public mutating func text(
        _ text: String, x: Double, y: Double, className: String = "label", anchor: Anchor = .start,
        isVertical: Bool = false
    ) {
        let turn = isVertical ? " transform=\"rotate(-90 \(pixel(x)) \(pixel(y)))\"" : ""
        body.append(
            "<text x=\"\(pixel(x))\" y=\"\(pixel(y))\" class=\"\(className)\" text-anchor=\"\(anchor.rawValue)\"\(turn)>"
                + SVGDocument.escaped(text) + "</text>")
    }

    /// Draws a straight line.
    public mutating func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), className: String
    ) {
        body.append(
            "<line x1=\"\(pixel(start.x))\" y1=\"\(pixel(start.y))\" x2=\"\(pixel(end.x))\" y2=\"\(pixel(end.y))\" "
                + "class=\"\(className)\"/>")
    }

    /// Draws a line through points.
    public mutating func polyline(_ points: [(x: Double, y: Double)], className: String) {
        guard points.count > 1 else { return }
        let list = points.map { "\(pixel($0.x)),\(pixel($0.y))" }.joined(separator: " ")
        body.append("<polyline points=\"\(list)\" class=\"\(className)\"/>")
    }

    /// Draws an arrow; one shorter than its head becomes a dot.
    public mutating func arrow(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), className: String, head: Double = 5
    ) {
        let run = (x: end.x - start.x, y: end.y - start.y)
        let length = (run.x * run.x + run.y * run.y).squareRoot()
        guard length > head / 2 else {
            circle(x: start.x, y: start.y, radius: 1.2, className: className + "-head")
            return
        }
        let unit = (x: run.x / length, y: run.y / length)
        let size = min(head, length)
        let base = (x: end.x - unit.x * size, y: end.y - unit.y * size)
        line(from: start, to: base, className: className)
        let side = (x: -unit.y * size * 0.38, y: unit.x * size * 0.38)
        let corners = [end, (x: base.x + side.x, y: base.y + side.y), (x: base.x - side.x, y: base.y - side.y)]
        let list = corners.map { "\(pixel($0.x)),\(pixel($0.y))" }.joined(separator: " ")
        body.append("<polygon points=\"\(list)\" class=\"\(className)-head\"/>")
    }

    /// Draws a circle.
    public mutating func circle(x: Double, y: Double, radius: Double, className: String) {
        body.append(
            "<circle cx=\"\(pixel(x))\" cy=\"\(pixel(y))\" r=\"\(pixel(radius))\" class=\"\(className)\"/>")
    }

    /// The drawing as a file.
    public var text: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(pixel(width))" height="\(pixel(height))" \
        viewBox="0 0 \(pixel(width)) \(pixel(height))" role="img" aria-labelledby="title summary">
        <title id="title">\(SVGDocument.escaped(title))</title>
        <desc id="summary">\(SVGDocument.escaped(summary))</desc>
        <style>
        \(style)
        </style>
        <rect width="100%" height="100%" class="background"/>
        \(body.joined(separator: "\n"))
        </svg>

        """
    }

    /// A length with at most one decimal.
    private func pixel(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let tenths = (max(-1e6, min(1e6, value)) * 10).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static func style(light: [String], dark: [String]) -> String {
        let common = [
            "text { font-family: system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; font-size: 12px; }",
            ".title { font-size: 17px; font-weight: 600; }",
            ".panel { font-size: 13px; font-weight: 600; }",
            ".grid { stroke-width: 1; }",
            ".axis { stroke-width: 1; }",
        ]
        let lightRules =
            [
                ".background { fill: #ffffff; }", ".title, .panel, .label { fill: #1f2328; }",
                ".muted { fill: #59636e; }", ".grid { stroke: #e4e8ec; }", ".axis { stroke: #818b98; }",
            ] + light
        let darkRules =
            [
                ".background { fill: #0d1117; }", ".title, .panel, .label { fill: #e6edf3; }",
                ".muted { fill: #9198a1; }", ".grid { stroke: #262c36; }", ".axis { stroke: #656c76; }",
            ] + dark
        return (common + lightRules).joined(separator: "\n") + "\n@media (prefers-color-scheme: dark) {\n"
            + darkRules.map { "  " + $0 }.joined(separator: "\n") + "\n}"
    }
}
