import Formats

/// What is wrong with a protocol value that a user gave.
public enum ProtocolError: ClassifiedError, Equatable, Sendable {
    /// The text is not of the form `KEY=VALUE`.
    case notAnAssignment(String)
    /// There is no such value to change.
    case unknownKey(String, known: [String])
    /// The value is not one that the key can have.
    case wrongValue(key: String, value: String, allowed: String)

    /// The kind of failure.
    public var kind: FailureKind { .usage }

    /// One line that says what is wrong and what is allowed.
    public var description: String {
        switch self {
        case .notAnAssignment(let text): "\"\(text)\" is not of the form KEY=VALUE, as batch_size=32"
        case .unknownKey(let key, let known):
            "a protocol has no value \"\(key)\"; there are \(known.joined(separator: ", "))"
        case .wrongValue(let key, let value, let allowed): "\(key) cannot be \"\(value)\"; it is \(allowed)"
        }
    }
}
