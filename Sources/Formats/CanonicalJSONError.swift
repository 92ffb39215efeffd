/// What is wrong with a text that should be JSON.
public struct CanonicalJSONError: ClassifiedError, Equatable, Sendable {
    /// The offset in bytes from the text's start.
    public let offset: Int
    /// What was found there.
    public let reason: String

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong and where.
    public var description: String { "not valid JSON at byte \(offset): \(reason)" }
}
