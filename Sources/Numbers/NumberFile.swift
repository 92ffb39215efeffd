import Statistics

/// What a file of people's own numbers holds.
public enum NumberFile: Sendable {
    /// Two methods' numbers over the same tasks, or their differences.
    case pair(PairedNumbers)
    /// Several methods over the same tasks, a table a metric; at least one.
    case tables([NumberTable])
    /// P-values to be adjusted.
    case pValues([Double])
    /// The size of a table, of which critical differences are wanted.
    case size(methods: Int, tasks: Int)

    /// What it holds, in words.
    public var content: String {
        switch self {
        case .pair: "x and y"
        case .tables: "a table of methods"
        case .pValues: "p-values"
        case .size: "the size of a table"
        }
    }
}

/// How a file is to be read, where its names and values do not tell.
public struct ReadingOptions: Sendable, Equatable {
    /// The column that names the tasks; nil to find it.
    public var taskColumn: String?
    /// Columns that tell the runs of a task and method apart, beside those that are called so.
    public var runColumns: [String] = []
    /// Columns that are left out.
    public var ignored: [String] = []
    /// The columns that are methods, in this order, or in long format the methods' names; empty to find them.
    public var columns: [String] = []
    /// The columns of scores in long format; empty to find them.
    public var scores: [String] = []
    /// Whether each row is a method and each column a task.
    public var methodsAreRows = false

    /// Makes options that leave all to the file.
    public init() {}
}
