import ResultStore
import Statistics

/// A task, split, seed and method with every configuration of the grid, as validation orders them.
public struct GridCell: Sendable {
    /// A configuration that succeeded, at the epoch that its own curve prefers.
    public struct Candidate: Sendable {
        /// The test metric at that epoch.
        public let test: TaskScore
        /// The validation metric that it was ordered by: the mean over the window that ends there.
        public let validation: Double?
        /// The number of layers or blocks, where the method has it.
        public let layers: Int?
        /// The learning rate, where the method has it.
        public let learningRate: Double?
    }

    /// The task.
    public let task: String
    /// The method.
    public let method: String
    /// The split.
    public let splitIndex: Int
    /// The seed.
    public let seed: Int64
    /// The configurations that succeeded, the one first that validation prefers, and at least one.
    public let candidates: [Candidate]
    /// The configurations that were given up.
    public let failed: Int
    /// The number of test rows.
    public let testRows: Int

    /// The test score of the pick.
    public var picked: TaskScore { candidates[0].test }

    /// The best test score in the grid.
    public var best: TaskScore { candidates.map(\.test).max() ?? candidates[0].test }

    /// How much the pick lags behind the best test score in the grid.
    public var regret: Double { TaskScore.areTied(best, picked) ? 0 : best.value - picked.value }
}

extension Results {
    /// Every configuration of every cell, by task, method, split and seed.
    ///
    /// Cells of which nothing says what the candidates were are left out, those of a search that left configurations out on its way, and
    /// those of which none succeeded.
    ///
    /// - Parameters:
    ///   - store: the store that the results were read from.
    ///   - cache: what is known of the curves already.
    /// - Throws: `ResultStoreError`.
    public func gridCells(in store: ResultStore, cache: CandidateCache = CandidateCache()) throws -> [GridCell] {
        let places = Dictionary(uniqueKeysWithValues: methodNames.enumerated().map { ($1, $0) })
        let keys = bases.keys.filter { places[$0.method] != nil }.sorted {
            ($0.task, places[$0.method] ?? 0, $0.splitIndex, $0.seed)
                < ($1.task, places[$1.method] ?? 0, $1.splitIndex, $1.seed)
        }
        // All cells at once: a query for each would take longer than the reading.
        let ofRule = Dictionary(grouping: keys.compactMap { bases[$0] }, by: \.rule)
        for (rule, ofRule) in ofRule { _ = try cache.candidates(ofRule.flatMap(\.units), rule, in: store) }
        return try keys.compactMap { key in
            guard let basis = bases[key] else { return nil }
            let ordered = try cache.candidates(basis.units, basis.rule, in: store).sorted { $0.isPreferred(to: $1) }
            let candidates = ordered.compactMap { candidate in
                let chosen = basis.rule.chosen(candidate)
                return Results.score(of: chosen).map {
                    GridCell.Candidate(
                        test: $0, validation: chosen.validationScore, layers: candidate.layers,
                        learningRate: candidate.learningRate)
                }
            }
            guard let first = ordered.first, candidates.count == ordered.count else { return nil }
            return GridCell(
                task: key.task, method: key.method, splitIndex: key.splitIndex, seed: key.seed, candidates: candidates,
                failed: SelectionBasis(basis.units).failed, testRows: first.testRows)
        }
    }
}
