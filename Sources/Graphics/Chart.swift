/// A drawing with a title, a description for those who can't see it, and a size.
public struct Chart: Sendable {
    /// What it shows, one line.
    public let title: String
    /// What there is to see, in words.
    public let description: String
    /// The width in units of the drawing.
    public let width: Double
    /// The height in units of the drawing.
    public let height: Double
    /// What is drawn.
    public let content: [SVGElement]
    /// The name of what the whole drawing stands for; nil where it is about several things.
    public var subject: String?

    /// Makes a drawing.
    ///
    /// - Parameters:
    ///   - title: what it shows, one line.
    ///   - description: what there is to see, in words.
    ///   - width: the width in units of the drawing, which are pixels on a screen.
    ///   - height: the height in the same units.
    ///   - content: what is drawn; y grows downwards.
    ///   - subject: the name of what the whole drawing stands for; nil where it is about several things.
    public init(
        title: String, description: String, width: Double, height: Double, content: [SVGElement],
        subject: String? = nil
    ) {
        self.subject = subject
        self.title = title
        self.description = description
        self.width = width
        self.height = height
        self.content = content
    }

    /// The drawing for a page: it takes its colours and its width from there.
    public var forPage: String { root(.page).text(.page) }

    /// The drawing as a file of its own, without style sheet or script, that converts to PDF as it is.
    public var standalone: String { file(.standalone) }

    /// The drawing as a file of its own for screens: light, or dark where the surroundings are.
    public var adaptive: String { file(.adaptive) }

    private func file(_ theme: SVGTheme) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root(theme).text(theme) + "\n"
    }

    private func root(_ theme: SVGTheme) -> SVGElement {
        let (w, h) = (SVGElement.coordinate(width), SVGElement.coordinate(height))
        var root = SVGElement("svg")
        var parts: [SVGElement] = [Self.words("title", title), Self.words("desc", description)]
        if theme != .page {
            root.attributes = [
                ("xmlns", .text("http://www.w3.org/2000/svg")), ("width", .number(width)), ("height", .number(height)),
                ("font-family", .text("Helvetica, Arial, sans-serif")),
            ]
        }
        root.attributes += [
            ("viewBox", .text("0 0 \(w) \(h)")), ("role", .text("img")),
            ("aria-label", .text("\(title). \(description)")),
        ]
        switch theme {
        case .page:
            // Wider than drawn the letters would outgrow the page's.
            root.attributes.append(("style", .text("max-width:\(w)px")))
            parts += content
        case .standalone, .adaptive:
            let drawn = [SVGElement.rectangle(0, 0, width, height, fill: .surface)] + content
            if theme == .adaptive { parts.append(Self.words("style", Self.darkStyle(drawn))) }
            parts += drawn
        }
        root.children = parts.map { .element($0) }
        return root
    }

    private static func words(_ name: String, _ text: String) -> SVGElement {
        var element = SVGElement(name)
        element.children = [.text(text)]
        return element
    }

    /// The rules that replace the colours of some elements where the surroundings are dark.
    private static func darkStyle(_ elements: [SVGElement]) -> String {
        var rules: [String: String] = [:]
        func visit(_ element: SVGElement) {
            for (attribute, paint) in element.paints {
                rules[SVGElement.className(attribute, paint)] = "\(attribute):\(paint.dark)"
            }
            for case .element(let child) in element.children { visit(child) }
        }
        elements.forEach(visit)
        let lines = rules.sorted { $0.key < $1.key }.map { ".\($0.key){\($0.value)}" }
        return "@media (prefers-color-scheme: dark){" + lines.joined() + "}"
    }

    /// Makes one drawing of several in rows.
    ///
    /// - Parameters:
    ///   - charts: the drawings, of one size.
    ///   - columns: how many stand side by side.
    ///   - title: what the whole shows.
    ///   - description: what there is to see, in words.
    ///   - legend: what stands above all, with its height.
    public static func grid(
        _ charts: [Chart], columns: Int, title: String, description: String,
        legend: (elements: [SVGElement], height: Double)
    ) -> Chart {
        let width = charts.map(\.width).max() ?? 0
        let height = charts.map(\.height).max() ?? 0
        let columns = max(1, min(columns, charts.count))
        let rows = (charts.count + columns - 1) / columns
        let panels = charts.enumerated().map { index, chart in
            SVGElement.group(
                x: Double(index % columns) * width, y: legend.height + Double(index / columns) * height,
                chart.content)
        }
        return Chart(
            title: title, description: description, width: width * Double(columns),
            height: legend.height + height * Double(rows), content: legend.elements + panels)
    }
}
