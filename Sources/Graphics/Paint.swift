/// A colour by what it means, so that a page can be light or dark and a file has its own.
public enum Paint: Hashable, Sendable {
    /// Text and the lines that matter most.
    case ink
    /// Text and lines of the second rank.
    case muted
    /// Grid lines and frames.
    case rule
    /// What lies behind everything.
    case surface
    /// Text that says that something is as claimed.
    case good
    /// Text that says that it is not, or that warns.
    case bad
    /// One of the categorical colours, repeated from the start where there are more.
    case series(Int)
    /// One of three shades of a colour, from 0 (palest) to 2 (deepest), for curves of one kind that differ in degree.
    case shade(Hue, Int)
    /// A step of the sequential scale, from 0 (far behind) to 5 (best).
    case heat(Int)
    /// Text on a step of the sequential scale.
    case heatText(Int)
    /// Nothing.
    case none

    /// A colour that comes in shades.
    public enum Hue: String, Hashable, Sendable, CaseIterable {
        /// Blue.
        case blue
        /// Orange.
        case orange
    }

    /// The number of shades of a hue.
    public static let shadeCount = 3
    /// The number of categorical colours.
    public static let seriesCount = 10
    /// The number of steps of the sequential scale.
    public static let heatCount = 6

    /// The name of the colour among the page's custom properties.
    public var property: String {
        switch self {
        case .ink: "ink"
        case .muted: "muted"
        case .rule: "rule"
        case .surface: "surface"
        case .good: "good"
        case .bad: "bad"
        case .series(let index): "s\(Self.wrapped(index))"
        case .shade(let hue, let grade): "\(hue.rawValue)\(Self.clamped(grade, Self.shadeCount))"
        case .heat(let step): "h\(step)"
        case .heatText(let step): "ht\(step)"
        case .none: "none"
        }
    }

    /// The colour on white paper.
    ///
    /// The categorical ones are those of Okabe and Ito (2008), which colour-blind people tell apart.
    public var light: String {
        switch self {
        case .ink: "#1b1f24"
        case .muted: "#57606a"
        case .rule: "#d8dee4"
        case .surface: "#ffffff"
        case .good: "#00734f"
        case .bad: "#b04a00"
        case .series(let index):
            [
                "#d55e00", "#0072b2", "#56b4e9", "#e69f00", "#6e7781", "#009e73", "#cc79a7", "#8c564b", "#6a3fb5",
                "#5f7a00",
            ][Self.wrapped(index)]
        case .shade(.blue, let grade): ["#74a9d8", "#2f79b9", "#0b3d6e"][Self.clamped(grade, Self.shadeCount)]
        case .shade(.orange, let grade): ["#f2a65a", "#d9711c", "#8c3a06"][Self.clamped(grade, Self.shadeCount)]
        case .heat(let step):
            ["#f3f6f8", "#dbe8f1", "#b9d5e8", "#8bbadb", "#4f95c4", "#1f6aa5"][Self.clamped(step, Self.heatCount)]
        case .heatText(let step): step >= 5 ? "#ffffff" : "#1b1f24"
        case .none: "none"
        }
    }

    /// The colour on a dark screen.
    public var dark: String {
        switch self {
        case .ink: "#e6edf3"
        case .muted: "#9da7b1"
        case .rule: "#30363d"
        case .surface: "#0f1419"
        case .good: "#2fc79a"
        case .bad: "#ff8a3d"
        case .series(let index):
            [
                "#ff8a3d", "#4da3e0", "#9fd6fb", "#f7d154", "#7f8b97", "#2fc79a", "#ff9ad0", "#c99a8e", "#b196f5",
                "#b3cc4a",
            ][Self.wrapped(index)]
        case .shade(.blue, let grade): ["#2f6ea8", "#58a6ff", "#b6dcff"][Self.clamped(grade, Self.shadeCount)]
        case .shade(.orange, let grade): ["#a5591b", "#f0883e", "#ffd2a8"][Self.clamped(grade, Self.shadeCount)]
        case .heat(let step):
            ["#161c23", "#182a3a", "#1b3d57", "#205679", "#276d99", "#58a9dc"][Self.clamped(step, Self.heatCount)]
        case .heatText(let step): step >= 5 ? "#0b0f14" : "#e6edf3"
        case .none: "none"
        }
    }

    /// Every colour that a page defines.
    public static let all: [Paint] =
        [.ink, .muted, .rule, .surface, .good, .bad] + (0..<seriesCount).map { .series($0) }
        + (0..<heatCount).map { .heat($0) }
        + (0..<heatCount).map { .heatText($0) }
        + Hue.allCases.flatMap { hue in (0..<shadeCount).map { .shade(hue, $0) } }

    private static func wrapped(_ index: Int) -> Int { (index % seriesCount + seriesCount) % seriesCount }
    private static func clamped(_ step: Int, _ count: Int) -> Int { min(max(step, 0), count - 1) }
}

/// Where a drawing will stand, which decides how its colours are written.
public enum SVGTheme: Sendable {
    /// In a page whose style sheet defines the colours for light and dark.
    case page
    /// In a file of its own, for a paper: plain colours, no style sheet, no script.
    case standalone
    /// In a file of its own, for a screen: plain colours, and a style sheet that replaces them where it is dark.
    case adaptive

    /// The value of a `fill` or `stroke`.
    func value(_ paint: Paint) -> String {
        if paint == .none { return "none" }
        switch self {
        case .page: return "var(--\(paint.property))"
        case .standalone, .adaptive: return paint.light
        }
    }
}
