import Formats

/// What can go wrong in a run beside its store and its data.
public enum RunError: ClassifiedError, Equatable, Sendable {
    /// A unit's task was not prepared: a fault of the program.
    case noData(task: String)

    /// The kind of failure.
    public var kind: FailureKind { .internalFault }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .noData(let task): "the rows of \(task) were not prepared; please report this"
        }
    }
}
