/// What becomes of the rows that fill no batch at the end of an epoch.
///
/// Only where an epoch has a full batch too; else its one batch is trained on as it is.
public enum LastBatch: String, Sendable, CaseIterable, Codable {
    /// They are a batch of their own, with a step as long as the others however few they are.
    case kept
    /// They are left out of the epoch; since rows are shuffled, others are in the next one.
    case dropped
    /// They belong to the batch before, which is the larger for them.
    case merged
    /// They are a batch of their own, with a learning rate in proportion to its rows.
    case scaled
}

/// How the rows of an epoch are cut into the batches of its steps.
public struct EpochBatches: Sendable, Hashable {
    /// The number of batches, and so of steps, in an epoch.
    public let count: Int
    /// The rows that an epoch trains on: fewer than there are where the last batch is dropped.
    public let trainedRows: Int
    /// The rows for which there must be room: those of the largest batch, and never fewer than a full one has.
    public let capacity: Int
    /// The rows of a full batch, at least one: a step of none would never end.
    public let batchSize: Int
    /// The learning rate of the last batch, as a share of that of the others.
    private let lastShare: Double

    /// Cuts an epoch.
    ///
    /// - Parameters:
    ///   - rows: the training rows.
    ///   - batchSize: the rows of a full batch; 1 for less than 1.
    ///   - lastBatch: what becomes of the rows that fill none.
    public init(rows: Int, batchSize: Int, lastBatch: LastBatch = .kept) {
        let size = max(1, batchSize)
        let (full, rest) = max(0, rows).quotientAndRemainder(dividingBy: size)
        let isCut = full > 0 && rest > 0
        self.batchSize = size
        count = full + (rest > 0 && !(isCut && (lastBatch == .dropped || lastBatch == .merged)) ? 1 : 0)
        trainedRows = isCut && lastBatch == .dropped ? full * size : max(0, rows)
        capacity = isCut && lastBatch == .merged ? size + rest : size
        lastShare = isCut && lastBatch == .scaled ? Double(rest) / Double(size) : 1
    }

    /// Where the rows of a batch lie in the order of the epoch.
    ///
    /// - Parameter index: the batch, from 0 to below `count`.
    public func rows(of index: Int) -> Range<Int> {
        let first = index * batchSize
        return first..<(index + 1 < count ? first + batchSize : trainedRows)
    }

    /// What the learning rate of a batch is multiplied with: 1, or less for a scaled last one.
    ///
    /// - Parameter index: the batch, from 0 to below `count`.
    public func rateShare(of index: Int) -> Double { index + 1 < count ? 1 : lastShare }
}
