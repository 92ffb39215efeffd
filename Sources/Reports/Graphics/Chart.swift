/// A drawing with a title, a description for those who can't see it, and a size.
struct Chart: Sendable {
    /// What it shows, one line.
    let title: String
    /// What there is to see, in words.
    let description: String
    /// The width in units of the drawing.
    let width: Double
    /// The height in units of the drawing.
    let height: Double
    /// What is drawn.
    let content: [SVGElement]

    /// The drawing for a page: it takes its colours and its width from there.
    var forPage: String {
        root(size: [], theme: .page, background: []).text(.page)
    }

    /// The drawing as a file of its own, without style sheet or script, that converts to PDF as it is.
    var standalone: String {
        let size: [(name: String, value: SVGElement.Value)] = [
            ("xmlns", .text("http://www.w3.org/2000/svg")), ("width", .number(width)), ("height", .number(height)),
            ("font-family", .text("Helvetica, Arial, sans-serif")),
        ]
        let background = [SVGElement.rectangle(0, 0, width, height, fill: .surface)]
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + root(size: size, theme: .standalone, background: background).text(.standalone) + "\n"
    }

    private func root(
        size: [(name: String, value: SVGElement.Value)], theme: SVGTheme, background: [SVGElement]
    ) -> SVGElement {
        var root = SVGElement(
            "svg",
            size + [
                (
                    "viewBox",
                    .text("0 0 \(SVGElement.coordinate(width)) \(SVGElement.coordinate(height))")
                ),
                ("role", .text("img")), ("aria-label", .text("\(title). \(description)")),
            ])
        if theme == .page {
            // Wider than drawn the letters would outgrow the page's.
            root.attributes.append(("style", .text("max-width:\(SVGElement.coordinate(width))px")))
        }
        var name = SVGElement("title")
        name.children = [.text(title)]
        var words = SVGElement("desc")
        words.children = [.text(description)]
        root.children = ([name, words] + background + content).map { .element($0) }
        return root
    }

    /// Several drawings in rows, as one.
    ///
    /// - Parameters:
    ///   - charts: the drawings, of one size.
    ///   - columns: how many stand side by side.
    ///   - title: what the whole shows.
    ///   - description: what there is to see, in words.
    ///   - legend: what stands above all, with its height.
    static func grid(
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
