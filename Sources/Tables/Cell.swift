import Formats

/// A value in a table: what people see and what programs read.
public enum Cell: Sendable, Equatable {
    /// A text.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number as it is.
    case number(Double)
    /// A number with so many decimals for people; programs get all of it.
    case decimal(Double, places: Int, sign: Bool = false)
    /// A probability: two digits, with an exponent where it is small.
    case probability(Double)
    /// Nothing.
    case none

    /// A number or, where there is none, nothing.
    public static func decimal(_ value: Double?, places: Int, sign: Bool = false) -> Cell {
        value.map { .decimal($0, places: places, sign: sign) } ?? .none
    }

    /// A probability or, where there is none, nothing.
    public static func probability(_ value: Double?) -> Cell { value.map { .probability($0) } ?? .none }

    /// An error of arithmetic: shown as probabilities are, with two digits and an exponent where it is small.
    public static func error(_ value: Double) -> Cell { .probability(value) }

    /// The value for people.
    public var display: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let value): value.description
        case .decimal(let value, let places, let sign): NumberText.decimal(value, places: places, sign: sign)
        case .probability(let p): NumberText.probability(p)
        case .none: ""
        }
    }

    /// The value for programs.
    public var exact: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let value), .decimal(let value, _, _), .probability(let value): value.description
        case .none: ""
        }
    }

    /// The value as JSON; what is not finite becomes null.
    public var json: String {
        switch self {
        case .text(let text): CanonicalJSON.string(text).text
        case .integer(let number): String(number)
        case .number(let value), .decimal(let value, _, _), .probability(let value):
            value.isFinite ? value.description : "null"
        case .none: "null"
        }
    }

    /// Whether it stands at the right of its column.
    public var isNumber: Bool {
        switch self {
        case .text, .none: false
        case .integer, .number, .decimal, .probability: true
        }
    }
}
