import Formats

/// Reading of a definition that the store keeps as canonical JSON.
struct RecordReader {
    private let what: String
    private let members: [String: CanonicalJSON]

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: canonical JSON, an object.
    ///   - what: what it defines, for messages.
    ///   - known: the names that it may have; another one is refused, as it would be lost.
    init(_ text: String, _ what: String, known: [String]) throws(RecordError) {
        self.what = what
        let json: CanonicalJSON
        do {
            json = try CanonicalJSON(parsing: text)
        } catch {
            throw .notJSON(what: what, reason: error.description)
        }
        guard case .object(let members) = json else { throw .notJSON(what: what, reason: "it is not an object") }
        self.members = members
        if let unknown = members.keys.filter({ !known.contains($0) }).min() {
            throw .unknownValue(what: what, key: unknown)
        }
    }

    /// A whole number of a range; nil where there is none.
    func optionalInteger(_ key: String, _ range: ClosedRange<Int>) throws(RecordError) -> Int? {
        guard let value = members[key] else { return nil }
        guard let number = value.integerValue, let integer = Int(exactly: number), range.contains(integer) else {
            throw .wrongValue(what: what, key: key)
        }
        return integer
    }

    /// A whole number of a range.
    func integer(_ key: String, _ range: ClosedRange<Int>) throws(RecordError) -> Int {
        guard let integer = try optionalInteger(key, range) else { throw .wrongValue(what: what, key: key) }
        return integer
    }

    /// A number that meets a condition; nil where there is none.
    func optionalNumber(_ key: String, where condition: (Double) -> Bool) throws(RecordError) -> Double? {
        guard let value = members[key] else { return nil }
        guard let number = value.doubleValue, number.isFinite, condition(number) else {
            throw .wrongValue(what: what, key: key)
        }
        return number
    }

    /// A number that meets a condition.
    func number(_ key: String, where condition: (Double) -> Bool) throws(RecordError) -> Double {
        guard let number = try optionalNumber(key, where: condition) else { throw .wrongValue(what: what, key: key) }
        return number
    }

    /// A text.
    func text(_ key: String) throws(RecordError) -> String {
        guard let text = members[key]?.stringValue else { throw .wrongValue(what: what, key: key) }
        return text
    }

    /// One of some words; nil where there is none.
    func optionalChoice<Choice: RawRepresentable>(
        _ key: String, _: Choice.Type
    ) throws(RecordError) -> Choice? where Choice.RawValue == String {
        guard let value = members[key] else { return nil }
        guard let choice = value.stringValue.flatMap(Choice.init(rawValue:)) else {
            throw .wrongValue(what: what, key: key)
        }
        return choice
    }

    /// One of some words.
    func choice<Choice: RawRepresentable>(
        _ key: String, _ type: Choice.Type
    ) throws(RecordError) -> Choice where Choice.RawValue == String {
        guard let choice = try optionalChoice(key, type) else { throw .wrongValue(what: what, key: key) }
        return choice
    }

    /// Whole numbers from 1; nil where there are none.
    func optionalIntegers(_ key: String, _ range: ClosedRange<Int>) throws(RecordError) -> [Int]? {
        guard let value = members[key] else { return nil }
        guard case .array(let items) = value else { throw .wrongValue(what: what, key: key) }
        let integers = items.compactMap { $0.integerValue.flatMap { Int(exactly: $0) } }
        guard integers.count == items.count, integers.allSatisfy(range.contains) else {
            throw .wrongValue(what: what, key: key)
        }
        return integers
    }
}
