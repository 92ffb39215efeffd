import Formats
import GRDB

extension ResultStore {
    /// What Datasette shows beside the file's tables and views: what each is, and the named queries with their parameters.
    ///
    /// The descriptions are those of the schema itself. Datasette hands an empty text where a reader leaves a parameter out, which the
    /// queries take for none.
    ///
    /// - Returns: the content of Datasette's `metadata.json`.
    /// - Throws: `ResultStoreError`.
    public func datasetteMetadata() throws(ResultStoreError) -> CanonicalJSON {
        let tables = try read { database in
            var tables: [String: CanonicalJSON] = [:]
            for row in try Row.fetchAll(
                database,
                sql: "SELECT name, sql FROM main.sqlite_schema WHERE type IN ('table', 'view') AND sql IS NOT NULL")
            {
                let lines = try row.requiredText(1).split(separator: "\n").map { $0.drop { $0 == " " } }
                let words = lines.dropFirst().prefix { $0.hasPrefix("-- ") }.map { String($0.dropFirst(3)) }
                guard !words.isEmpty else { continue }
                tables[try row.requiredText(0)] = ["description": .string(words.joined(separator: " "))]
            }
            return tables
        }
        let queries = NamedQuery.all.map { query -> (String, CanonicalJSON) in
            (query.name, ["sql": .string(query.datasetteSQL), "description": .string(query.summary)])
        }
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let name = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
        return [
            "title": .string("Results of snnbench"),
            "description": .string(
                "Facts are appended and never changed; an accuracy has its counts beside the fraction, times are UTC."),
            "databases": .object([
                name: [
                    "tables": .object(tables),
                    "queries": .object(Dictionary(queries) { first, _ in first }),
                ]
            ]),
        ]
    }
}

extension NamedQuery {
    /// The SQL for a program that hands empty texts where no value is given.
    var datasetteSQL: String {
        var result = ""
        var rest = sql[...]
        while let colon = rest.firstIndex(of: ":") {
            result += rest[..<colon]
            let after = rest[rest.index(after: colon)...]
            let word = String(after.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
            if let parameter = parameters.first(where: { $0.name == word }) {
                result += Self.given(parameter)
            } else {
                result += ":" + word
            }
            rest = after.dropFirst(word.count)
        }
        return result + rest
    }

    private static func given(_ parameter: Parameter) -> String {
        let given = "nullif(:\(parameter.name), '')"
        switch parameter.defaultValue {
        case .integer(let value): return "coalesce(cast(\(given) AS INTEGER), \(value))"
        case .real(let value): return "coalesce(cast(\(given) AS REAL), \(value))"
        case .text(let value): return "coalesce(\(given), '\(value.replacing("'", with: "''"))')"
        default: return given
        }
    }
}
