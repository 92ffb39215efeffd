/// Writes JSON (RFC 8259) value by value, UTF-8, so that a text larger than memory's trees can be written in pieces.
///
/// Brackets, commas and line breaks are the caller's, as is the layout:
///
///     var writer = JSONWriter()
///     writer.append(literal: "{\"loss\": ")
///     writer.append(0.25)
///     writer.append(literal: "}\n")
///
/// What would steer a terminal (C1 controls, marks of direction) is written as an escape, which reads back as the same text.
public struct JSONWriter: Sendable {
    /// What was written so far, UTF-8.
    public private(set) var bytes: [UInt8] = []

    /// Starts to write.
    public init() {}

    /// Writes JSON as it stands: brackets, commas, blanks, names that were made before.
    public mutating func append(literal text: String) { bytes.append(contentsOf: text.utf8) }

    /// Writes JSON as it stands.
    public mutating func append(literal text: [UInt8]) { bytes.append(contentsOf: text) }

    /// Writes a whole number.
    public mutating func append(_ number: Int64) { bytes.append(contentsOf: String(number).utf8) }

    /// Writes a number as `CanonicalJSON` does, with the fewest digits that read back as it; what is not finite is null.
    public mutating func append(_ number: Double) {
        guard number.isFinite else { return appendNull() }
        let magnitude = number.magnitude
        // Within these bounds Swift's description is that of ECMAScript but for its ".0".
        guard magnitude >= 1e-4, magnitude < 1e15 else {
            return bytes.append(contentsOf: CanonicalJSON.numberText(number).utf8)
        }
        bytes.append(contentsOf: number.description.utf8)
        if bytes[bytes.count - 1] == UInt8(ascii: "0"), bytes[bytes.count - 2] == UInt8(ascii: ".") {
            bytes.removeLast(2)
        }
    }

    /// Writes a text in quotes.
    public mutating func append(_ text: String) {
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && !TerminalText.mayBeHarmful(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        if isPlain {
            bytes.append(contentsOf: text.utf8)
        } else {
            for scalar in text.unicodeScalars { append(escaping: scalar) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes bytes as a text of their hexadecimal digits.
    public mutating func append(hexadecimal content: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in content { appendDigits(UInt32(byte), count: 2) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes null.
    public mutating func appendNull() { append(literal: "null") }

    /// What was written so far; it is forgotten.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func append(escaping scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append(literal: "\\\"")
        case "\\": append(literal: "\\\\")
        case "\u{08}": append(literal: "\\b")
        case "\u{09}": append(literal: "\\t")
        case "\u{0A}": append(literal: "\\n")
        case "\u{0C}": append(literal: "\\f")
        case "\u{0D}": append(literal: "\\r")
        case _ where TerminalText.isHarmful(scalar):
            append(literal: "\\u")
            appendDigits(scalar.value, count: 4)
        default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    private mutating func appendDigits(_ value: UInt32, count: Int) {
        for place in (0..<UInt32(count)).reversed() {
            let digit = UInt8(truncatingIfNeeded: value >> (4 * place)) & 15
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
