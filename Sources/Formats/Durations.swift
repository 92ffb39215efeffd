import Foundation

/// Lengths of time as people write and read them.
public enum Durations {
    /// The seconds that a text means: `90s`, `15m`, `3h`, `2d`, or seconds without a letter; nil for anything else.
    public static func seconds(_ text: String) -> Double? {
        Amounts.positive(text, units: ["s": 1, "m": 60, "h": 3600, "d": 86400])
    }

    /// Seconds as people count them while they wait: `42 s`, `3 min 5 s`, `7 h 12 min`; what is no time or longer than anybody
    /// waits is said so.
    public static func whole(_ seconds: Double) -> String {
        guard seconds >= 0 else { return "an unknown time" }
        guard seconds < 3.6e9 else { return "more than 1000000 h" }
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// Seconds as one number in the unit that suits it: `120 ms`, `4.2 s`, `3.1 min`, `5.0 h`.
    public static func short(_ seconds: Double) -> String {
        switch seconds {
        case ..<1: "\(String(format: "%.0f", seconds * 1000)) ms"
        case ..<120: "\(NumberText.decimal(seconds, places: 1)) s"
        case ..<7200: "\(NumberText.decimal(seconds / 60, places: 1)) min"
        default: "\(NumberText.decimal(seconds / 3600, places: 1)) h"
        }
    }
}

/// Positive numbers with the letter of a unit.
public enum Amounts {
    /// Reads a positive number with the letter of a unit, or none; nil for anything else.
    public static func positive(_ text: String, units: [Character: Double]) -> Double? {
        guard let last = text.last else { return nil }
        let factor = units[last]
        let digits = factor == nil ? Substring(text) : text.dropLast()
        guard let value = Double(digits), value.isFinite, value > 0 else { return nil }
        return value * (factor ?? 1)
    }
}
