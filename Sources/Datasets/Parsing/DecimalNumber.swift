/// Reading of decimal numbers from bytes, correctly rounded to single precision, whatever the locale.
enum DecimalNumber {
    /// How the reading of one number ended.
    enum Outcome {
        /// A finite number, and the position after it.
        case number(Float, end: Int)
        /// No number starts here.
        case notANumber
        /// A number too large for single precision.
        case tooLarge
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Reads the number that starts at `start`: sign, digits with at most one point, exponent.
    ///
    /// Up to 19 digits are gathered in an integer. Where that is below 2^53 and the power of ten at most 22, both are
    /// exact in double precision and one operation rounds correctly (Clinger 1990, "How to read floating point numbers
    /// accurately"). Rounding again to single precision is right unless the double is half way between two floats; that
    /// case, and all others, go through the standard library.
    @inline(__always)
    static func parse(_ bytes: UnsafeRawBufferPointer, from start: Int, to limit: Int) -> Outcome {
        var position = start
        var isNegative = false
        if position < limit, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            isNegative = bytes[position] == UInt8(ascii: "-")
            position += 1
        }
        var mantissa: UInt64 = 0
        let integerStart = position
        while position < limit, bytes[position] &- 48 < 10 {
            mantissa = mantissa &* 10 &+ UInt64(bytes[position] &- 48)
            position += 1
        }
        var digits = position - integerStart
        var exponent = 0
        if position < limit, bytes[position] == UInt8(ascii: ".") {
            position += 1
            let fractionStart = position
            while position < limit, bytes[position] &- 48 < 10 {
                mantissa = mantissa &* 10 &+ UInt64(bytes[position] &- 48)
                position += 1
            }
            exponent = fractionStart - position
            digits += position - fractionStart
        }
        guard digits > 0 else { return .notANumber }
        if position < limit, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            var isExponentNegative = false
            if position < limit, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
                isExponentNegative = bytes[position] == UInt8(ascii: "-")
                position += 1
            }
            let exponentStart = position
            var value = 0
            while position < limit, bytes[position] &- 48 < 10 {
                value = min(value * 10 + Int(bytes[position] &- 48), 1_000_000)
                position += 1
            }
            guard position > exponentStart else { return .notANumber }
            exponent += isExponentNegative ? -value : value
        }
        if digits <= 19, mantissa < 1 << 53, exponent >= -22, exponent <= 22 {
            let exact = Double(mantissa)
            let double = exponent < 0 ? exact / powersOfTen[-exponent] : exact * powersOfTen[exponent]
            let isHalfWay = double.bitPattern & 0x1FFF_FFFF == 0x1000_0000
            if mantissa == 0 || (!isHalfWay && double >= 0x1p-126 && double < 0x1p127) {
                return .number(Float(isNegative ? -double : double), end: position)
            }
        }
        return slow(bytes, from: start, to: position)
    }

    /// Reads a whole cell as a number in double precision and in single precision, each correctly rounded; nil where it
    /// is none.
    ///
    /// `decimal` stands before the fraction, a point or a comma. A number too large for double precision is infinite.
    static func numbers(
        _ bytes: UnsafeRawBufferPointer, decimal: UInt8 = UInt8(ascii: ".")
    ) -> (double: Double, float: Float)? {
        if decimal != UInt8(ascii: ".") {
            // A point is no part of such a number: it would be one of thousands.
            guard !bytes.contains(UInt8(ascii: ".")) else { return nil }
            let changed = bytes.map { $0 == decimal ? UInt8(ascii: ".") : $0 }
            return changed.withUnsafeBytes { numbers($0) }
        }
        let float: Float
        switch parse(bytes, from: 0, to: bytes.count) {
        case .number(let value, let end) where end == bytes.count: float = value
        case .tooLarge: float = .infinity
        default: return nil
        }
        // Up to 15 digits without an exponent and with a small fraction are exact in one operation.
        var mantissa: UInt64 = 0
        var digits = 0
        var fraction = 0
        var isPlain = true
        var hasPoint = false
        for byte in bytes {
            if byte &- 48 < 10 {
                mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
                digits += 1
                if hasPoint { fraction += 1 }
            } else if byte == UInt8(ascii: ".") {
                hasPoint = true
            } else if byte | 0x20 == UInt8(ascii: "e") {
                isPlain = false
            }
        }
        if isPlain, digits <= 15, fraction <= 15 {
            let value = Double(mantissa) / powersOfTen[fraction]
            return (bytes.first == UInt8(ascii: "-") ? -value : value, float)
        }
        guard let double = Double(String(decoding: bytes, as: UTF8.self)) else { return nil }
        return (double, double.isFinite && float.isInfinite ? Float.infinity : float)
    }

    @inline(never)
    private static func slow(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Outcome {
        guard let number = Float(String(decoding: bytes[start..<end], as: UTF8.self)) else { return .notANumber }
        return number.isFinite ? .number(number, end: end) : .tooLarge
    }
}
