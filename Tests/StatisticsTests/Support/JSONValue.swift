import Foundation

/// A JSON value, as loosely typed as the fixtures need it.
enum JSONValue: Decodable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    subscript(_ key: String) -> JSONValue {
        if case .object(let members) = self { return members[key] ?? .null }
        return .null
    }

    /// The number; "inf" and "-inf" stand for the infinities, NaN for what is no number.
    var number: Double {
        switch self {
        case .number(let value): value
        case .string("inf"): .infinity
        case .string("-inf"): -.infinity
        case .string(let text): Double(text) ?? .nan
        default: .nan
        }
    }

    var string: String {
        if case .string(let value) = self { return value }
        return ""
    }

    var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    var isTrue: Bool {
        if case .bool(true) = self { return true }
        return false
    }

    var array: [JSONValue] {
        if case .array(let values) = self { return values }
        return []
    }

    var numbers: [Double] { array.map(\.number) }

    var members: [String: JSONValue] {
        if case .object(let members) = self { return members }
        return [:]
    }
}
