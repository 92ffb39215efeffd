/// Where data sets are kept: a folder for each suite in it, a folder for each task in that.
public struct DataFolder: Hashable, Sendable {
    /// The path.
    public let path: String

    /// Takes a folder as it is named.
    public init(path: String) {
        self.path = path
    }

    /// Chooses the folder: the option, else `SNNBENCH_DATA`, else `snnbench` in `XDG_DATA_HOME` or in `~/.local/share`.
    ///
    /// Relative paths in `XDG_DATA_HOME` are passed over, as the XDG Base Directory Specification asks.
    public init(option: String?, environment: [String: String]) {
        if let option, !option.isEmpty {
            path = option
        } else if let named = environment["SNNBENCH_DATA"], !named.isEmpty {
            path = named
        } else if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") {
            path = base + "/snnbench"
        } else {
            path = (environment["HOME"] ?? ".") + "/.local/share/snnbench"
        }
    }

    /// The folder of a task's files.
    public func folder(of task: TaskName) -> String { "\(path)/\(task.suite)/\(task.shortName)" }

    /// The path of a download.
    public func download(_ archive: ArchiveEntry) -> String { "\(downloads)/\(archive.id)/\(archive.fileName)" }

    /// The folder of the downloads; no suite can have this name.
    var downloads: String { "\(path)/.downloads" }

    /// The path of a file of a task.
    func file(_ member: MemberEntry, of task: TaskName) -> String { folder(of: task) + "/" + member.fileName }
}
