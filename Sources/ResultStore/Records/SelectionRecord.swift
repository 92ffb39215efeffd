import Formats
import Foundation

/// What validation prefers for one task, split, protocol, method and seed among the candidates of a grid.
public struct SelectionRecord: Equatable, Sendable {
    /// The split, and with it the task.
    public var split: SplitRecord
    /// The protocol of the candidates.
    public var protocolRecord: ProtocolRecord
    /// The method of the candidates.
    public var method: MethodRecord
    /// The seed of the candidates.
    public var seed: Int64
    /// The name of the grid of candidates.
    public var grid: String
    /// The rule of selection: window, metric, ties.
    public var rule: CanonicalJSON
    /// The candidate that was chosen; `nil` where every candidate failed.
    public var chosen: ChosenCandidate?
    /// The number of candidates.
    public var candidates: Int
    /// The number of candidates without a success.
    public var failedCandidates: Int
    /// When the selection was made.
    public var recordedAt: Date

    /// Creates a selection.
    ///
    /// - Parameters:
    ///   - split: The split, and with it the task.
    ///   - protocolRecord: The protocol of the candidates.
    ///   - method: The method of the candidates.
    ///   - seed: The seed of the candidates.
    ///   - grid: The name of the grid of candidates.
    ///   - rule: The rule of selection.
    ///   - chosen: The candidate that was chosen, or `nil`.
    ///   - candidates: The number of candidates.
    ///   - failedCandidates: The number of candidates without a success.
    ///   - recordedAt: When the selection was made.
    public init(
        split: SplitRecord, protocolRecord: ProtocolRecord, method: MethodRecord, seed: Int64, grid: String,
        rule: CanonicalJSON, chosen: ChosenCandidate?, candidates: Int, failedCandidates: Int,
        recordedAt: Date = Date()
    ) {
        self.split = split
        self.protocolRecord = protocolRecord
        self.method = method
        self.seed = seed
        self.grid = grid
        self.rule = rule
        self.chosen = chosen
        self.candidates = candidates
        self.failedCandidates = failedCandidates
        self.recordedAt = recordedAt
    }
}
