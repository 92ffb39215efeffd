/// Whether a text has nothing but letters of ASCII, digits and marks that mean nothing to any form: as numbers and most names.
///
/// Such texts need no look at each character, which matters in tables of millions of cells.
private func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: " "):
            true
        default: false
        }
    }
}

/// Text for LaTeX.
public enum LaTeX {
    /// A text with the characters that LaTeX gives a meaning replaced.
    ///
    /// By Unicode scalars: a letter with a combining mark after a special character must not hide it. `<`, `>` and `|`
    /// are special only in fonts of the oldest encoding, which is LaTeX's default.
    public static func escaped(_ text: String) -> String {
        guard !isPlain(text) else { return text }
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

/// Text for Markdown.
public enum Markdown {
    /// A text that stays one cell of a table and is shown as it is.
    ///
    /// By Unicode scalars. What would end the cell or the row, or be taken for code, emphasis, a link or a tag, gets a
    /// backslash; underscores and brackets alone mean nothing within words and are left as people read them.
    public static func cell(_ text: String) -> String {
        guard !isPlain(text) else { return text }
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

/// Escaping of text for HTML and XML.
public enum Markup {
    /// A text with the characters that markup gives a meaning replaced, for content and for quoted attributes alike.
    ///
    /// It goes by Unicode scalars: a quotation mark that carries a combining accent is one Swift character but still ends
    /// an attribute. Control characters that XML forbids become U+FFFD.
    public static func escaped(_ text: String) -> String {
        var needsWork = false
        for byte in text.utf8 where byte < 0x20 || byte >= 0xE2 || specials.contains(byte) {
            needsWork = true
            break
        }
        guard needsWork else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\t", "\n", "\r": result.append(scalar)
            // Marks that turn the direction of what follows could disguise a name.
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result.append("\u{FFFD}")
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static let specials: Set<UInt8> = [
        UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"), 0x7F, 0xC2,
    ]
}

/// Words of a command line that a shell reads as they are meant.
public enum ShellWord {
    /// The word, in quotation marks where a POSIX shell would give its characters a meaning.
    public static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "_-./=:,+@%".utf8.contains(byte)
                }
            }
        guard !isPlain else { return word }
        var result = "'"
        for scalar in word.unicodeScalars {
            if scalar == "'" { result += "'\\''" } else { result.unicodeScalars.append(scalar) }
        }
        return result + "'"
    }
}

/// Text for people in a terminal, wherever it came from: files, servers and results may hold anything.
public enum TerminalText {
    /// The text without anything that steers a terminal or turns the direction of what follows: each such scalar is shown
    /// as its escape, `\u{1b}`.
    public static func safe(_ text: String) -> String {
        guard text.utf8.contains(where: mayBeHarmful) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { append(scalar, to: &result) }
        return String(result)
    }

    /// The lines of a text, each safe; what ends a line stays.
    public static func safeLines(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 != 0x0A && mayBeHarmful($0) }) else { return text }
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { safe(String($0)) }.joined(separator: "\n")
    }

    /// A text as lines of at most so many characters, broken at its blanks and within words that are longer than a line.
    public static func lines(_ text: String, width: Int) -> [String] {
        guard text.count > width, width > 0 else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            var word = Substring(word)
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            while word.count > width {
                lines.append(String(word.prefix(width)))
                word = word.dropFirst(width)
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }

    /// The text fit for a message of one line: safe, and cut with an ellipsis where it is long.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - limit: the most scalars that are kept.
    public static func short(_ text: some StringProtocol, limit: Int = 40) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else { return String(result) + "…" }
            append(scalar, to: &result)
            count += 1
        }
        return String(result)
    }

    /// The text fit for a message of one line, in quotation marks.
    public static func quoted(_ text: some StringProtocol, limit: Int = 40) -> String {
        "\"\(short(text, limit: limit))\""
    }

    /// The text on one line: runs of white space become one blank.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - limit: the most scalars that are kept.
    public static func oneLine(_ text: String, limit: Int = 200) -> String {
        let line = text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map(String.init)
            .joined(separator: " ")
        return short(line, limit: limit)
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String.UnicodeScalarView) {
        guard isHarmful(scalar) else { return result.append(scalar) }
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    }

    /// Whether a scalar steers a terminal, breaks a line, or turns the direction of what follows.
    static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}",
            "\u{2066}"..."\u{2069}":
            true
        default: false
        }
    }

    /// Whether the encoding of a harmful scalar begins with a byte.
    static func mayBeHarmful(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xD8 || byte == 0xE2
    }
}
