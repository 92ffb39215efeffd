import Formats

extension RawTable {
    /// Takes what pandas' `to_json` writes: values, records, split, table, columns, index or lists; nil for anything else.
    ///
    /// - Throws: `NumbersError` for cells that are no number, text or null.
    init?(pandas value: CanonicalJSON, file: String) throws {
        switch value {
        case .array(let items) where !items.isEmpty:
            if let rows = Self.arrays(items) {
                self = try Self.values(rows, columns: nil, index: nil, file: file)
            } else if let records = Self.objects(items) {
                self = try Self.records(records, file: file)
            } else {
                return nil
            }
        case .object(let members):
            if members["schema"] != nil, case .array(let data)? = members["data"], let records = Self.objects(data) {
                self = try Self.records(records, file: file)
            } else if case .array(let columns)? = members["columns"], case .array(let data)? = members["data"],
                let rows = Self.arrays(data)
            {
                var index: [CanonicalJSON]?
                if case .array(let labels)? = members["index"] {
                    guard labels.count == rows.count else {
                        throw NumbersError(
                            file: file, place: "index",
                            problem: "\(labels.count) names where there are \(NumberText.counted(rows.count, "row"))")
                    }
                    index = labels
                }
                self = try Self.values(rows, columns: columns, index: index, file: file)
            } else if let table = try Self.columns(members, file: file) {
                self = table
            } else {
                return nil
            }
        default: return nil
        }
    }

    private static func arrays(_ items: [CanonicalJSON]) -> [[CanonicalJSON]]? {
        let rows = items.compactMap { if case .array(let row) = $0 { row } else { nil } }
        return rows.count == items.count && !rows.isEmpty ? rows : nil
    }

    private static func objects(_ items: [CanonicalJSON]) -> [[String: CanonicalJSON]]? {
        let rows = items.compactMap { if case .object(let row) = $0 { row } else { nil } }
        return rows.count == items.count && !rows.isEmpty ? rows : nil
    }

    private static func values(
        _ rows: [[CanonicalJSON]], columns: [CanonicalJSON]?, index: [CanonicalJSON]?, file: String
    ) throws -> RawTable {
        let count = rows[0].count
        guard count > 0 else {
            throw NumbersError(file: file, place: "row 1", problem: "the row is empty; a value a method")
        }
        if let row = rows.firstIndex(where: { $0.count != count }) {
            throw NumbersError(
                file: file, place: "row \(row + 1)",
                problem: "\(rows[row].count) values where the first row has \(count)")
        }
        if let columns, columns.count != count {
            throw NumbersError(
                file: file, place: "columns", problem: "\(columns.count) names where the first row has \(count) values")
        }
        var names = (columns ?? (1...count).map { .string("\($0)") }).map { $0.stringValue ?? $0.text }
        var cells = try rows.enumerated().map { row, values in try values.map { try text($0, row, file) } }
        // pandas counts rows from 0 where nothing names them.
        let isCount = index?.enumerated().allSatisfy { $1 == .integer(Int64($0)) } ?? true
        if let index, !isCount {
            names.insert("", at: 0)
            cells = zip(index, cells).map { [$0.stringValue ?? $0.text] + $1 }
        }
        return RawTable(file: file, names: names, rows: cells)
    }

    private static func records(_ records: [[String: CanonicalJSON]], file: String) throws -> RawTable {
        let names = Set(records.flatMap(\.keys)).sorted()
        return RawTable(
            file: file, names: names,
            rows: try records.enumerated().map { row, record in
                try names.map { try record[$0].flatMap { try text($0, row, file) } }
            })
    }

    /// An object of objects, by columns as pandas writes it by default, or of lists, each a column.
    ///
    /// It is taken by rows where the outer names are numbers and the inner ones are not.
    private static func columns(_ members: [String: CanonicalJSON], file: String) throws -> RawTable? {
        let known: Set = ["x", "y", "d", "scores", "rows_are_tasks", "methods", "p", "k"]
        var outer: [String: [String: CanonicalJSON]] = [:]
        if !members.isEmpty, members.values.allSatisfy({ if case .array = $0 { true } else { false } }) {
            guard known.isDisjoint(with: members.keys) else { return nil }
            var first: (name: String, count: Int)?
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                guard case .array(let values) = value else { continue }
                if let first, first.count != values.count {
                    throw NumbersError(
                        file: file, place: NumbersError.quoted(name),
                        problem: "\(values.count) values where \(NumbersError.quoted(first.name)) has \(first.count); "
                            + "null where one is missing")
                }
                first = first ?? (name, values.count)
                outer[name] = Dictionary(uniqueKeysWithValues: values.enumerated().map { ("\($0)", $1) })
            }
        } else {
            for (name, value) in members {
                guard case .object(let inner) = value, isOfScalars(inner) else { return nil }
                outer[name] = inner
            }
        }
        guard !outer.isEmpty else { return nil }
        func areNumbers(_ names: some Sequence<String>) -> Bool { names.allSatisfy { Int($0) != nil } }
        let inner = Set(outer.values.flatMap(\.keys))
        guard !inner.isEmpty else { return nil }
        let byRows = areNumbers(outer.keys) && !areNumbers(inner)
        let columns = sorted(byRows ? inner : Set(outer.keys))
        let rows = sorted(byRows ? Set(outer.keys) : inner)
        return RawTable(
            file: file, names: (areNumbers(rows) ? [] : [""]) + columns,
            rows: try rows.enumerated().map { place, row in
                (areNumbers(rows) ? [] : [row])
                    + (try columns.map { column in
                        let value = byRows ? outer[row]?[column] : outer[column]?[row]
                        return try value.flatMap { try text($0, place, file) }
                    })
            })
    }

    private static func isOfScalars(_ members: [String: CanonicalJSON]) -> Bool {
        !members.isEmpty
            && members.values.allSatisfy {
                switch $0 {
                case .array, .object: false
                default: true
                }
            }
    }

    /// Names in the order of the numbers that they are, or of the alphabet.
    private static func sorted(_ names: Set<String>) -> [String] {
        names.sorted { (Int($0) ?? Int.max, $0) < (Int($1) ?? Int.max, $1) }
    }

    private static func text(_ value: CanonicalJSON, _ row: Int, _ file: String) throws -> String? {
        switch value {
        case .null: return nil
        case .integer(let number): return String(number)
        case .number(let number): return number.isNaN ? nil : number.description
        case .string(let text): return text
        case .boolean, .array, .object:
            throw NumbersError(
                file: file, place: "row \(row + 1)",
                problem: "\(NumbersError.quoted(value.text)) is neither a number nor a text nor null")
        }
    }
}
