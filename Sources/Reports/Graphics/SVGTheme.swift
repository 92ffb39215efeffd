/// Where a drawing will stand, which decides how its colours are written.
enum SVGTheme: Sendable {
    /// In a page whose style sheet defines the colours for light and dark.
    case page
    /// In a file of its own, for a paper: plain colours, no style sheet, no script.
    case standalone

    /// The value of a `fill` or `stroke`.
    func value(_ paint: Paint) -> String {
        if paint == .none { return "none" }
        switch self {
        case .page: return "var(--\(paint.property))"
        case .standalone: return paint.light
        }
    }
}
