import Formats

/// An element of a drawing; its texts are escaped when it is written.
public struct SVGElement: Sendable {
    /// The value of an attribute.
    public enum Value: Sendable {
        /// A text, escaped when it is written.
        case text(String)
        /// A length or a number.
        case number(Double)
        /// A colour.
        case paint(Paint)
    }

    /// What stands inside.
    public enum Node: Sendable {
        /// Another element.
        case element(SVGElement)
        /// A text, escaped when it is written.
        case text(String)
    }

    /// The element's name.
    public let name: String
    /// The attributes in the order they are written.
    public var attributes: [(name: String, value: Value)]
    /// What stands inside.
    public var children: [Node]
    /// The name of what it stands for, by which a page's filters find it; nil for what belongs to the whole drawing.
    public var subject: String?

    /// Makes an element.
    public init(_ name: String, _ attributes: [(name: String, value: Value)] = [], children: [SVGElement] = []) {
        self.name = name
        self.attributes = attributes
        self.children = children.map { .element($0) }
    }

    /// The element as text.
    public func text(_ theme: SVGTheme) -> String {
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
        if theme == .page, let subject { output += " data-of=\"" + Markup.escaped(subject) + "\"" }
        if theme == .adaptive, !paints.isEmpty {
            output += " class=\"" + paints.map { Self.className($0.attribute, $0.paint) }.joined(separator: " ") + "\""
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

    /// The colours of the element itself with the attribute that has each.
    var paints: [(attribute: String, paint: Paint)] {
        attributes.compactMap { name, value in
            guard case .paint(let paint) = value, paint != .none else { return nil }
            return (name, paint)
        }
    }

    /// The class by which a style sheet replaces the colour of an attribute.
    static func className(_ attribute: String, _ paint: Paint) -> String { "\(attribute)-\(paint.property)" }

    /// A length with at most one decimal, which a screen can't tell from more; 0 for what is not finite.
    public static func coordinate(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = tenths.magnitude % 10
        return rest == 0 ? "\(sign)\(tenths.magnitude / 10)" : "\(sign)\(tenths.magnitude / 10).\(rest)"
    }
}
