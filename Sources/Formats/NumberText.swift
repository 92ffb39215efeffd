import Foundation

/// Numbers as people read them.
public enum NumberText {
    /// A number with fixed decimals; a rounded zero has no sign.
    public static func decimal(_ value: Double, places: Int, sign: Bool = false) -> String {
        let text = String(format: sign ? "%+.\(places)f" : "%.\(places)f", value)
        let isZero = !text.utf8.contains { $0 > UInt8(ascii: "0") }
        return isZero && (text.hasPrefix("-") || text.hasPrefix("+")) ? String(text.dropFirst()) : text
    }

    /// A probability: two digits, with an exponent where it is small, and more where two would put it on a level that it misses.
    ///
    /// 0.0496 and 0.0504 lie on either side of 0.05, and so do their texts.
    public static func probability(_ p: Double) -> String {
        func text(_ digits: Int) -> String {
            p >= 0.01 ? String(format: "%.\(digits)g", p) : String(format: "%.\(digits - 1)e", p)
        }
        for digits in 2...6 {
            let shown = text(digits)
            guard let value = Double(shown), value != p, levels.contains(value) else { return shown }
        }
        return text(2)
    }

    /// The usual levels of tests.
    private static let levels = [0.001, 0.01, 0.05, 0.1]

    /// A probability as part of a sentence: `p = 0.03`.
    public static func p(_ p: Double) -> String { p < 1e-12 ? "p < 1e-12" : "p = \(probability(p))" }

    /// A number with as few digits as tell it from others: 0.01, 1, 0.25.
    public static func short(_ value: Double) -> String { String(format: "%g", value) }

    /// A whole number in groups of three, divided by narrow blanks.
    public static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "\u{202F}" }
            result.append(digit)
        }
        return (number < 0 ? "-" : "") + result
    }

    /// A number of things: 1 task, 2 tasks.
    public static func counted(_ count: Int, _ noun: String) -> String {
        "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
