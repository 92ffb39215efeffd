/// What can go wrong in a run beside its store and its data.
public enum RunError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A unit's task was not prepared: a fault of the program.
    case noData(task: String)

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .noData(let task): "the rows of \(task) were not prepared; please report this"
        }
    }
}
