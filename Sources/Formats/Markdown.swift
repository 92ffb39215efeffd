/// Text for Markdown.
public enum Markdown {
    /// A text that stays one cell of a table and is shown as it is.
    ///
    /// By Unicode scalars. What would end the cell or the row, or be taken for code, emphasis, a link or a tag, gets a
    /// backslash; underscores and brackets alone mean nothing within words and are left as people read them.
    public static func cell(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if previous == "<", "a"..."z" ~= scalar || "A"..."Z" ~= scalar || "/!?".unicodeScalars.contains(scalar) {
                result.removeLast()
                result += "\\<"
            } else if previous == "]", scalar == "(" {
                result += "\\"
            }
            switch scalar {
            case "|", "\\", "`", "*":
                result += "\\"
                result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return result
    }
}
