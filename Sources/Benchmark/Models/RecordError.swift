import Formats

/// What keeps a stored definition from being read back.
public enum RecordError: ClassifiedError, Equatable, Sendable {
    /// The text is not JSON.
    case notJSON(what: String, reason: String)
    /// A value is missing, has the wrong type or lies outside its range.
    case wrongValue(what: String, key: String)
    /// There is a value that this version of the program does not know.
    case unknownValue(what: String, key: String)

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .notJSON(let what, let reason): "the stored \(what) cannot be read: \(reason)"
        case .wrongValue(let what, let key): "the stored \(what) has no \"\(key)\" that this version can use"
        case .unknownValue(let what, let key):
            "the stored \(what) has a value \"\(key)\" that this version does not know; was it made by a newer one?"
        }
    }
}
