/// The p-value of Friedman's test from the permutations of ranks within tasks, which holds for few tasks and methods too.
///
/// Given the ranks of each task, ties included, every order of them is as likely as every other under the hypothesis. Small tables
/// are counted out; larger ones are sampled, with the observed table among the samples.
public struct FriedmanPermutation: Sendable, Hashable {
    /// The probability of rank sums that lie at least as far apart.
    public let p: Double

    /// The number of samples; nil where all permutations were counted.
    public let samples: Int?

    /// The words for the convention: `exact over all permutations` or `100000 permutations, seed 1`.
    public let convention: String

    /// The states of rank sums up to which permutations are counted out.
    private static let stateLimit = 60_000

    /// Tests complete rankings, one row per task and one column per method, ties averaged.
    ///
    /// - Parameters:
    ///   - ranks: as `FriedmanTest` takes them.
    ///   - samples: how many permutations are drawn where there are too many to count; at least 1.
    ///   - seed: the same seed gives the same digits.
    /// - Throws: `StatisticsError`, as `FriedmanTest`, and for fewer than 1 sample.
    public init(ranks: [[Double]], samples: Int = 100_000, seed: UInt64 = 1) throws {
        let friedman = try FriedmanTest(ranks: ranks)
        try Validation.requireCount(samples, atLeast: 1, "samples")
        // Doubled ranks are integers, and so is what is compared.
        let doubled = ranks.map { $0.map { Int(2 * $0) } }
        let center = friedman.tasks * (friedman.methods + 1)
        let sums = (0..<friedman.methods).map { column in doubled.reduce(0) { $0 + $1[column] } }
        let observed = Self.spread(sums, center)
        if let exact = Self.count(doubled, center, observed) {
            p = exact
            self.samples = nil
            convention = "exact over all permutations"
            return
        }
        var generator = SplitMixGenerator(seed: seed, stream: 0)
        var extreme = 1
        for _ in 0..<samples {
            var total = [Int](repeating: 0, count: friedman.methods)
            for row in doubled {
                for (column, rank) in row.shuffled(using: &generator).enumerated() { total[column] += rank }
            }
            if Self.spread(total, center) >= observed { extreme += 1 }
        }
        p = Double(extreme) / Double(samples + 1)
        self.samples = samples
        convention = "\(samples) permutations, seed \(seed)"
    }

    private static func spread(_ sums: [Int], _ center: Int) -> Int {
        sums.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    }

    /// The share of permutations with at least the observed spread; nil where their rank sums have too many states.
    ///
    /// The spread does not depend on which method has which sum, and the next task's permutations are alike for all: sorted sums
    /// are states enough.
    private static func count(_ rows: [[Int]], _ center: Int, _ observed: Int) -> Double? {
        guard let methods = rows.first?.count, methods <= 7 else { return nil }
        var states: [[Int]: Double] = [[Int](repeating: 0, count: methods): 1]
        for row in rows {
            let orders = permutations(row)
            guard states.count * orders.count <= 10 * stateLimit else { return nil }
            var next: [[Int]: Double] = [:]
            for (state, probability) in states {
                for (order, weight) in orders {
                    var sums = state
                    for column in sums.indices { sums[column] += order[column] }
                    sums.sort()
                    next[sums, default: 0] += probability * weight
                }
            }
            guard next.count <= stateLimit else { return nil }
            states = next
        }
        // In a fixed order, so that the same table gives the same digits.
        let extreme = states.filter { spread($0.key, center) >= observed }
        return min(1, CompensatedSum(extreme.values.sorted()).value)
    }

    /// The different orders of a row, each with its share of all.
    private static func permutations(_ row: [Int]) -> [([Int], Double)] {
        var orders: [[Int]] = [[]]
        var counts: [Int: Int] = [:]
        for rank in row { counts[rank, default: 0] += 1 }
        let kinds = counts.keys.sorted()
        for _ in row {
            orders = orders.flatMap { order in
                kinds.filter { kind in order.count { $0 == kind } < counts[kind] ?? 0 }.map { order + [$0] }
            }
        }
        return orders.map { ($0, 1 / Double(orders.count)) }
    }
}
