/// What a merge added.
public struct MergeReport: Equatable, Sendable {
    /// The number of units that were not there before.
    public var units = 0
    /// The number of attempts that were not there before.
    public var attempts = 0
    /// The number of selections that were not there before.
    public var selections = 0
    /// The number of published numbers that were not there before.
    public var publishedResults = 0
    /// The number of attempts left out because they have not ended; a later merge takes them.
    public var runningAttempts = 0
}
