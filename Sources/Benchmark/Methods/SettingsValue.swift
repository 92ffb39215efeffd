import Formats

/// A value of a method or grid file.
indirect enum SettingsValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([SettingsValue])
    case object([String: SettingsValue])

    /// What kind of value it is, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let value): "the number \(SettingsValue.show(value))"
        case .text(let text): "the text \(SettingsError.quoted(text))"
        case .list: "a list"
        case .object: "an object"
        }
    }

    /// The value as JSON.
    var json: CanonicalJSON {
        switch self {
        case .null: .null
        case .boolean(let value): .boolean(value)
        case .number(let value): .number(value)
        case .text(let text): .string(text)
        case .list(let values): .array(values.map(\.json))
        case .object(let members): .object(members.mapValues(\.json))
        }
    }

    /// A number as people write it: whole numbers without a decimal point.
    static func show(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }
}
