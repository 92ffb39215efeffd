/// Text for LaTeX.
public enum LaTeX {
    /// A text with the characters that LaTeX gives a meaning replaced.
    ///
    /// By Unicode scalars: a letter with a combining mark after a special character must not hide it. `<`, `>` and `|`
    /// are special only in fonts of the oldest encoding, which is LaTeX's default.
    public static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\textbackslash{}"
            case "~": result += "\\textasciitilde{}"
            case "^": result += "\\textasciicircum{}"
            case "<": result += "\\textless{}"
            case ">": result += "\\textgreater{}"
            case "|": result += "\\textbar{}"
            case "&", "%", "$", "#", "_", "{", "}":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A number with its sign as mathematics sets it, other text as `escaped` does.
    public static func number(_ text: String) -> String {
        text.hasPrefix("-") || text.hasPrefix("+") ? "$\(escaped(text))$" : escaped(text)
    }

    /// A text on one line, for a comment.
    public static func comment(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("’", with: "'")
    }
}
