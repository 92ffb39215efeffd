import Formats

extension Chart {
    /// The drawing as a TikZ picture, which needs the package tikz and nothing else; 50 units are a centimetre.
    public var tikz: String {
        var writer = TikZWriter()
        writer.write(content, offset: (0, 0))
        var lines = ["% \(LaTeX.comment(title + ". " + description))"]
        lines += writer.colours.sorted { $0.key < $1.key }.map { "\\definecolor{\($0.key)}{HTML}{\($0.value)}" }
        lines.append("\\begin{tikzpicture}[x=0.02cm,y=-0.02cm]")
        lines += writer.lines
        lines.append("\\end{tikzpicture}")
        return lines.map { $0 + "\n" }.joined()
    }
}

/// Turns the elements of our drawings into commands of TikZ.
private struct TikZWriter {
    var lines: [String] = []
    var colours: [String: String] = [:]

    mutating func write(_ elements: [SVGElement], offset: (x: Double, y: Double)) {
        for element in elements { write(element, offset) }
    }

    private mutating func write(_ element: SVGElement, _ offset: (x: Double, y: Double)) {
        func number(_ name: String) -> Double {
            guard case .number(let value)? = value(name) else { return 0 }
            return value
        }
        func value(_ name: String) -> SVGElement.Value? { element.attributes.first { $0.name == name }?.value }
        func text(_ name: String) -> String? {
            guard case .text(let text)? = value(name) else { return nil }
            return text
        }
        func at(_ x: Double, _ y: Double) -> String {
            "(\(SVGElement.coordinate(x + offset.x)),\(SVGElement.coordinate(y + offset.y)))"
        }
        var options: [String] = []
        func paint(_ name: String) -> String? {
            guard case .paint(let paint)? = value(name), paint != .none else { return nil }
            let colour = "snnbench-\(paint.property)"
            colours[colour] = String(paint.light.dropFirst()).uppercased()
            return colour
        }
        let (fill, stroke) = (paint("fill"), paint("stroke"))
        if let stroke { options.append("draw=\(stroke)") }
        if let fill, element.name != "text" { options.append("fill=\(fill)") }
        if stroke != nil {
            options.append("line width=\(SVGElement.coordinate(max(0.2, 0.6 * number("stroke-width"))))pt")
        }
        if text("stroke-dasharray") != nil { options.append("densely dashed") }
        let style = options.joined(separator: ",")
        switch element.name {
        case "line":
            lines.append("  \\path[\(style)] \(at(number("x1"), number("y1"))) -- \(at(number("x2"), number("y2")));")
        case "rect":
            let (x, y) = (number("x"), number("y"))
            lines.append("  \\path[\(style)] \(at(x, y)) rectangle \(at(x + number("width"), y + number("height")));")
        case "circle":
            lines.append(
                "  \\path[\(style)] \(at(number("cx"), number("cy"))) circle[radius=\(SVGElement.coordinate(number("r")))];"
            )
        case "path", "polygon":
            let numbers = (text("d") ?? text("points") ?? "").split { !"0123456789.-".contains($0) }.compactMap {
                Double($0)
            }
            let points = stride(from: 0, to: numbers.count - 1, by: 2).map { at(numbers[$0], numbers[$0 + 1]) }
            guard points.count > 1 else { return }
            lines.append(
                "  \\path[\(style)] \(points.joined(separator: " -- "))\(element.name == "polygon" ? " -- cycle" : "");"
            )
        case "text":
            let words = element.children.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined()
            var node = [
                "inner sep=0pt",
                "font=\\fontsize{\(SVGElement.coordinate(0.57 * number("font-size")))pt}{0pt}\\selectfont",
            ]
            if let fill { node.append("text=\(fill)") }
            switch text("text-anchor") {
            case "middle": node.append("anchor=base")
            case "end": node.append("anchor=base east")
            default: node.append("anchor=base west")
            }
            if text("transform")?.hasPrefix("rotate(-90") == true { node.append("rotate=90") }
            let shown = text("font-weight") == nil ? LaTeX.escaped(words) : "\\bfseries \(LaTeX.escaped(words))"
            lines.append("  \\node[\(node.joined(separator: ","))] at \(at(number("x"), number("y"))) {\(shown)};")
        default:
            var moved = offset
            if let transform = text("transform"), transform.hasPrefix("translate(") {
                let numbers = transform.split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
                if numbers.count == 2 { moved = (offset.x + numbers[0], offset.y + numbers[1]) }
            }
            let children = element.children.compactMap { if case .element(let child) = $0 { child } else { nil } }
            if element.name == "g" { write(children, offset: moved) }
        }
    }
}
