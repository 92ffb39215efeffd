/// What a field may hold, for checks and in words.
public enum FieldRange: Sendable, Hashable {
    /// Whole numbers; the noun is what they count, or nothing.
    case integer(ClosedRange<Int>, of: String = "")
    /// Finite numbers; the noun is what they are: a number, a rate, a share.
    case number(NumberRange, noun: String = "number")
    /// One of some words.
    case choice([String])
    /// One of some words, or an object that the value itself can read; the text says what that is.
    case wordOrObject([String], object: String)
    /// True or false.
    case boolean
    /// A list of whole numbers.
    case integers(ClosedRange<Int>)
    /// A list of objects that the value itself can read; the text says what they are.
    case objects(words: String)
    /// One text only.
    case fixed(String)
    /// What the value itself can read; the words say what that is.
    case text(words: String)

    /// A range of numbers with ends that belong to it or not.
    public struct NumberRange: Sendable, Hashable {
        /// The lower end.
        public var lower: Double
        /// Whether the lower end belongs to the range.
        public var hasLower: Bool
        /// The upper end.
        public var upper: Double
        /// Whether the upper end belongs to the range.
        public var hasUpper: Bool

        /// Every finite number.
        public static let all = NumberRange(
            lower: -.infinity, hasLower: false, upper: .infinity, hasUpper: false)

        /// From a number, which belongs to it, to another one, which does too.
        public static func from(_ lower: Double, through upper: Double) -> NumberRange {
            NumberRange(lower: lower, hasLower: true, upper: upper, hasUpper: true)
        }

        /// From a number, which belongs to it, to below another one.
        public static func from(_ lower: Double, below upper: Double) -> NumberRange {
            NumberRange(lower: lower, hasLower: true, upper: upper, hasUpper: false)
        }

        /// Above a number to another one, which belongs to it.
        public static func above(_ lower: Double, through upper: Double) -> NumberRange {
            NumberRange(lower: lower, hasLower: false, upper: upper, hasUpper: true)
        }

        /// Whether a number lies in the range.
        public func contains(_ value: Double) -> Bool {
            value.isFinite && (hasLower ? value >= lower : value > lower) && (hasUpper ? value <= upper : value < upper)
        }

        var words: String {
            guard lower.isFinite || upper.isFinite else { return "" }
            func text(_ value: Double) -> String { CanonicalJSON.number(value).text }
            let start = hasLower ? "from \(text(lower))" : "above \(text(lower))"
            let end =
                hasUpper ? (hasLower ? "to \(text(upper))" : "and at most \(text(upper))") : "and below \(text(upper))"
            return " \(start) \(end)"
        }
    }

    /// The words of a choice, in the order of their declaration.
    public static func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> FieldRange
    where Choice.RawValue == String {
        .choice(Choice.allCases.map(\.rawValue))
    }

    /// What is allowed, as it follows "it is": `a whole number from 1 to 100`.
    public var words: String {
        switch self {
        case .integer(let range, let noun):
            "a whole number\(noun.isEmpty ? "" : " of " + noun) from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range, let noun): "a \(noun)\(range.words)"
        case .choice(let names):
            names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        case .wordOrObject(let names, let object): names.joined(separator: ", ") + " or " + object
        case .boolean: "true or false"
        case .integers(let range): "a list of whole numbers from \(range.lowerBound) to \(range.upperBound)"
        case .objects(let words): words
        case .fixed(let text): text
        case .text(let words): words
        }
    }

    /// Whether JSON is of the range; of a text whether it is one.
    public func contains(_ json: CanonicalJSON) -> Bool {
        switch self {
        case .integer(let range, _): Int(json: json).map(range.contains) ?? false
        case .number(let range, _): Double(json: json).map(range.contains) ?? false
        case .choice(let names): json.stringValue.map(names.contains) ?? false
        case .wordOrObject(let names, _):
            if case .object = json { true } else { json.stringValue.map(names.contains) ?? false }
        case .boolean: Bool(json: json) != nil
        case .integers(let range): [Int](json: json).map { $0.allSatisfy(range.contains) } ?? false
        case .objects:
            if case .array(let items) = json {
                items.allSatisfy { if case .object = $0 { true } else { false } }
            } else {
                false
            }
        case .fixed(let text): json.stringValue == text
        case .text: json.stringValue != nil
        }
    }

    /// The range with other words for some of a choice.
    func renamed(_ words: [String: String]) -> FieldRange {
        if case .choice(let names) = self { .choice(names.map { words[$0] ?? $0 }) } else { self }
    }

    /// The JSON of a value as people type it; nil where it cannot be one.
    func json(text: String) -> CanonicalJSON? {
        switch self {
        case .integer: Int(text)?.json
        case .number: Double(text)?.json
        case .boolean: Bool(text)?.json
        case .integers:
            [Int](json: .array(text.split(separator: ",").map { Int($0)?.json ?? .null }))?.json
        case .objects: try? CanonicalJSON(parsing: text)
        case .choice, .wordOrObject, .fixed, .text: .string(text)
        }
    }
}

/// A type whose values are stored, hashed, read and shown by one list of its fields.
public protocol FieldRecord: Sendable {
    /// The values of fields that are not given.
    static var standard: Self { get }

    /// The fields, in the order in which people read them.
    static var fields: [Field<Self>] { get }
}

/// One value of a record: its name, what it may be, its JSON form and what it means.
///
/// From the list of a type's fields follow its stored form, its decoding, files, options, help and tables.
public struct Field<Record: FieldRecord>: Sendable {
    /// The list of values that a grid has of a field.
    public struct Axis: Sendable, Hashable, ExpressibleByStringLiteral {
        /// The name, the field's in the plural.
        public let name: String
        /// Whether the axis is written where it is empty: digests of grids are made of those that always were.
        public let isAlwaysWritten: Bool

        /// Makes an axis that is always written.
        public init(stringLiteral name: String) { self.init(name, isAlwaysWritten: true) }

        /// Makes an axis.
        public init(_ name: String, isAlwaysWritten: Bool) {
            self.name = name
            self.isAlwaysWritten = isAlwaysWritten
        }
    }

    /// The name in records, files and options.
    public let name: String
    /// What it means, as a part of a sentence.
    public let help: String
    /// What people may ask for.
    public let range: FieldRange
    /// What records may hold: at least the range.
    public let storedRange: FieldRange
    /// The name under which grids list its values; nil where it is no axis.
    public let axis: Axis?
    /// Whether people must give it: it has no default.
    public let isRequired: Bool
    /// Whether it is part of the stored record, of which identities are made.
    public let isRecorded: Bool
    private let isAbsentAtDefault: Bool
    private let isOptional: Bool
    /// The words of records, by those of people.
    private let recordedWords: [String: String]
    private let get: @Sendable (Record) -> CanonicalJSON?
    private let set: @Sendable (inout Record, CanonicalJSON?) -> Bool

    /// Makes a field of a property.
    ///
    /// - Parameters:
    ///   - name: the name in records, files and options.
    ///   - path: the property.
    ///   - range: what people may ask for.
    ///   - storedRange: what records may hold; the same by default.
    ///   - axis: the name under which grids list its values.
    ///   - isRequired: whether people must give it.
    ///   - isAbsentAtDefault: whether the record leaves it out at its default, so that the identities of records from
    ///     before it was there stay as they are: so for each new field.
    ///   - isRecorded: whether it is part of the record at all.
    ///   - recordedWords: the words that records have for some of people's: what was renamed once keeps its identity.
    ///   - help: what it means, as a part of a sentence.
    public init<Value: FieldValue>(
        _ name: String, _ path: WritableKeyPath<Record, Value> & Sendable, _ range: FieldRange,
        stored storedRange: FieldRange? = nil, axis: Axis? = nil, isRequired: Bool = false,
        isAbsentAtDefault: Bool = false, isRecorded: Bool = true, recordedAs recordedWords: [String: String] = [:],
        help: String
    ) {
        self.init(
            name: name, help: help, range: range, storedRange: storedRange ?? range.renamed(recordedWords), axis: axis,
            isRequired: isRequired, isRecorded: isRecorded, isAbsentAtDefault: isAbsentAtDefault, isOptional: false,
            recordedWords: recordedWords,
            get: { $0[keyPath: path].json },
            set: { record, json in
                guard let value = json.flatMap(Value.init(json:)) else { return false }
                record[keyPath: path] = value
                return true
            })
    }

    /// Makes a field of a property that a record may lack.
    public init<Value: FieldValue>(
        _ name: String, _ path: WritableKeyPath<Record, Value?> & Sendable, _ range: FieldRange,
        stored storedRange: FieldRange? = nil, axis: Axis? = nil, help: String
    ) {
        self.init(
            name: name, help: help, range: range, storedRange: storedRange ?? range, axis: axis, isRequired: false,
            isRecorded: true, isAbsentAtDefault: false, isOptional: true, get: { $0[keyPath: path]?.json },
            set: { record, json in
                let value = json.flatMap(Value.init(json:))
                guard json == nil || value != nil else { return false }
                record[keyPath: path] = value
                return true
            })
    }

    private init(
        name: String, help: String, range: FieldRange, storedRange: FieldRange, axis: Axis?, isRequired: Bool,
        isRecorded: Bool, isAbsentAtDefault: Bool, isOptional: Bool, recordedWords: [String: String] = [:],
        get: @escaping @Sendable (Record) -> CanonicalJSON?,
        set: @escaping @Sendable (inout Record, CanonicalJSON?) -> Bool
    ) {
        self.name = name
        self.help = help
        self.range = range
        self.storedRange = storedRange
        self.axis = axis
        self.isRequired = isRequired
        self.isRecorded = isRecorded
        self.isAbsentAtDefault = isAbsentAtDefault
        self.isOptional = isOptional
        self.recordedWords = recordedWords
        self.get = get
        self.set = set
    }

    /// Makes a field that every record holds with one value: what is fixed, and said.
    public static func fixed(_ name: String, _ value: String, help: String) -> Field {
        Field(
            name: name, help: help, range: .fixed(value), storedRange: .fixed(value), axis: nil, isRequired: false,
            isRecorded: true, isAbsentAtDefault: false, isOptional: false, get: { _ in .string(value) },
            set: { _, json in json == .string(value) })
    }

    /// The same field of a record that holds this one's as a part.
    ///
    /// - Parameter path: where the part stands.
    public func part<Whole: FieldRecord>(of path: WritableKeyPath<Whole, Record> & Sendable) -> Field<Whole> {
        let (get, set) = (get, set)
        return Field<Whole>(
            name: name, help: help, range: range, storedRange: storedRange,
            axis: axis.map { Field<Whole>.Axis($0.name, isAlwaysWritten: $0.isAlwaysWritten) }, isRequired: isRequired,
            isRecorded: isRecorded, isAbsentAtDefault: isAbsentAtDefault, isOptional: isOptional,
            get: { get($0[keyPath: path]) }, set: { set(&$0[keyPath: path], $1) })
    }

    /// The value of a record as it is written; nil where it is left out.
    public func json(of record: Record) -> CanonicalJSON? {
        let value = get(record)
        if isAbsentAtDefault && value == get(.standard) { return nil }
        return value?.stringValue.flatMap { recordedWords[$0] }.map { .string($0) } ?? value
    }

    /// The value of a record, at its default too.
    public func value(of record: Record) -> CanonicalJSON? { get(record) }

    /// The value that a record has where none is given; nil where it has none, or must be given one.
    public var standard: CanonicalJSON? { isRequired ? nil : get(.standard) }

    /// Whether a record of old may lack it.
    public var mayBeAbsent: Bool { isOptional || isAbsentAtDefault }

    /// Sets a value that people gave.
    ///
    /// - Returns: false where it is not one of the range; the record is as it was.
    public func set(_ json: CanonicalJSON, in record: inout Record) -> Bool {
        range.contains(json) && set(&record, json)
    }

    /// The value of a record as people type it, at its default too; nil where it has none.
    public func text(of record: Record) -> String? {
        get(record).map { $0.stringValue ?? $0.text }
    }

    /// Sets a value that was typed.
    ///
    /// - Returns: false where it is not one of the range; the record is as it was.
    public func set(text: String, in record: inout Record) -> Bool {
        range.json(text: text).map { set($0, in: &record) } ?? false
    }

    /// A value in the form in which this field writes it, as 1 for 1.0; nil where it is none that records may hold.
    public func normalized(_ json: CanonicalJSON) -> CanonicalJSON? {
        var record = Record.standard
        return restore(json, in: &record) ? get(record) : nil
    }

    /// Sets what a record holds: its default where there is nothing and the field may be absent.
    ///
    /// - Returns: false where it is not one of the stored range.
    public func restore(_ json: CanonicalJSON?, in record: inout Record) -> Bool {
        guard let json else { return mayBeAbsent && set(&record, get(.standard)) }
        guard storedRange.contains(json) else { return false }
        let word = json.stringValue.flatMap { recorded in recordedWords.first { $0.value == recorded }?.key }
        return set(&record, word.map { .string($0) } ?? json)
    }
}

extension FieldRecord {
    /// The recorded fields as JSON, by name: what identities are made of.
    public var recordedValues: [String: CanonicalJSON] {
        var values: [String: CanonicalJSON] = [:]
        for field in Self.fields where field.isRecorded { values[field.name] = field.json(of: self) }
        return values
    }

    /// All fields as JSON, by name, those included that no identity is made of.
    public var allValues: [String: CanonicalJSON] {
        var values: [String: CanonicalJSON] = [:]
        for field in Self.fields { values[field.name] = field.json(of: self) }
        return values
    }

    /// The field of a name; nil where there is none.
    public static func field(_ name: String) -> Field<Self>? { fields.first { $0.name == name } }
}
