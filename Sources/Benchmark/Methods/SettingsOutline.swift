/// Where the values of a JSON5 text stand: the line of each, found by walking along its brackets and names.
///
/// Foundation reads the values but tells no lines; this tells lines but reads no values. It also names the line at
/// which a text stops to be JSON5, and a name that an object has twice, which Foundation passes over.
struct SettingsOutline {
    /// What keeps a text from being JSON5.
    struct Problem: Error, Equatable {
        let line: Int
        let reason: String
    }

    /// The line of each value by its path: names and indices, each after a slash.
    private(set) var lines: [String: Int] = [:]

    private static let maximumDepth = 32
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    /// Walks along a text.
    ///
    /// - Throws: `Problem` at the first place where the text cannot be JSON5.
    init(_ text: String) throws(Problem) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        try value(path: "", depth: 0)
        try skipBlanks()
        guard position == bytes.count else { throw problem("there is something after the end of the last bracket") }
    }

    private func problem(_ reason: String) -> Problem { Problem(line: line, reason: reason) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance() {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func skipBlanks() throws(Problem) {
        while let byte = current {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D: advance()
            case 0xC2 where bytes[position...].starts(with: [0xC2, 0xA0]): position += 2
            case UInt8(ascii: "/") where bytes[position...].starts(with: Array("//".utf8)):
                while let byte = current, byte != 0x0A, byte != 0x0D { advance() }
            case UInt8(ascii: "/") where bytes[position...].starts(with: Array("/*".utf8)):
                let start = line
                position += 2
                while position < bytes.count, !bytes[position...].starts(with: Array("*/".utf8)) { advance() }
                guard position < bytes.count else {
                    throw Problem(line: start, reason: "a comment begins with /* and does not end")
                }
                position += 2
            default: return
            }
        }
    }

    private mutating func value(path: String, depth: Int) throws(Problem) {
        guard depth < Self.maximumDepth else { throw problem("brackets are nested too deep") }
        try skipBlanks()
        lines[path] = line
        switch current {
        case UInt8(ascii: "{"): try object(path: path, depth: depth)
        case UInt8(ascii: "["): try list(path: path, depth: depth)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = try string()
        case nil: throw problem("the text ends where a value should be")
        default: try word()
        }
    }

    private mutating func object(path: String, depth: Int) throws(Problem) {
        let start = line
        var names: Set<String> = []
        advance()
        while true {
            try skipBlanks()
            if current == UInt8(ascii: "}") { return advance() }
            guard current != nil else { throw Problem(line: start, reason: "a bracket { is not closed") }
            let name = try self.name()
            guard names.insert(name).inserted else { throw problem("\(SettingsError.quoted(name)) is there twice") }
            try skipBlanks()
            guard current == UInt8(ascii: ":") else {
                throw problem("a colon is missing after \(SettingsError.quoted(name))")
            }
            advance()
            try value(path: path + "/" + name, depth: depth + 1)
            try skipBlanks()
            if current == UInt8(ascii: ",") {
                advance()
            } else if current != UInt8(ascii: "}"), current != nil {
                throw problem("a comma or } is missing after the value of \(SettingsError.quoted(name))")
            }
        }
    }

    private mutating func list(path: String, depth: Int) throws(Problem) {
        let start = line
        var index = 0
        advance()
        while true {
            try skipBlanks()
            if current == UInt8(ascii: "]") { return advance() }
            guard current != nil else { throw Problem(line: start, reason: "a bracket [ is not closed") }
            try value(path: path + "/\(index)", depth: depth + 1)
            index += 1
            try skipBlanks()
            if current == UInt8(ascii: ",") {
                advance()
            } else if current != UInt8(ascii: "]"), current != nil {
                throw problem("a comma or ] is missing in a list")
            }
        }
    }

    private mutating func name() throws(Problem) -> String {
        if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
            let name = try string()
            guard !name.contains("\\") else { throw problem("a name has a backslash; write it plainly") }
            return name
        }
        let start = position
        while let byte = current, Self.isNamePart(byte) { position += 1 }
        guard position > start else {
            throw problem("a name is expected, not \(SettingsError.quoted(rest))")
        }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !name.contains("-"), name.first?.isNumber != true else {
            throw problem("the name \(SettingsError.quoted(name)) needs quotes around it")
        }
        return name
    }

    /// Goes past a text in quotes; what it holds is read without its escapes, which no name here has.
    private mutating func string() throws(Problem) -> String {
        let quote = bytes[position]
        let startLine = line
        position += 1
        let start = position
        while let byte = current, byte != quote {
            guard byte != 0x0A, byte != 0x0D else { break }
            if byte == UInt8(ascii: "\\") { advance() }
            advance()
        }
        guard current == quote else { throw Problem(line: startLine, reason: "a quote is not closed") }
        defer { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Goes past a number, true, false or null.
    private mutating func word() throws(Problem) {
        let start = position
        while let byte = current, Self.isNamePart(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") {
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !text.isEmpty else { throw problem("a value is expected, not \(SettingsError.quoted(rest))") }
        guard Self.isNumber(text) || ["true", "false", "null"].contains(text) else {
            throw problem("\(SettingsError.quoted(text)) is no value; texts stand in quotes")
        }
    }

    /// Whether a text is a number as JSON5 writes it.
    ///
    /// Nothing else may reach Foundation, which traps on a number that ends in the sign of its exponent (Swift 6.3).
    static func isNumber(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        func isHexadecimal(_ byte: UInt8) -> Bool {
            isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        }
        func takeSign() {
            if let byte = rest.first, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte) { rest.removeFirst() }
        }
        func takeDigits() -> ArraySlice<UInt8> {
            let digits = rest.prefix(while: isDigit)
            rest = rest.dropFirst(digits.count)
            return digits
        }
        takeSign()
        if rest.elementsEqual("Infinity".utf8) || rest.elementsEqual("NaN".utf8) { return true }
        if rest.starts(with: "0x".utf8) || rest.starts(with: "0X".utf8) {
            return rest.count > 2 && rest.count < 16 && rest.dropFirst(2).allSatisfy(isHexadecimal)
        }
        let whole = takeDigits()
        guard whole.count < 2 || whole.first != UInt8(ascii: "0") else { return false }
        var digits = whole.count
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            digits += takeDigits().count
        }
        guard digits > 0 else { return false }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            takeSign()
            guard !takeDigits().isEmpty else { return false }
        }
        return rest.isEmpty
    }

    /// The rest of the line, for messages.
    private var rest: String {
        String(decoding: bytes[position...].prefix { $0 != 0x0A && $0 != 0x0D }.prefix(100), as: UTF8.self)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "-"), 0x80...0xFF:
            true
        default: false
        }
    }
}
