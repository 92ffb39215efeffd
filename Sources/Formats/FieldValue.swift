/// A value that a field can hold: what it is as JSON, and back.
public protocol FieldValue: Sendable, Hashable {
    /// The value as JSON.
    var json: CanonicalJSON { get }

    /// Reads a value; nil where the JSON is none.
    init?(json: CanonicalJSON)
}

extension Int: FieldValue {
    /// The number.
    public var json: CanonicalJSON { .integer(Int64(self)) }

    /// Reads a whole number, written with or without a decimal point.
    public init?(json: CanonicalJSON) {
        guard let number = json.integerValue, let value = Int(exactly: number) else { return nil }
        self = value
    }
}

extension Double: FieldValue {
    /// The number.
    public var json: CanonicalJSON { .number(self) }

    /// Reads a finite number.
    public init?(json: CanonicalJSON) {
        guard let number = json.doubleValue, number.isFinite else { return nil }
        self = number
    }
}

extension Bool: FieldValue {
    /// True or false.
    public var json: CanonicalJSON { .boolean(self) }

    /// Reads true or false.
    public init?(json: CanonicalJSON) {
        guard case .boolean(let value) = json else { return nil }
        self = value
    }
}

extension Array: FieldValue where Element: FieldValue {
    /// The list.
    public var json: CanonicalJSON { .array(map(\.json)) }

    /// Reads a list whose every item can be read.
    public init?(json: CanonicalJSON) {
        guard case .array(let items) = json else { return nil }
        let values = items.compactMap(Element.init(json:))
        guard values.count == items.count else { return nil }
        self = values
    }
}

extension FieldValue where Self: RawRepresentable, RawValue == String {
    /// The word.
    public var json: CanonicalJSON { .string(rawValue) }

    /// Reads one of the words.
    public init?(json: CanonicalJSON) {
        guard let value = json.stringValue.flatMap(Self.init(rawValue:)) else { return nil }
        self = value
    }
}
