/// An element of a drawing; its texts are escaped when it is written.
struct SVGElement: Sendable {
    /// The value of an attribute.
    enum Value: Sendable {
        case text(String)
        case number(Double)
        case paint(Paint)
    }

    /// What stands inside.
    enum Node: Sendable {
        case element(SVGElement)
        case text(String)
    }

    /// The element's name.
    let name: String
    /// The attributes in the order they are written.
    var attributes: [(name: String, value: Value)]
    /// What stands inside.
    var children: [Node]

    /// Makes an element.
    init(_ name: String, _ attributes: [(name: String, value: Value)] = [], children: [SVGElement] = []) {
        self.name = name
        self.attributes = attributes
        self.children = children.map { .element($0) }
    }

    /// The element as text.
    func text(_ theme: SVGTheme) -> String {
        var output = ""
        write(to: &output, theme)
        return output
    }

    private func write(to output: inout String, _ theme: SVGTheme) {
        output += "<\(name)"
        for (name, value) in attributes {
            output += " \(name)=\""
            switch value {
            case .text(let text): output += Markup.escaped(text)
            case .number(let number): output += SVGElement.coordinate(number)
            case .paint(let paint): output += theme.value(paint)
            }
            output += "\""
        }
        guard !children.isEmpty else {
            output += "/>"
            return
        }
        output += ">"
        for child in children {
            switch child {
            case .element(let element): element.write(to: &output, theme)
            case .text(let text): output += Markup.escaped(text)
            }
        }
        output += "</\(name)>"
    }

    /// A length with at most one decimal, which a screen can't tell from more; 0 for what is not finite.
    static func coordinate(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = tenths.magnitude % 10
        return rest == 0 ? "\(sign)\(tenths.magnitude / 10)" : "\(sign)\(tenths.magnitude / 10).\(rest)"
    }
}
