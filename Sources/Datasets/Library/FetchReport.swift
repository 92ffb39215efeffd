/// What a fetch brought.
public struct FetchReport: Sendable {
    /// A download that was asked for by its own name.
    public struct Download: Sendable {
        /// The name in the manifest.
        public let name: String
        /// Its path or why it is not here.
        public let result: Result<String, LibraryError>
    }

    /// The tasks that can be loaded now.
    public internal(set) var ready: [TaskName] = []
    /// The tasks that cannot, each with the reason.
    public internal(set) var problems: [(task: TaskName, error: LibraryError)] = []
    /// The downloads that were asked for by their own names, each with its path or the reason.
    public internal(set) var downloads: [Download] = []
    /// The number of files that were read again and are as they should be.
    public internal(set) var verifiedFiles = 0
    /// The files that were read again and were not.
    public internal(set) var changed: [ChangedFile] = []
    /// Whether the user stopped it.
    public internal(set) var isCancelled = false

    /// The problems by what they say, each with its tasks; one failed download is one line.
    public var problemsByReason: [(reason: String, tasks: [TaskName])] {
        var order: [String] = []
        var tasks: [String: [TaskName]] = [:]
        for (task, error) in problems {
            let reason = error.description
            if tasks[reason] == nil { order.append(reason) }
            tasks[reason, default: []].append(task)
        }
        return order.map { ($0, tasks[$0] ?? []) }
    }
}

/// A file of a task that is not the one that was fetched.
public struct ChangedFile: Sendable {
    /// The task that it belongs to.
    public let task: TaskName
    /// Where it is.
    public let path: String
    /// What it should be, as `sha256:...` or a number of bytes.
    public let expected: String
    /// What it is.
    public let found: String
    /// Whether the right one has taken its place since.
    public internal(set) var isReplaced = false
    let member: MemberEntry

    init(task: TaskName, path: String, expected: String, found: String, member: MemberEntry) {
        self.task = task
        self.path = path
        self.expected = expected
        self.found = found
        self.member = member
    }

    var error: LibraryError { .changed(task, file: path, expected: expected, found: found) }
}
