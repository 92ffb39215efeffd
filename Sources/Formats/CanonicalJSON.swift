/// A JSON value with exactly one text, so that its digest can stand for it.
///
/// The text follows RFC 8785 (JSON Canonicalization Scheme): no white space, object keys in the order of their UTF-16
/// code units, the shortest number that reads back as the same `Double`, and no escape that is not needed. Integers
/// beyond 2^53 are written in full, which RFC 8785 leaves to strings.
public enum CanonicalJSON: Equatable, Hashable, Sendable {
    /// The value `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number.
    case integer(Int64)
    /// A number; one that is not finite has no JSON text and is written as `null`.
    case number(Double)
    /// A string.
    case string(String)
    /// A list of values.
    case array([CanonicalJSON])
    /// Values by name.
    case object([String: CanonicalJSON])

    /// The canonical text of the value.
    public var text: String {
        var output = ""
        write(to: &output)
        return output
    }

    /// The SHA-256 of the canonical text's UTF-8 bytes, 64 lower-case hexadecimal digits.
    public var digest: String { SHA256.digest(of: text).description }

    /// The value of a name, where this is an object that has it.
    ///
    /// - Parameter name: The name to look up.
    public subscript(name: String) -> CanonicalJSON? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The value as a `Double`, where it is a number.
    public var doubleValue: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The value as an integer, where it is a whole number.
    public var integerValue: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The value as a string, where it is one.
    public var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    private func write(to output: inout String) {
        switch self {
        case .null: output += "null"
        case .boolean(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        case .number(let value): output += CanonicalJSON.numberText(value)
        case .string(let value): CanonicalJSON.write(string: value, to: &output)
        case .array(let values):
            output += "["
            for (index, value) in values.enumerated() {
                if index > 0 { output += "," }
                value.write(to: &output)
            }
            output += "]"
        case .object(let members):
            output += "{"
            let names = members.keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
            for (index, name) in names.enumerated() {
                if index > 0 { output += "," }
                CanonicalJSON.write(string: name, to: &output)
                output += ":"
                (members[name] ?? .null).write(to: &output)
            }
            output += "}"
        }
    }

    private static func write(string: String, to output: inout String) {
        output += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\u{08}": output += "\\b"
            case "\u{09}": output += "\\t"
            case "\u{0A}": output += "\\n"
            case "\u{0C}": output += "\\f"
            case "\u{0D}": output += "\\r"
            case "\u{00}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
