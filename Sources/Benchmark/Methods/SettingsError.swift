import Formats

/// What is wrong with a method or grid file, and where.
public struct SettingsError: ClassifiedError, Equatable, Sendable {
    /// The path of the file.
    public let file: String
    /// The line, counted from 1; nil where the file as a whole is meant.
    public let line: Int?
    /// What is wrong and what is allowed.
    public let problem: String
    /// The kind of failure; bad data but where the file cannot be read at all.
    public var kind = FailureKind.badData

    /// One line that says where, what and what is allowed.
    public var description: String {
        let place = line.map { "\(file), line \($0)" } ?? file
        return "\(place): \(problem)"
    }

    /// A text fit for a one-line message: cut to 40 characters, without control characters.
    static func quoted(_ text: String) -> String { TerminalText.quoted(text) }
}
