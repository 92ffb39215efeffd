import Formats

/// Why a task could not be fetched or loaded.
public enum LibraryError: ClassifiedError, Equatable, Sendable {
    /// A name leads to no task, or to several.
    case catalog(CatalogError)
    /// The data of a task are wrong.
    case data(DatasetError)
    /// A download failed.
    case fetch(FetchError)
    /// An archive was refused.
    case unpack(UnpackError)
    /// A user's task of this name is there already.
    case taken(TaskName)
    /// The task's files, or some of them, are not here.
    case notFetched(TaskName, missing: [String])
    /// A file is no longer the one that was fetched.
    case changed(TaskName, file: String, expected: String, found: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .catalog(let error): error.kind
        case .data(let error): error.kind
        case .fetch(let error): error.kind
        case .unpack(let error): error.kind
        case .notFetched: .unavailable
        case .taken, .changed: .badData
        }
    }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .catalog(let error): error.description
        case .data(let error): error.description
        case .fetch(let error): error.description
        case .unpack(let error): error.description
        case .taken(let task): "there is a task \(task) already; give another --name, or --replace it"
        case .notFetched(let task, let missing):
            "\(task) is not here (\(missing.joined(separator: ", ")) missing); run: snnbench fetch \(task)"
        case .changed(let task, let file, let expected, let found):
            "\(task): \(file) has changed since it was fetched (\(found), not \(expected)); run: snnbench fetch --verify \(task)"
        }
    }
}
