/// Text for people in a terminal, wherever it came from: files, servers and results may hold anything.
public enum TerminalText {
    /// The text without anything that steers a terminal or turns the direction of what follows: each such scalar becomes U+FFFD.
    public static func safe(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isHarmful($0) ? "\u{FFFD}" : $0 }))
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
            result.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
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

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default: false
        }
    }
}
