import Formats

extension NumberReader {
    /// The test results of the selections in an export of a results file, one row each.
    ///
    /// An export may hold more than may stand in one table; what to rank of it is decided by `rank` alone, so one that has
    /// selections of several kinds is refused.
    ///
    /// - Parameter members: the members of the export.
    /// - Throws: `NumbersError` where selections differ in grid, protocol, rule, metric or version of a task or method, or lack a
    ///   value.
    func export(_ members: [String: CanonicalJSON]) throws -> RawTable {
        let names = try methodNames(members)
        guard case .array(let selections)? = members["selections"], !selections.isEmpty else {
            throw error("selections", "there are none: the export has no results to compare")
        }
        let isCounted = selections.allSatisfy { $0["test_correct"]?.integerValue != nil }
        let scores = isCounted ? ["test_correct", "test_total"] : ["test_value"]
        var seen: [String: CanonicalJSON] = [:]
        let rows = try selections.enumerated().map { index, selection -> [String?] in
            func value(_ key: String) throws -> CanonicalJSON {
                guard let value = selection[key], value != .null else {
                    throw error("selections, \(index + 1)", "there is no \(key)")
                }
                return value
            }
            let task = try value("task")
            let digest = try value("method_digest")
            guard let name = digest.stringValue.flatMap({ names[$0] }) else {
                throw error("selections, \(index + 1)", "its method is not among the methods")
            }
            let alike = [
                ("grid", "grid"), ("protocol_digest", "protocol"), ("rule", "rule of selection"),
                ("test_metric", "metric"),
            ]
            for (key, word) in alike { try expect(key, try value(key), word) }
            try expect("task \(task.text)", try value("content_digest"), "version of \(task.text)")
            try expect("method \(name)", digest, "definition of \(name)")
            let runs = try ["task", "split_index", "seed"].map { try value($0) }
            return (runs + (try scores.map { try value($0) })).map { $0.stringValue ?? $0.text } + [name]
        }
        return RawTable(file: file, names: ["task", "split", "seed"] + scores + ["method"], rows: rows)

        func expect(_ key: String, _ value: CanonicalJSON, _ word: String) throws {
            if let known = seen[key], known != value {
                throw error(
                    "selections",
                    "they have more than one \(word); snnbench import FILE --database NEW.sqlite and rank choose among them"
                )
            }
            seen[key] = value
        }
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
