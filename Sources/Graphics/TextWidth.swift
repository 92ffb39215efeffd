/// How wide texts are, near enough to place them.
public enum TextWidth {
    /// The width of a text in a common sans-serif face, in units of the drawing.
    public static func of(_ text: String, size: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + width($1) } * size
    }

    /// A text that fits, cut with an ellipsis where it must be.
    public static func fitted(_ text: String, width: Double, size: Double) -> String {
        guard of(text, size: size) > width else { return text }
        var kept = ""
        for character in text {
            if of(kept + String(character) + "…", size: size) > width { break }
            kept.append(character)
        }
        return kept + "…"
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "'", "|", ".", ",", ":", ";", "!": 0.27
        case "f", "t", "r", "(", ")", "/", "-", " ": 0.34
        case "m", "w", "M", "W", "@", "%", "<", ">", "=", "+", "~", "#": 0.88
        case "A"..."Z": 0.68
        case "\u{300}"..."\u{36F}": 0
        case "\u{1100}"...: 1
        default: 0.56
        }
    }
}
