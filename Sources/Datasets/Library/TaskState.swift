/// Whether a task can be loaded.
public enum TaskState: Hashable, Sendable, CustomStringConvertible {
    /// It is part of the program.
    case embedded
    /// All its files are here.
    case ready
    /// Some of its files are here, these are not.
    case incomplete(missing: [String])
    /// None of its files is here.
    case notFetched

    /// One or a few words for a table.
    public var description: String {
        switch self {
        case .embedded: "embedded"
        case .ready: "ready"
        case .incomplete(let missing): "lacks \(missing.joined(separator: ", "))"
        case .notFetched: "not fetched"
        }
    }
}
