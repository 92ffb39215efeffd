/// Writes the little JSON that a report needs.
enum JSONText {
    /// A number; null where it is not finite.
    static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }

    /// A text in quotes.
    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// An object on one line; the values are JSON already.
    static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(string($0)): \($1)" }.joined(separator: ", ") + "}"
    }

    /// An array with an element a line.
    static func array(_ elements: [String]) -> String {
        elements.isEmpty ? "[]" : "[\n    " + elements.joined(separator: ",\n    ") + "\n  ]"
    }
}
