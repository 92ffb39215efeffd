import Formats
import Statistics

extension NumberReader {
    /// The test results of the selections in an export of a results file, one row each, as the view `selected_results` has them.
    ///
    /// - Parameters:
    ///   - members: the members of the export.
    ///   - options: how names and columns are to be taken.
    /// - Throws: `NumbersError` where selections may not stand in one table, or lack a value.
    func export(_ members: [String: CanonicalJSON], _ options: ReadingOptions) throws -> RawTable {
        let methods = try methodNames(members)
        guard case .array(let selections)? = members["selections"], !selections.isEmpty else {
            throw error("selections", "there are none: the export has no results to compare")
        }
        let facts = [
            "task", "split_index", "seed", "grid", "protocol_digest", "rule", "test_metric", "content_digest",
            "method_digest",
        ]
        let results = ["test_value", "test_correct", "test_total"]
        let rows = try selections.enumerated().map { index, selection -> [String?] in
            func text(_ key: String) -> String? {
                guard let value = selection[key], value != .null else { return nil }
                return value.stringValue ?? value.text
            }
            let known = try facts.map { key in
                guard let value = text(key) else { throw error("selections, \(index + 1)", "there is no \(key)") }
                return value
            }
            guard let method = text("method_digest").flatMap({ methods[$0] }) else {
                throw error("selections, \(index + 1)", "its method is not among the methods")
            }
            return known + results.map(text) + [method]
        }
        return try RawTable(file: file, names: facts + results + ["method"], rows: rows).comparable(
            options, advice: "snnbench import FILE --database NEW.sqlite and rank choose among them")
    }

    /// The names of methods by their digests.
    private func methodNames(_ members: [String: CanonicalJSON]) throws -> [String: String] {
        guard case .array(let methods)? = members["methods"] else { throw error("methods", "is no array") }
        var names: [String: String] = [:]
        for method in methods {
            if let digest = method["method_digest"]?.stringValue, let name = method["name"]?.stringValue {
                names[digest] = name
            }
        }
        return names
    }
}

extension RawTable {
    /// Whether the rows are selected results of a results file, as its view `selected_results` has them.
    var isOfSelections: Bool { ["task", "method", "split_index", "test_metric"].allSatisfy(names.contains) }

    /// The columns of selected results that statistics are of: counts where the metric is the accuracy and every result has them, else
    /// the value of the metric.
    ///
    /// A results file may hold more than may stand in one table; what to rank of it is decided by `rank` alone, so that selections of
    /// several kinds are refused.
    ///
    /// - Parameters:
    ///   - options: how names and columns are to be taken; what they name stays.
    ///   - advice: what to do about selections of several kinds.
    /// - Throws: `NumbersError` where selections differ in grid, protocol, rule, metric or version of a task or method, or have neither
    ///   value nor counts.
    func comparable(
        _ options: ReadingOptions, advice: String = "keep one by WHERE in the query, or let snnbench rank choose"
    ) throws -> RawTable {
        func column(_ name: String) -> Int? { names.firstIndex(of: name) }
        let alike: [(column: String, word: String, owner: String?)] = [
            ("grid", "grid", nil), ("protocol", "protocol", nil), ("protocol_digest", "protocol", nil),
            ("rule", "rule of selection", nil), ("test_metric", "metric", nil), ("content_digest", "version", "task"),
            ("method_digest", "definition", "method"),
        ]
        for (name, word, owner) in alike { try requireOne(column(name), word, of: owner.flatMap(column), advice) }
        let metric = column("test_metric").flatMap { rows.first?[$0] } ?? ""
        let isMinimized = PredictionMetric(rawValue: metric)?.order == .smallestFirst
        let value = column("test_value")
        let counts = ["test_correct", "test_total"].compactMap(column)
        let areCounted =
            metric == PredictionMetric.accuracy.rawValue && counts.count == 2
            && rows.allSatisfy { row in
                value.map { row[$0] == nil } ?? false || counts.allSatisfy { row[$0] != nil }
            }
        var scores = areCounted ? counts : [value].compactMap { $0 }
        if !options.scores.isEmpty {
            scores = []
        } else if scores.isEmpty {
            throw error(nil, nil, "there is no test_value")
        }
        let named = Set(
            options.scores + options.ignored + options.runColumns + [options.taskColumn].compactMap { $0 })
        let facts = ["task", "split_index", "seed", "method"].compactMap(column)
        let kept = names.indices.filter { facts.contains($0) || scores.contains($0) || named.contains(names[$0]) }
        var table = keeping(kept, names: areCounted || scores.isEmpty ? [:] : [scores[0]: metric])
        guard isMinimized else { return table }
        table.minimized = [metric, "test_value"]
        table.notes.append("of \(metric) smaller values are better")
        return table
    }

    private func requireOne(_ column: Int?, _ word: String, of owner: Int?, _ advice: String) throws {
        guard let column else { return }
        var seen: [String: String] = [:]
        for row in rows.indices {
            let (name, value) = (owner.flatMap { rows[row][$0] } ?? "", rows[row][column] ?? "")
            guard let known = seen.updateValue(value, forKey: name), known != value else { continue }
            let words = [known, value].map { NumbersError.quoted($0) }
            throw error(
                row, column,
                "there is more than one \(word)\(owner == nil ? "" : " of \(NumbersError.quoted(name))")"
                    + (words[0] == words[1] ? "" : ", \(words[0]) and \(words[1])") + "; \(advice)")
        }
    }
}
