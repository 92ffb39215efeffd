import Formats
import Statistics

extension NumberReader {
    /// Reads one of the forms of JSON.
    func json(_ text: String, _ options: ReadingOptions) throws -> (numbers: NumberFile, notes: [String]) {
        let value: CanonicalJSON
        do throws(CanonicalJSONError) {
            value = try CanonicalJSON(parsing: text, as: .jsonWithNonFinite)
        } catch {
            let line = text.utf8.prefix(error.offset).count { $0 == 0x0A } + 1
            throw self.error("line \(line), byte \(error.offset)", "not valid JSON: \(error.reason)")
        }
        if let table = try RawTable(pandas: value, file: file) { return try tables(table, options) }
        guard case .object(let members) = value else {
            throw error("", "the outermost value is no object; write {\"x\": [...], \"y\": [...]}")
        }
        if members["attempts"] != nil, members["selections"] != nil {
            return try tables(try export(members, options), options)
        }
        let (numbers, used) = try numbers(members)
        let unused = members.keys.filter { !used.contains($0) }.sorted()
        let notes =
            unused.isEmpty
            ? [] : ["not used of \(file): \(unused.map { NumbersError.quoted($0) }.joined(separator: ", "))"]
        return (numbers, notes)
    }

    private func numbers(_ members: [String: CanonicalJSON]) throws -> (NumberFile, used: Set<String>) {
        if members["x"] != nil || members["y"] != nil {
            let x = try scores(members, "x")
            let y = try scores(members, "y")
            guard x.count == y.count else {
                throw error("y", "\(y.count) values where x has \(x.count); they go by pairs")
            }
            return try choices(of: PairedNumbers(x: x, y: y), members, ["x", "y"])
        }
        if members["d"] != nil {
            return try choices(of: PairedNumbers(differences: try scores(members, "d")), members, ["d"])
        }
        if let key = ["scores", "rows_are_tasks"].first(where: { members[$0] != nil }) {
            return (.tables([try rows(members, key)]), [key, "methods", "tasks"])
        }
        if case .object(let columns)? = members["methods"] {
            return (.tables([try table(columns, members)]), ["methods", "tasks"])
        }
        if members["p"] != nil {
            let values = try scores(members, "p").map(\.value)
            if let index = values.firstIndex(where: { !(0...1).contains($0) }) {
                throw error("p, value \(index + 1)", "\(values[index]) is no probability from 0 to 1")
            }
            return (.pValues(values), ["p"])
        }
        if members["k"] != nil {
            return (
                .size(
                    methods: try whole(members, "k", 2...10_000),
                    tasks: try whole(members, "n_tasks", 1...1_000_000_000)),
                ["k", "n_tasks"]
            )
        }
        throw error(
            "", "nothing to compute: give \"x\" and \"y\", or \"d\", or \"scores\" with \"methods\", or \"p\"")
    }

    /// What stands beside the numbers of a pair: which test, and the numbers of the Bayesian one.
    private func choices(
        of pair: PairedNumbers, _ members: [String: CanonicalJSON], _ used: Set<String>
    ) throws -> (NumberFile, used: Set<String>) {
        var pair = pair
        let modes: [String: WilcoxonSignedRankTest.Mode] = [
            "exact": .exact, "r": .r, "scipy": .scipy, "normal": .normal(continuityCorrection: false),
            "normal-corrected": .normal(continuityCorrection: true),
        ]
        let mode = try choice(members, "mode") {
            modes[$0]
        } known: {
            modes.keys.sorted()
        }
        let alternative = try choice(members, "alternative") {
            Alternative(rawValue: $0.replacing("_", with: "-"))
        } known: {
            Alternative.allCases.map(\.rawValue)
        }
        let zeroMethod = try choice(members, "zero_method") {
            ZeroMethod(rawValue: $0)
        } known: {
            ZeroMethod.allCases.map(\.rawValue)
        }
        if mode != nil || alternative != nil || zeroMethod != nil {
            pair.test = WilcoxonSignedRankTest(
                mode: mode ?? .exact, zeroMethod: zeroMethod ?? .wilcox, alternative: alternative ?? .twoSided)
        }
        if let rope = try number(members, "rope", "0 and above", { $0 >= 0 }) { pair.rope = rope }
        for key in ["prior_strength", "prior_s"] {
            if let prior = try number(members, key, "above 0, below 1000000", { $0 > 0 && $0 < 1e6 }) {
                pair.priorStrength = prior
            }
        }
        if let confidence = try number(members, "confidence", "above 0 and below 1", { $0 > 0 && $0 < 1 }) {
            pair.confidence = confidence
        }
        if members["draws"] != nil { pair.draws = try whole(members, "draws", 1...10_000_000) }
        if members["seed"] != nil { pair.seed = UInt64(try whole(members, "seed", 0...Int.max)) }
        return (
            .pair(pair),
            used.union([
                "mode", "alternative", "zero_method", "rope", "prior_strength", "prior_s", "confidence", "draws",
                "seed",
            ])
        )
    }

    private func rows(_ members: [String: CanonicalJSON], _ key: String) throws -> NumberTable {
        guard case .array(let lists)? = members[key], !lists.isEmpty else {
            throw error(key, "no list of rows, one a task")
        }
        let scores = try lists.enumerated().map { index, list in
            try self.optionalScores(list, "\(key), row \(index + 1)")
        }
        let count = scores[0].count
        guard count > 0 else { throw error("\(key), row 1", "the row is empty; a value a method") }
        if let row = scores.firstIndex(where: { $0.count != count }) {
            throw error("\(key), row \(row + 1)", "\(scores[row].count) values where the first row has \(count)")
        }
        return try table(
            methods: try names(members, "methods", count) ?? (1...count).map { "\($0)" },
            tasks: try names(members, "tasks", scores.count) ?? scores.indices.map { "\($0 + 1)" }, scores: scores)
    }

    private func table(_ columns: [String: CanonicalJSON], _ members: [String: CanonicalJSON]) throws -> NumberTable {
        let methods = columns.keys.sorted()
        guard let first = methods.first else { throw error("methods", "the object is empty") }
        var lists: [[TaskScore?]] = []
        for method in methods {
            let list = try optionalScores(columns[method] ?? .null, "methods, \(NumbersError.quoted(method))")
            if let other = lists.first, other.count != list.count {
                throw error(
                    "methods, \(NumbersError.quoted(method))",
                    "\(list.count) values where \(NumbersError.quoted(first)) has \(other.count)")
            }
            lists.append(list)
        }
        let count = lists[0].count
        guard count > 0 else { throw error("methods", "the lists are empty") }
        return try table(
            methods: methods, tasks: try names(members, "tasks", count) ?? (1...count).map { "\($0)" },
            scores: (0..<count).map { row in lists.map { $0[row] } })
    }

    private func names(_ members: [String: CanonicalJSON], _ key: String, _ count: Int) throws -> [String]? {
        guard let value = members[key], value != .null else { return nil }
        guard case .array(let values) = value else { throw error(key, "no list of names") }
        let names = values.compactMap(\.stringValue)
        guard names.count == values.count else { throw error(key, "a name is no text") }
        guard names.count == count else { throw error(key, "\(names.count) names where \(count) are needed") }
        return names
    }

    private func scores(_ members: [String: CanonicalJSON], _ key: String) throws -> [TaskScore] {
        guard let value = members[key] else { throw error(key, "missing; both x and y are needed") }
        let scores = try optionalScores(value, key)
        guard !scores.isEmpty else { throw error(key, "the list is empty") }
        return try scores.enumerated().map { index, score in
            guard let score else { throw error("\(key), value \(index + 1)", "null; leave the pair out") }
            return score
        }
    }

    private func optionalScores(_ value: CanonicalJSON, _ place: String) throws -> [TaskScore?] {
        guard case .array(let values) = value else { throw error(place, "no list of numbers") }
        return try values.enumerated().map { index, value in
            switch value {
            case .null: return nil
            case .integer(let number): return TaskScore(writtenAs: String(number))
            case .number(let number) where number.isNaN: return nil
            case .number(let number):
                guard number.isFinite else {
                    throw error("\(place), value \(index + 1)", "infinite; a number is needed")
                }
                return try inRange(TaskScore(shortest: number), "\(place), value \(index + 1)")
            case .string(let text):
                if let score = TaskScore(writtenAs: text) { return try inRange(score, "\(place), value \(index + 1)") }
                throw error(
                    "\(place), value \(index + 1)",
                    "\(NumbersError.quoted(text)) is neither a finite number nor a count such as 117/150")
            case .boolean, .array, .object: throw error("\(place), value \(index + 1)", "no number")
            }
        }
    }

    private func inRange(_ score: TaskScore, _ place: String) throws -> TaskScore {
        guard score.value.magnitude <= Self.largestScore else { throw error(place, Self.tooLarge(score)) }
        return score
    }

    private func choice<Value>(
        _ members: [String: CanonicalJSON], _ key: String, _ find: (String) -> Value?, known: () -> [String]
    ) throws -> Value? {
        guard let value = members[key], value != .null else { return nil }
        guard let text = value.stringValue, let found = find(text) else {
            throw error(
                key,
                "\(NumbersError.quoted(value.stringValue ?? value.text)) is none of \(known().joined(separator: ", "))")
        }
        return found
    }

    private func number(
        _ members: [String: CanonicalJSON], _ key: String, _ allowed: String, _ isAllowed: (Double) -> Bool
    ) throws -> Double? {
        guard let value = members[key], value != .null else { return nil }
        guard let number = value.doubleValue, isAllowed(number) else {
            throw error(key, "\(NumbersError.quoted(value.text)) is no number \(allowed)")
        }
        return number
    }

    private func whole(_ members: [String: CanonicalJSON], _ key: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = members[key]?.integerValue.flatMap({ Int(exactly: $0) }), range.contains(number) else {
            throw error(
                key,
                "\(NumbersError.quoted(members[key]?.text ?? "nothing")) is no whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

extension NumberReader {
    /// Makes a table after checking that tasks and methods are told apart.
    func table(methods: [String], tasks: [String], scores: [[TaskScore?]]) throws -> NumberTable {
        var seen: Set<String> = []
        if let twice = tasks.first(where: { !seen.insert($0).inserted }) {
            throw error("", "the task \(NumbersError.quoted(twice)) is there twice; a row a task")
        }
        seen = []
        if let twice = methods.first(where: { !seen.insert($0).inserted }) {
            throw error("", "the method \(NumbersError.quoted(twice)) is there twice")
        }
        return NumberTable(methods: methods, tasks: tasks, scores: scores)
    }
}
