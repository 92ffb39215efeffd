import Foundation

/// A value in a table: what people see and what programs read.
enum Cell: Sendable, Equatable {
    /// A text.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number with so many decimals for people; programs get all of it.
    case decimal(Double, places: Int, sign: Bool = false)
    /// A probability: two digits, with an exponent where it is small.
    case probability(Double)
    /// Nothing.
    case none

    /// The value for people.
    var display: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let value, let places, let sign):
            String(format: sign ? "%+.\(places)f" : "%.\(places)f", value)
        case .probability(let p): p >= 0.01 ? String(format: "%.2g", p) : String(format: "%.1e", p)
        case .none: ""
        }
    }

    /// The value for programs.
    var exact: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let value, _, _), .probability(let value): "\(value)"
        case .none: ""
        }
    }

    /// The value as JSON; what is not finite becomes null.
    var json: String {
        switch self {
        case .text(let text): Cell.quote(text)
        case .integer(let number): String(number)
        case .decimal(let value, _, _), .probability(let value): value.isFinite ? "\(value)" : "null"
        case .none: "null"
        }
    }

    /// Whether it stands at the right of its column.
    var isNumber: Bool {
        switch self {
        case .text, .none: false
        case .integer, .decimal, .probability: true
        }
    }

    /// A text as a JSON string.
    static func quote(_ text: String) -> String {
        let data = (try? JSONEncoder.plain.encode(text)) ?? Data("\"\"".utf8)
        return String(decoding: data, as: UTF8.self)
    }
}

extension JSONEncoder {
    /// An encoder that leaves slashes alone.
    fileprivate static var plain: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return encoder
    }
}
