/// The names of tasks as they are shown: without the suite where all are of one.
struct TaskTitles: Sendable {
    private let prefix: String

    /// Looks at all tasks that are shown together.
    init(_ tasks: [String]) {
        let suites = Set(tasks.map { $0.split(separator: "/", maxSplits: 1).first.map(String.init) ?? "" })
        let isOne = suites.count == 1 && tasks.allSatisfy { $0.contains("/") }
        prefix = isOne ? (suites.first ?? "") + "/" : ""
    }

    /// The name that is shown.
    subscript(task: String) -> String {
        !prefix.isEmpty && task.hasPrefix(prefix) ? String(task.dropFirst(prefix.count)) : task
    }
}
