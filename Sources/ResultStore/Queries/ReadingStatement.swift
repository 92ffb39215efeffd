/// The rule of which SQL a person may run through `query`.
enum ReadingStatement {
    private static let readingPragmas: Set<String> = [
        "application_id", "compile_options", "foreign_key_check", "foreign_key_list", "freelist_count",
        "function_list", "index_info", "index_list", "index_xinfo", "integrity_check", "page_count", "page_size",
        "pragma_list", "quick_check", "table_info", "table_list", "table_xinfo", "user_version",
    ]

    /// Whether a statement begins as one that only reads; SQLite's own word on that is asked besides.
    ///
    /// SQLite counts ATTACH, BEGIN and some PRAGMAs as reading, since they change no content themselves.
    ///
    /// - Parameter sql: The SQL.
    static func isAllowed(_ sql: String) -> Bool {
        let text = withoutLeadingComments(sql[...])
        let keyword = text.prefix { $0.isLetter }.uppercased()
        switch keyword {
        case "SELECT", "WITH", "VALUES", "EXPLAIN": return true
        case "PRAGMA":
            let name = withoutLeadingComments(text.dropFirst(keyword.count)).prefix { $0.isLetter || $0 == "_" }
            return readingPragmas.contains(name.lowercased()) && !text.contains("=")
        default: return false
        }
    }

    private static func withoutLeadingComments(_ sql: Substring) -> Substring {
        var rest = sql
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == ";" }
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                guard let end = rest.range(of: "*/") else { return rest[rest.endIndex...] }
                rest = rest[end.upperBound...]
            } else {
                return rest
            }
        }
    }
}
