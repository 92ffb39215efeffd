import Formats

/// What is wrong with published numbers.
public enum PublishedError: ClassifiedError, Equatable, Sendable {
    /// A file can't be read; the reason is the system's.
    case unreadable(file: String, reason: String)
    /// A line, from 1, that is not as it should be.
    case malformed(file: String, line: Int, problem: String)
    /// A column that should be there.
    case missingColumn(file: String, column: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .unreadable: .inputOutput
        default: .badData
        }
    }

    /// One line that says what is wrong, where, and what to do.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
        case .malformed(let file, let line, let problem): "\(file), line \(line): \(problem)"
        case .missingColumn(let file, let column):
            "\(file) has no column \(column); fetch it again: snnbench fetch \(ClassifierResults.download)"
        }
    }
}
