/// Which of a store's results a report is about; what is left open the store decides.
public struct StudyFilter: Equatable, Sendable {
    /// Names of suites; all where none is named.
    public var suites: [String]
    /// Full names of tasks; all where none is named.
    public var tasks: [String]
    /// Names of methods; all where none is named.
    public var methods: [String]
    /// The name of the grid; the one with most results where it is left open.
    public var grid: String?
    /// The split; likewise.
    public var splitIndex: Int?
    /// The seed; likewise.
    public var seed: Int64?

    /// Makes a filter.
    public init(
        suites: [String] = [], tasks: [String] = [], methods: [String] = [], grid: String? = nil,
        splitIndex: Int? = nil, seed: Int64? = nil
    ) {
        self.suites = suites
        self.tasks = tasks
        self.methods = methods
        self.grid = grid
        self.splitIndex = splitIndex
        self.seed = seed
    }
}
