import Formats

/// What is wrong with a file of a user's own numbers.
public struct NumbersError: ClassifiedError, Equatable, Sendable {
    /// The file.
    public let file: String
    /// The line, byte or field; empty for the whole.
    public let place: String
    /// What is wrong there and what would be right.
    public let problem: String
    /// The kind of failure; bad data but where the file cannot be read at all.
    public var kind = FailureKind.badData

    /// One line that says all of it.
    public var description: String { "\(file)\(place.isEmpty ? "" : ", \(place)"): \(problem)" }

    /// A text fit for one line: at most 40 characters, no control characters.
    static func quoted(_ text: some StringProtocol) -> String { TerminalText.quoted(text) }
}
