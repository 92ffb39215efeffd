extension CanonicalJSON {
    /// The value for people: a member a line; lists of numbers on one line.
    public var indentedText: String { text(indent: "") + "\n" }

    private func text(indent: String) -> String {
        let inner = indent + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            let lines = members.sorted { $0.key < $1.key }.map {
                "\(inner)\(CanonicalJSON.string($0.key).text): \($0.value.text(indent: inner))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let values) where values.contains { $0.isContainer }:
            return "[\n" + values.map { inner + $0.text(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .array(let values): return "[" + values.map(\.text).joined(separator: ", ") + "]"
        default: return text
        }
    }

    private var isContainer: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }

    /// A number, with infinities as texts and NaN as null.
    public static func real(_ value: Double?) -> CanonicalJSON {
        guard let value, !value.isNaN else { return .null }
        return value.isFinite ? .number(value) : .string(value > 0 ? "inf" : "-inf")
    }

    /// A whole number.
    public static func whole(_ value: Int) -> CanonicalJSON { .integer(Int64(value)) }
}
