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
