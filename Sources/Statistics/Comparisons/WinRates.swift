/// How often each method beats each other one, and the ratings that follow from it.
public struct WinRates: Sendable, Hashable {
    /// For each method and each other one the share of common tasks on which it is better, ties as half; nil for itself and where
    /// no task is common.
    public let rates: [[Double?]]

    /// The mean of a method's rates: on a complete table (k - average rank) / (k - 1), so no more than the average rank says.
    public let means: [Double?]

    /// The Elo ratings of Bradley and Terry's model, mean 1000, 400 points for odds of ten to one; nil where the model has no finite
    /// ones, as for a method that always wins.
    ///
    /// Fitted by the iteration of Hunter (2004), "MM algorithms for generalized Bradley-Terry models", Annals of Statistics 32.
    public let elo: [Double]?

    /// Counts wins over the tasks that two methods share.
    ///
    /// - Parameters:
    ///   - table: the scores.
    ///   - order: which scores are better.
    /// - Throws: `StatisticsError` where differences need more than 64 bits.
    public init<Value: Score>(_ table: ScoreTable<Value>, order: RankOrder = .largestFirst) throws {
        let count = table.methods.count
        var wins = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var rates = [[Double?]](repeating: [Double?](repeating: nil, count: count), count: count)
        for first in 0..<count {
            for second in first + 1..<max(count, first + 1) {
                let isShared = table.scores.contains { $0[first] != nil && $0[second] != nil }
                guard isShared else { continue }
                let counts = WinTieLoss(try table.differences(first, second), order: order)
                wins[first][second] = Double(counts.wins) + Double(counts.ties) / 2
                wins[second][first] = Double(counts.losses) + Double(counts.ties) / 2
                let total = Double(counts.wins + counts.ties + counts.losses)
                rates[first][second] = wins[first][second] / total
                rates[second][first] = wins[second][first] / total
            }
        }
        self.rates = rates
        means = rates.map { row in
            let known = row.compactMap { $0 }
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
        elo = Self.elo(wins)
    }

    private static func elo(_ wins: [[Double]]) -> [Double]? {
        guard wins.count > 1, isStronglyConnected(wins) else { return nil }
        var strength = [Double](repeating: 1, count: wins.count)
        for _ in 0..<10_000 {
            var next = strength
            for method in wins.indices {
                var expected = 0.0
                for other in wins.indices where other != method {
                    let games = wins[method][other] + wins[other][method]
                    expected += games / (strength[method] + strength[other])
                }
                next[method] = wins[method].reduce(0, +) / expected
            }
            let logarithms = next.map(Elementary.log)
            let mean = logarithms.reduce(0, +) / Double(logarithms.count)
            let change = zip(logarithms, strength).reduce(0) { max($0, ($1.0 - mean - Elementary.log($1.1)).magnitude) }
            strength = logarithms.map { Elementary.exp($0 - mean) }
            if change < 1e-13 { break }
        }
        return strength.map { 1000 + 400 * Elementary.log($0) / Elementary.log(10) }
    }

    /// Whether each method beats each other one directly or by way of others: what finite ratings need (Ford 1957).
    private static func isStronglyConnected(_ wins: [[Double]]) -> Bool {
        func reached(_ isEdge: (Int, Int) -> Bool) -> Int {
            var seen: Set<Int> = [0]
            var open = [0]
            while let method = open.popLast() {
                for other in wins.indices where !seen.contains(other) && isEdge(method, other) {
                    seen.insert(other)
                    open.append(other)
                }
            }
            return seen.count
        }
        return reached { wins[$0][$1] > 0 } == wins.count && reached { wins[$1][$0] > 0 } == wins.count
    }
}
