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
        // Names, digests and numbers, as a rule, have nothing to escape.
        guard string.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            output += string
            output += "\""
            return
        }
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

extension CanonicalJSON {
    /// Reads JSON text.
    ///
    /// - Parameters:
    ///   - text: The text; white space and the order of names don't matter.
    ///   - dialect: Its language, JSON (RFC 8259) or a wider one.
    /// - Throws: `CanonicalJSONError` for text that is not JSON, names a member twice, or nests too deep.
    public init(parsing text: String, as dialect: JSONReader.Dialect = .json) throws(CanonicalJSONError) {
        try self.init(parsing: Array(text.utf8), as: dialect)
    }

    /// Reads JSON text in UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: The text; a byte order mark is passed over.
    ///   - dialect: Its language, JSON (RFC 8259) or a wider one.
    /// - Throws: `CanonicalJSONError` for text that is not JSON, names a member twice, or nests too deep.
    public init(parsing bytes: [UInt8], as dialect: JSONReader.Dialect = .json) throws(CanonicalJSONError) {
        var reader = JSONReader(bytes, dialect: dialect)
        self = try reader.value()
        try reader.end()
    }
}

extension CanonicalJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Creates a string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Creates a whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Creates a number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// Creates `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// Creates a list.
    public init(arrayLiteral elements: CanonicalJSON...) { self = .array(elements) }
    /// Creates `null`.
    public init(nilLiteral: ()) { self = .null }
    /// Creates an object; of two members of one name the later one stays.
    public init(dictionaryLiteral elements: (String, CanonicalJSON)...) {
        self = .object(Dictionary(elements) { _, later in later })
    }
}

extension CanonicalJSON {
    /// The text of a number as ECMAScript's `Number::toString` writes it, which RFC 8785 prescribes.
    ///
    /// - Parameter value: The number; one that is not finite gives `null`.
    static func numberText(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        guard value != 0 else { return "0" }
        let (digits, pointPosition) = shortestDigits(value.magnitude)
        let sign = value < 0 ? "-" : ""
        let count = digits.count
        if pointPosition > 21 || pointPosition < -5 {
            let exponent = pointPosition - 1
            let fraction = count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + String(exponent.magnitude)
        }
        if pointPosition <= 0 {
            return sign + "0." + String(repeating: "0", count: -pointPosition) + digits
        }
        if pointPosition >= count {
            return sign + digits + String(repeating: "0", count: pointPosition - count)
        }
        return sign + digits.prefix(pointPosition) + "." + digits.dropFirst(pointPosition)
    }

    /// The shortest decimal digits that read back as `value`, and where the decimal point stands among them.
    ///
    /// The value is 0.DIGITS x 10^pointPosition. Swift's own description has these digits, in another layout.
    private static func shortestDigits(_ value: Double) -> (digits: String, pointPosition: Int) {
        let parts = value.description.lowercased().split(separator: "e", maxSplits: 1)
        let mantissa = parts.first.map(String.init) ?? "0"
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let halves = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = halves.first.map(String.init) ?? "0"
        let fraction = halves.count > 1 ? String(halves[1]) : ""
        var digits = whole + fraction
        var pointPosition = whole.count + exponent
        while digits.hasPrefix("0") && digits.count > 1 {
            digits.removeFirst()
            pointPosition -= 1
        }
        while digits.hasSuffix("0") && digits.count > 1 { digits.removeLast() }
        return (digits, pointPosition)
    }
}

extension CanonicalJSON {
    /// The value for people: a member a line; lists of numbers on one line.
    public var indentedText: String { text(indent: "") + "\n" }

    private func text(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            let lines = members.sorted { $0.key < $1.key }.map {
                "\(inner)\(CanonicalJSON.string($0.key).text): \($0.value.text(indent: inner))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let values) where values.contains { $0.isContainer }:
            return "[\n" + values.map { inner + $0.text(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .array(let values): return "[" + values.map(\.text).joined(separator: ", ") + "]"
        default: return text
        }
    }

    private var isContainer: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }

    /// A number, with infinities as texts and NaN as null.
    public static func real(_ value: Double?) -> CanonicalJSON {
        guard let value, !value.isNaN else { return .null }
        return value.isFinite ? .number(value) : .string(value > 0 ? "inf" : "-inf")
    }

    /// A whole number.
    public static func whole(_ value: Int) -> CanonicalJSON { .integer(Int64(value)) }
}

/// What is wrong with a text that should be JSON, and where.
public struct CanonicalJSONError: ClassifiedError, Equatable, Sendable {
    /// The offset in bytes from the text's start.
    public let offset: Int
    /// The line, from 1.
    public let line: Int
    /// The column in its line, from 1, in characters.
    public let column: Int
    /// What was found there.
    public let reason: String

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong and where.
    public var description: String { "not valid JSON at line \(line), column \(column): \(reason)" }

    /// Makes an error and finds its line and column.
    init(offset: Int, reason: String, in bytes: [UInt8]) {
        let place = TextPlace(of: offset, in: bytes)
        self.offset = offset
        self.reason = reason
        line = place.line
        column = place.column
    }
}

/// A place in a text as people count: lines and columns, from 1.
public struct TextPlace: Hashable, Sendable {
    /// The line.
    public let line: Int
    /// The column, in characters (Unicode scalars).
    public let column: Int

    /// Finds the place of an offset in bytes; one beyond the text is its end.
    ///
    /// Lines end in LF, CR LF or CR.
    public init(of offset: Int, in bytes: [UInt8]) {
        var line = 1
        var column = 1
        for index in 0..<min(max(offset, 0), bytes.count) {
            let byte = bytes[index]
            if byte == 0x0A || (byte == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}
