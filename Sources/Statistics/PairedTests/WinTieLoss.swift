/// On how many tasks x is better than, equal to and worse than y.
public struct WinTieLoss: Sendable, Hashable, CustomStringConvertible {
    /// The number of tasks where x is better.
    public let wins: Int

    /// The number of tasks where both are equal.
    public let ties: Int

    /// The number of tasks where y is better.
    public let losses: Int

    /// Counts the signs of differences; with `smallestFirst`, the smaller value is the better one.
    public init(_ differences: PairedDifferences, order: RankOrder = .largestFirst) {
        let positive = differences.signs.count { $0 > 0 }
        let negative = differences.signs.count { $0 < 0 }
        wins = order == .largestFirst ? positive : negative
        losses = order == .largestFirst ? negative : positive
        ties = differences.zeros
    }

    /// The counts as `wins/ties/losses`.
    public var description: String { "\(wins)/\(ties)/\(losses)" }
}
