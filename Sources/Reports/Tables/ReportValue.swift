import Foundation

/// A value in a table of a report.
public enum ReportValue: Equatable, Sendable {
    /// A text.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number with so many decimals for people.
    case decimal(Double, places: Int, sign: Bool = false)
    /// A probability: two digits, with an exponent where it is small.
    case probability(Double)
    /// Nothing.
    case none

    /// The value for people.
    public var display: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let value, let places, let sign): Figure.decimal(value, places: places, sign: sign)
        case .probability(let p): Figure.probability(p)
        case .none: ""
        }
    }

    /// Whether it stands at the right of its column.
    public var isNumber: Bool {
        switch self {
        case .text, .none: false
        case .integer, .decimal, .probability: true
        }
    }

    /// A number or, where there is none, nothing.
    static func decimal(_ value: Double?, places: Int, sign: Bool = false) -> ReportValue {
        value.map { .decimal($0, places: places, sign: sign) } ?? .none
    }

    /// A probability or, where there is none, nothing.
    static func probability(_ value: Double?) -> ReportValue {
        value.map { .probability($0) } ?? .none
    }
}

/// Numbers as people read them.
enum Figure {
    /// A number with fixed decimals.
    static func decimal(_ value: Double, places: Int, sign: Bool = false) -> String {
        let text = String(format: sign ? "%+.\(places)f" : "%.\(places)f", value)
        // A rounded zero has no sign.
        let isZero = !text.contains { ("1"..."9").contains($0) }
        guard isZero, let first = text.first, first == "-" || first == "+" else { return text }
        return String(text.dropFirst())
    }

    /// A probability: two digits, with an exponent where it is small.
    static func probability(_ p: Double) -> String {
        p >= 0.01 ? String(format: "%.2g", p) : String(format: "%.1e", p)
    }

    /// A probability as part of a sentence: `p = 0.03`.
    static func p(_ p: Double) -> String { p < 1e-12 ? "p < 1e-12" : "p = \(probability(p))" }

    /// A number with as few digits as tell it from others: 0.01, 1, 0.25.
    static func short(_ value: Double) -> String { String(format: "%g", value) }

    /// Seconds in the unit that suits them.
    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<1: "\(Int((seconds * 1000).rounded())) ms"
        case ..<120: "\(decimal(seconds, places: 1)) s"
        case ..<7200: "\(decimal(seconds / 60, places: 1)) min"
        default: "\(decimal(seconds / 3600, places: 1)) h"
        }
    }

    /// A whole number in groups of three: 117 612.
    static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "\u{202F}" }
            result.append(digit)
        }
        return (number < 0 ? "-" : "") + result
    }

    /// A number of things: 1 task, 2 tasks.
    static func counted(_ count: Int, _ noun: String) -> String {
        "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
