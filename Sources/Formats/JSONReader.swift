/// A reader of JSON that goes along a text and hands out what stands there, value by value.
///
/// It works on bytes and keeps no tree, so that a file larger than memory's trees can be read element by element:
///
///     var reader = JSONReader(bytes)
///     try reader.beginArray()
///     while try reader.nextElement() { let number = try reader.number() }
///     try reader.end()
///
/// Any bytes give values or a `CanonicalJSONError` with a place; none a trap.
public struct JSONReader: Sendable {
    /// The language that is read.
    public enum Dialect: Sendable {
        /// JSON (RFC 8259).
        case json
        /// JSON in which numbers may be NaN, Infinity and -Infinity, as Python writes them.
        case jsonWithNonFinite
        /// JSON5 (json5.org, 1.0.0): comments, names without quotes, commas at the end of lists and more.
        case json5
    }

    /// What kind of value stands at a place.
    public enum Kind: Sendable {
        /// Members in braces.
        case object
        /// Elements in brackets.
        case array
        /// A text in quotes.
        case string
        /// A number.
        case number
        /// `true` or `false`.
        case boolean
        /// `null`.
        case null
    }

    /// How deep arrays and objects may nest; deeper input is refused rather than risked on the stack.
    public static let maximumDepth = 100

    /// An array or object that is not closed yet.
    private struct Level {
        let start: Int
        let isObject: Bool
        var isFirst = true
        var lastName = ""
    }

    let bytes: [UInt8]
    let isLenient: Bool
    let allowsNonFinite: Bool
    /// Where the reader is: the offset in bytes of what comes next.
    public internal(set) var position: Int
    private var levels: [Level] = []

    /// Starts to read a text; a byte order mark is passed over.
    ///
    /// - Parameters:
    ///   - bytes: the text, UTF-8.
    ///   - dialect: its language.
    public init(_ bytes: [UInt8], dialect: Dialect = .json) {
        self.bytes = bytes
        isLenient = dialect == .json5
        allowsNonFinite = dialect != .json
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Starts to read in the middle of a text, where a value begins.
    ///
    /// - Parameter position: an offset that another reader of the same text had before it read the value.
    public init(_ bytes: [UInt8], at position: Int, dialect: Dialect = .json) {
        self.init(bytes, dialect: dialect)
        self.position = min(max(position, 0), bytes.count)
    }

    // MARK: - Walking

    /// The kind of the next value, which stays unread.
    public mutating func kind() throws(CanonicalJSONError) -> Kind {
        try skipBlanks()
        switch current {
        case nil: throw error("the text ends where a value should be")
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "'") where isLenient: return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        default: return .number
        }
    }

    /// Goes into the object that begins here.
    public mutating func beginObject() throws(CanonicalJSONError) { try begin(UInt8(ascii: "{"), isObject: true) }

    /// Goes into the array that begins here.
    public mutating func beginArray() throws(CanonicalJSONError) { try begin(UInt8(ascii: "["), isObject: false) }

    /// The name of the object's next member, whose value comes next; nil at the object's end, which is left.
    public mutating func nextName() throws(CanonicalJSONError) -> String? {
        guard try goesOn(UInt8(ascii: "}")) else { return nil }
        let name = try self.name()
        levels[levels.count - 1].lastName = name
        try skipBlanks()
        guard current == UInt8(ascii: ":") else {
            throw error("a colon is missing after \(TerminalText.quoted(name))")
        }
        position += 1
        return name
    }

    /// Whether the array has another element, which comes next; at the array's end it is left.
    public mutating func nextElement() throws(CanonicalJSONError) -> Bool { try goesOn(UInt8(ascii: "]")) }

    /// Checks that nothing follows the value that was read.
    public mutating func end() throws(CanonicalJSONError) {
        try skipBlanks()
        guard position == bytes.count else { throw error("there is something after the end of the value") }
    }

    private mutating func begin(_ bracket: UInt8, isObject: Bool) throws(CanonicalJSONError) {
        try skipBlanks()
        guard current == bracket else { throw error("expected \(Character(Unicode.Scalar(bracket)))") }
        guard levels.count < Self.maximumDepth else {
            throw error("brackets are nested deeper than \(Self.maximumDepth) levels")
        }
        levels.append(Level(start: position, isObject: isObject))
        position += 1
    }

    private mutating func goesOn(_ bracket: UInt8) throws(CanonicalJSONError) -> Bool {
        try skipBlanks()
        guard let level = levels.last else { return false }
        if current == bracket, level.isFirst || isLenient {
            position += 1
            levels.removeLast()
            return false
        }
        if level.isFirst {
            guard current != nil else { throw unclosed(level) }
            levels[levels.count - 1].isFirst = false
            return true
        }
        guard let byte = current else { throw unclosed(level) }
        if byte == bracket {
            position += 1
            levels.removeLast()
            return false
        }
        guard byte == UInt8(ascii: ",") else {
            throw error(
                level.isObject
                    ? "a comma or } is missing after the value of \(TerminalText.quoted(level.lastName))"
                    : "a comma or ] is missing in a list")
        }
        position += 1
        try skipBlanks()
        if isLenient, current == nil { throw unclosed(level) }
        if isLenient, current == bracket {
            position += 1
            levels.removeLast()
            return false
        }
        return true
    }

    private func unclosed(_ level: Level) -> CanonicalJSONError {
        error("a bracket \(level.isObject ? "{" : "[") is not closed", at: level.start)
    }

    // MARK: - Values

    /// The next value, with all that it holds.
    public mutating func value() throws(CanonicalJSONError) -> CanonicalJSON {
        switch try kind() {
        case .object:
            try beginObject()
            var members: [String: CanonicalJSON] = [:]
            while let name = try nextName() {
                let value = try value()
                guard members.updateValue(value, forKey: name) == nil else {
                    throw error("the name \(TerminalText.quoted(name)) is there twice")
                }
            }
            return .object(members)
        case .array:
            try beginArray()
            var values: [CanonicalJSON] = []
            while try nextElement() { values.append(try value()) }
            return .array(values)
        case .string: return .string(try string())
        case .number: return try number()
        case .boolean: return .boolean(try boolean())
        case .null:
            try null()
            return .null
        }
    }

    /// Passes over the next value, which is checked as if it were read.
    public mutating func skip() throws(CanonicalJSONError) {
        switch try kind() {
        case .object:
            try beginObject()
            while try nextName() != nil { try skip() }
        case .array:
            try beginArray()
            while try nextElement() { try skip() }
        case .string: _ = try string()
        case .number: _ = try number()
        case .boolean: _ = try boolean()
        case .null: try null()
        }
    }

    /// The next value, which must be `true` or `false`.
    public mutating func boolean() throws(CanonicalJSONError) -> Bool {
        try skipBlanks()
        if takes("true") { return true }
        if takes("false") { return false }
        throw noValue()
    }

    /// The next value, which must be `null`.
    public mutating func null() throws(CanonicalJSONError) {
        try skipBlanks()
        guard takes("null") else { throw noValue() }
    }

    /// The text between two offsets, as of a number before and after it was read.
    public func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    // MARK: - Bytes

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// An error at a place: where the reader is, or an offset that it had.
    public func error(_ reason: String, at offset: Int? = nil) -> CanonicalJSONError {
        CanonicalJSONError(offset: offset ?? position, reason: reason, in: bytes)
    }

    /// The error for something that is no value, with what stands there.
    func noValue() -> CanonicalJSONError {
        var end = position
        while end < bytes.count, isWordPart(bytes[end]) { end += 1 }
        guard end > position else {
            let rest = bytes[position...].prefix { $0 != 0x0A && $0 != 0x0D }.prefix(100)
            return error("a value is expected, not \(TerminalText.quoted(String(decoding: rest, as: UTF8.self)))")
        }
        return error("\(TerminalText.quoted(text(position..<end))) is no value; texts stand in quotes")
    }

    /// Goes past a word that stands alone.
    mutating func takes(_ word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, end == bytes.count || !isWordPart(bytes[end]) else { return false }
        let isThere = word.withUTF8Buffer { bytes[position..<end].elementsEqual($0) }
        if isThere { position = end }
        return isThere
    }

    func isWordPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
            true
        default: "_$-+.".utf8.contains(byte)
        }
    }

    mutating func skipBlanks() throws(CanonicalJSONError) {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                position += 1
            } else {
                guard isLenient, try skipLenientBlank(byte) else { return }
            }
        }
    }

    /// Goes past a blank that only JSON5 knows, or a comment; whether there was one.
    private mutating func skipLenientBlank(_ byte: UInt8) throws(CanonicalJSONError) -> Bool {
        switch byte {
        case 0x0B, 0x0C: position += 1
        case UInt8(ascii: "/") where isNext(UInt8(ascii: "/")):
            while let byte = current, byte != 0x0A, byte != 0x0D { position += 1 }
        case UInt8(ascii: "/") where isNext(UInt8(ascii: "*")):
            let start = position
            position += 2
            while position + 1 < bytes.count, bytes[position] != UInt8(ascii: "*") || !isNext(UInt8(ascii: "/")) {
                position += 1
            }
            guard position + 1 < bytes.count else {
                throw error("a comment begins with /* and does not end", at: start)
            }
            position += 2
        case 0xC2...0xEF:
            guard let length = unicodeBlankLength() else { return false }
            position += length
        default: return false
        }
        return true
    }

    private func isNext(_ byte: UInt8) -> Bool { position + 1 < bytes.count && bytes[position + 1] == byte }

    /// The bytes of a blank outside ASCII: U+00A0, U+FEFF, line separators and the category Zs.
    private func unicodeBlankLength() -> Int? {
        for blank in Self.unicodeBlanks where bytes[position...].starts(with: blank) { return blank.count }
        return nil
    }

    private static let unicodeBlanks: [[UInt8]] =
        ([0xA0, 0xFEFF, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000] + Array(0x2000...0x200A))
        .compactMap { Unicode.Scalar($0 as UInt32).map { Array(String($0).utf8) } }
}
