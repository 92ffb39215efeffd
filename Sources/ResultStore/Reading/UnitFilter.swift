/// Which units to read; each list that is given narrows the choice, one that is `nil` doesn't.
public struct UnitFilter: Equatable, Sendable {
    /// Names of suites.
    public var suites: [String]?
    /// Full names of tasks.
    public var tasks: [String]?
    /// Indices of splits.
    public var splitIndices: [Int]?
    /// Names of methods.
    public var methods: [String]?
    /// Digests of protocols.
    public var protocolDigests: [String]?
    /// Digests of configurations, for example those of a grid.
    public var configurationDigests: [String]?
    /// Seeds.
    public var seeds: [Int64]?
    /// Hashes of units.
    public var unitHashes: [String]?

    /// Creates a filter.
    ///
    /// - Parameters:
    ///   - suites: Names of suites.
    ///   - tasks: Full names of tasks.
    ///   - splitIndices: Indices of splits.
    ///   - methods: Names of methods.
    ///   - protocolDigests: Digests of protocols.
    ///   - configurationDigests: Digests of configurations.
    ///   - seeds: Seeds.
    ///   - unitHashes: Hashes of units.
    public init(
        suites: [String]? = nil, tasks: [String]? = nil, splitIndices: [Int]? = nil, methods: [String]? = nil,
        protocolDigests: [String]? = nil, configurationDigests: [String]? = nil, seeds: [Int64]? = nil,
        unitHashes: [String]? = nil
    ) {
        self.suites = suites
        self.tasks = tasks
        self.splitIndices = splitIndices
        self.methods = methods
        self.protocolDigests = protocolDigests
        self.configurationDigests = configurationDigests
        self.seeds = seeds
        self.unitHashes = unitHashes
    }

    /// Every unit.
    public static let all = UnitFilter()
}
