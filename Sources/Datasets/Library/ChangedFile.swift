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
