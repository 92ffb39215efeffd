/// The latest selection for a task, split, protocol, method, seed, grid and rule: a method's result on a task.
public struct SelectedResult: Equatable, Sendable {
    /// The suite.
    public let suite: String
    /// The task's full name.
    public let task: String
    /// The digest of the task's content.
    public let contentDigest: String
    /// The number of rows of the task.
    public let rows: Int
    /// The index of the split.
    public let splitIndex: Int
    /// The method's name.
    public let method: String
    /// The digest of the method.
    public let methodDigest: String
    /// The protocol's name.
    public let protocolName: String
    /// The digest of the protocol.
    public let protocolDigest: String
    /// The seed.
    public let seed: Int64
    /// The name of the grid.
    public let grid: String
    /// The rule of selection as canonical JSON text.
    public let rule: String
    /// The candidate that was chosen; `nil` where every candidate failed.
    public let chosen: ChosenCandidate?
    /// The hyperparameters of the chosen unit as canonical JSON text.
    public let hyperparameters: String?
    /// The number of candidates.
    public let candidates: Int
    /// The number of candidates without a success.
    public let failedCandidates: Int
    /// When the selection was made, ISO 8601 in UTC.
    public let recordedAt: String
}
