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
