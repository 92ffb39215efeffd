/// A reader of JSON text (RFC 8259) that turns any input into a value or an error, never a trap.
struct CanonicalJSONParser {
    /// How deep arrays and objects may nest; deeper input is refused rather than risked on the stack.
    static let maximumDepth = 100

    private let bytes: [UInt8]
    private var position = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// Reads one JSON value and nothing after it.
    ///
    /// - Parameter text: The JSON text.
    /// - Throws: `CanonicalJSONError` with the byte offset of what is wrong.
    static func parse(_ text: String) throws(CanonicalJSONError) -> CanonicalJSON {
        var parser = CanonicalJSONParser(text)
        let value = try parser.value(depth: 0)
        parser.skipWhiteSpace()
        guard parser.position == parser.bytes.count else { throw parser.error("text after the end of the value") }
        return value
    }

    private func error(_ reason: String) -> CanonicalJSONError { CanonicalJSONError(offset: position, reason: reason) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipWhiteSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func expect(_ word: StaticString, _ value: CanonicalJSON) throws(CanonicalJSONError)
        -> CanonicalJSON
    {
        let expected = Array("\(word)".utf8)
        guard bytes[position...].starts(with: expected) else { throw error("expected a value") }
        position += expected.count
        return value
    }

    private mutating func value(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
        guard depth < Self.maximumDepth else { throw error("nested deeper than \(Self.maximumDepth) levels") }
        skipWhiteSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try expect("true", .boolean(true))
        case UInt8(ascii: "f"): return try expect("false", .boolean(false))
        case UInt8(ascii: "n"): return try expect("null", .null)
        case nil: throw error("the text ends where a value should be")
        default: return try number()
        }
    }

    private mutating func array(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
        position += 1
        var values: [CanonicalJSON] = []
        skipWhiteSpace()
        if current == UInt8(ascii: "]") {
            position += 1
            return .array(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            skipWhiteSpace()
            switch current {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "]"):
                position += 1
                return .array(values)
            default: throw error("expected , or ] in an array")
            }
        }
    }

    private mutating func object(depth: Int) throws(CanonicalJSONError) -> CanonicalJSON {
        position += 1
        var members: [String: CanonicalJSON] = [:]
        skipWhiteSpace()
        if current == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipWhiteSpace()
            guard current == UInt8(ascii: "\"") else { throw error("expected a name in an object") }
            let name = try string()
            skipWhiteSpace()
            guard current == UInt8(ascii: ":") else { throw error("expected : after a name") }
            position += 1
            let value = try value(depth: depth + 1)
            guard members.updateValue(value, forKey: name) == nil else { throw error("the name \"\(name)\" twice") }
            skipWhiteSpace()
            switch current {
            case UInt8(ascii: ","): position += 1
            case UInt8(ascii: "}"):
                position += 1
                return .object(members)
            default: throw error("expected , or } in an object")
            }
        }
    }

    private mutating func number() throws(CanonicalJSONError) -> CanonicalJSON {
        let start = position
        var isWhole = true
        if current == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        let whole = digits()
        guard whole > 0 else { throw error("expected a value") }
        guard whole == 1 || bytes[firstDigit] != UInt8(ascii: "0") else { throw error("a number with a leading zero") }
        if current == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            guard digits() > 0 else { throw error("expected a digit after the decimal point") }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw error("expected a digit in the exponent") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw error("a number beyond the range of a double") }
        return .number(value)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = current, byte >= 0x30 && byte <= 0x39 { position += 1 }
        return position - start
    }

    private mutating func string() throws(CanonicalJSONError) -> String {
        position += 1
        var units: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw error("a control character in a string")
            default: units.append(byte)
            }
        }
        throw error("a string without an end")
    }

    private mutating func escape() throws(CanonicalJSONError) -> Character {
        guard let byte = current else { throw error("a string without an end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return Character(try unicodeEscape())
        default: throw error("an unknown escape in a string")
        }
    }

    private mutating func unicodeEscape() throws(CanonicalJSONError) -> Unicode.Scalar {
        let high = try fourHexadecimalDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), bytes[position...].starts(with: [0x5C, 0x75]) else {
            throw error("half a surrogate pair in a string")
        }
        position += 2
        let low = try fourHexadecimalDigits()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00))
        else { throw error("half a surrogate pair in a string") }
        return scalar
    }

    private mutating func fourHexadecimalDigits() throws(CanonicalJSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error("expected four hexadecimal digits")
            }
            value = value * 16 + UInt32(digit)
            position += 1
        }
        return value
    }
}
