extension JSONReader {
    // MARK: - Numbers

    /// The next value, which must be a number: `.integer` where it is written as a whole one that 64 bits hold, else `.number`.
    public mutating func number() throws(CanonicalJSONError) -> CanonicalJSON {
        try skipBlanks()
        let start = position
        let isNegative = takeSign()
        if allowsNonFinite {
            if takes("Infinity") { return .number(isNegative ? -.infinity : .infinity) }
            if takes("NaN") { return .number(.nan) }
        }
        if isLenient, let value = hexadecimal() { return try whole(start, .number(isNegative ? -value : value)) }
        let firstDigit = position
        var value: Int64 = 0
        var isExact = true
        while let digit = digit() {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = product.subtractingReportingOverflow(Int64(digit))
            // Gathered below zero, as that side holds one number more.
            (value, isExact) = (sum, isExact && !overflow && !overflow2)
            position += 1
        }
        var digits = position - firstDigit
        guard digits < 2 || bytes[firstDigit] != UInt8(ascii: "0") else {
            return try fail(start, "a number with a leading zero")
        }
        guard digits > 0 || (isLenient && current == UInt8(ascii: ".")) else { return try fail(start, nil) }
        var isWhole = true
        if current == UInt8(ascii: ".") {
            isWhole = false
            position += 1
            let fraction = skipDigits()
            digits += fraction
            guard fraction > 0 || (isLenient && digits > 0) else {
                return try fail(start, "a digit is missing after the decimal point")
            }
        }
        if let byte = current, byte | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { return try fail(start, "a digit is missing in the exponent") }
        }
        if isWhole, isExact, isNegative || value != .min {
            return try whole(start, .integer(isNegative ? value : -value))
        }
        guard let double = Double(text(start..<position)), double.isFinite else {
            throw error("a number beyond the range of a double", at: start)
        }
        return try whole(start, .number(double))
    }

    private mutating func takeSign() -> Bool {
        guard current == UInt8(ascii: "-") || (isLenient && current == UInt8(ascii: "+")) else { return false }
        defer { position += 1 }
        return current == UInt8(ascii: "-")
    }

    private func digit() -> UInt8? {
        guard let byte = current, byte &- 0x30 < 10 else { return nil }
        return byte &- 0x30
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while digit() != nil { position += 1 }
        return position - start
    }

    /// A number such as `0x1F`; nil where none begins here.
    private mutating func hexadecimal() -> Double? {
        guard current == UInt8(ascii: "0"), position + 2 < bytes.count, bytes[position + 1] | 0x20 == UInt8(ascii: "x"),
            Self.hexadecimal(bytes[position + 2]) != nil
        else { return nil }
        position += 2
        var value = 0.0
        while let byte = current, let digit = Self.hexadecimal(byte) {
            value = value * 16 + Double(digit)
            position += 1
        }
        return value
    }

    /// A number, after a check that it ends where it should.
    private mutating func whole(_ start: Int, _ number: CanonicalJSON) throws(CanonicalJSONError) -> CanonicalJSON {
        if let byte = current, isWordPart(byte) { return try fail(start, nil) }
        return number
    }

    private mutating func fail(_ start: Int, _ reason: String?) throws(CanonicalJSONError) -> CanonicalJSON {
        if let reason { throw error(reason) }
        position = start
        throw noValue()
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    // MARK: - Texts

    /// The name of a member: in quotes or, in JSON5, a word.
    mutating func name() throws(CanonicalJSONError) -> String {
        if current == UInt8(ascii: "\"") || (isLenient && current == UInt8(ascii: "'")) { return try string() }
        let start = position
        while isLenient, let byte = current, isWordPart(byte), byte != UInt8(ascii: "."), byte != UInt8(ascii: "+") {
            position += 1
        }
        guard position > start else {
            let rest = bytes[position...].prefix { $0 != 0x0A && $0 != 0x0D }.prefix(100)
            throw error("a name is expected, not \(TerminalText.quoted(String(decoding: rest, as: UTF8.self)))")
        }
        let word = bytes[start..<position]
        guard let name = String(validating: word, as: UTF8.self) else { throw error("a name is not UTF-8", at: start) }
        guard !word.contains(UInt8(ascii: "-")), bytes[start] &- 0x30 > 9 else {
            throw error("the name \(TerminalText.quoted(name)) needs quotes around it", at: start)
        }
        return name
    }

    /// The next value, which must be a text in quotes.
    public mutating func string() throws(CanonicalJSONError) -> String {
        try skipBlanks()
        guard let quote = current, quote == UInt8(ascii: "\"") || (isLenient && quote == UInt8(ascii: "'")) else {
            throw noValue()
        }
        let open = position
        position += 1
        let start = position
        // Most texts have no escape and are taken as they stand.
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                defer { position += 1 }
                return try utf8(bytes[start..<position], start)
            }
            if byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            position += 1
        }
        var content = Array(bytes[start..<position])
        while let byte = current {
            switch byte {
            case quote:
                position += 1
                return try utf8(content[...], start)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &content, open: open)
            case 0x0A, 0x0D: throw error("a quote is not closed", at: open)
            case 0..<0x20 where !isLenient: throw error("a control character in a text; write it as an escape")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw error("a quote is not closed", at: open)
    }

    private func utf8(_ content: ArraySlice<UInt8>, _ start: Int) throws(CanonicalJSONError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw error("not UTF-8", at: start) }
        return text
    }

    private mutating func escape(into content: inout [UInt8], open: Int) throws(CanonicalJSONError) {
        guard let byte = current else { throw error("a quote is not closed", at: open) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: String(Character(try unicodeEscape())).utf8)
        case _ where !isLenient: throw error("an unknown escape in a text", at: position - 2)
        case UInt8(ascii: "v"): content.append(0x0B)
        case UInt8(ascii: "0") where digit() == nil: content.append(0)
        case UInt8(ascii: "x"):
            let scalar = Unicode.Scalar(UInt8(truncatingIfNeeded: try hexadecimalDigits(2)))
            content.append(contentsOf: String(Character(scalar)).utf8)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): throw error("an unknown escape in a text", at: position - 2)
        case 0x0A: break
        case 0x0D: if current == 0x0A { position += 1 }
        default: content.append(byte)
        }
    }

    private mutating func unicodeEscape() throws(CanonicalJSONError) -> Unicode.Scalar {
        let start = position - 2
        let unit = try hexadecimalDigits(4)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // Half of a pair of surrogates; the other must follow.
        guard unit < 0xDC00, current == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw error("half of a surrogate pair", at: start) }
        position += 2
        let other = try hexadecimalDigits(4)
        guard (0xDC00..<0xE000).contains(other),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (other - 0xDC00))
        else { throw error("half of a surrogate pair", at: start) }
        return scalar
    }

    private mutating func hexadecimalDigits(_ count: Int) throws(CanonicalJSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let byte = current, let digit = Self.hexadecimal(byte) else {
                throw error("\(count) hexadecimal digits are expected in an escape")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
