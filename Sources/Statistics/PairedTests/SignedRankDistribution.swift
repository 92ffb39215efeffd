/// The distribution of a signed-rank sum when every pattern of signs is equally likely, given the ranks.
///
/// Computed by dynamic programming over integer ranks (doubled where ties make halves), which is exact for any ties
/// and, without ties, the classical distribution. Both tails are sums of probabilities; none is 1 minus the other.
struct SignedRankDistribution: Sendable {
    /// The largest number of ranks: scaled counts stay within the range of a `Double` up to here.
    static let limit = 2000

    /// What one step of the table means in doubled ranks.
    private let unit: Int

    /// The sum of all ranks, in units.
    private let total: Int

    /// The scaled number of patterns for each sum from 0 to half of the total, in units.
    ///
    /// Each is the count times 2^-floor(n/2): neither 2^2000 nor 1 leaves the range of a `Double`.
    private let lowerHalf: [Double]

    /// A scaled count times 2 to this power is a probability.
    private let exponent: Int

    /// Makes the distribution for the given doubled ranks, all above 0.
    ///
    /// - Throws: `StatisticsError.tooMany` above `limit` ranks.
    init(doubledRanks: [Int]) throws {
        guard doubledRanks.count <= SignedRankDistribution.limit else {
            throw StatisticsError.tooMany(
                what: "differences for an exact signed-rank test", limit: SignedRankDistribution.limit,
                found: doubledRanks.count, instead: "use the normal approximation")
        }
        let divisor = Int(
            max(
                1,
                doubledRanks.reduce(UInt(0)) {
                    $0 == 0 ? $1.magnitude : Fraction.greatestCommonDivisor($0, $1.magnitude)
                }))
        // Ascending order keeps the support of the first steps short.
        let ranks = doubledRanks.map { $0 / divisor }.sorted()
        unit = divisor
        total = ranks.reduce(0, +)
        let halfCount = ranks.count / 2
        exponent = halfCount - ranks.count
        lowerHalf = SignedRankDistribution.scaledCounts(
            ranks: ranks, first: Double(sign: .plus, exponent: -halfCount, significand: 1))
    }

    /// The probability of a sum of at most `doubledSum`.
    func atMost(_ doubledSum: Int) -> Double {
        guard doubledSum >= 0 else { return 0 }
        var result = CompensatedSum()
        for sum in 0...min(doubledSum / unit, total) { result.add(lowerHalf[min(sum, total - sum)]) }
        return probability(result.value)
    }

    /// The probability of a sum of at least `doubledSum`.
    func atLeast(_ doubledSum: Int) -> Double {
        // The distribution is symmetric: P(R >= s) = P(R <= total - s), again a direct sum.
        atMost(total * unit - doubledSum)
    }

    /// The largest doubled sum s with P(R <= s) at most `limit`; `nil` if there is none.
    func largestSum(withLowerTailAtMost limit: Double) -> Int? {
        var tail = CompensatedSum()
        var result: Int?
        for sum in 0...total {
            tail.add(lowerHalf[min(sum, total - sum)])
            guard probability(tail.value) <= limit else { break }
            result = sum * unit
        }
        return result
    }

    private func probability(_ scaledCount: Double) -> Double {
        min(1, Double(sign: .plus, exponent: exponent, significand: scaledCount))
    }

    /// The number of patterns for each sum from 0 to half of the total, times `first`.
    ///
    /// After each rank the table is symmetric about half of the sum so far, so only its lower half is kept. Two ranks
    /// are added in one pass, since the time goes into moving the table.
    private static func scaledCounts(ranks: [Int], first: Double) -> [Double] {
        let total = ranks.reduce(0, +)
        var table = [Double](repeating: 0, count: total / 2 + 1)
        table[0] = first
        table.withUnsafeMutableBufferPointer { counts in
            var sum = 0
            var next = 0
            while next < ranks.count {
                let small = ranks[next]
                let large = next + 1 < ranks.count ? ranks[next + 1] : nil
                let newSum = sum + small + (large ?? 0)
                for index in stride(from: sum / 2 + 1, through: newSum / 2, by: 1) {
                    counts[index] = index <= sum ? counts[sum - index] : 0
                }
                if let large {
                    add(counts, shiftedBy: small, large, through: newSum / 2)
                } else {
                    add(counts, shiftedBy: small, through: newSum / 2)
                }
                sum = newSum
                next += 2
            }
        }
        return table
    }

    /// Adds to each count the one `shift` below it, from `last` downwards so that every read sees the old value.
    private static func add(_ counts: UnsafeMutableBufferPointer<Double>, shiftedBy shift: Int, through last: Int) {
        for index in stride(from: last, through: shift, by: -1) { counts[index] += counts[index - shift] }
    }

    /// Adds to each count those `first`, `second` and `first + second` below it, which is two ranks at once.
    private static func add(
        _ counts: UnsafeMutableBufferPointer<Double>, shiftedBy first: Int, _ second: Int, through last: Int
    ) {
        typealias Lanes = SIMD8<Double>
        let width = Lanes.scalarCount
        let raw = UnsafeMutableRawBufferPointer(counts)
        func lanes(_ start: Int) -> Lanes {
            raw.loadUnaligned(fromByteOffset: start * MemoryLayout<Double>.stride, as: Lanes.self)
        }
        var end = last + 1
        // All blocks are read before one is written, and every later block lies below: overlaps do no harm.
        while end - width >= first + second {
            let start = end - width
            let sum = (lanes(start) + lanes(start - first)) + (lanes(start - second) + lanes(start - first - second))
            raw.storeBytes(of: sum, toByteOffset: start * MemoryLayout<Double>.stride, as: Lanes.self)
            end = start
        }
        while end > first {
            end -= 1
            var sum = counts[end] + counts[end - first]
            if end >= second { sum += counts[end - second] }
            if end >= first + second { sum += counts[end - first - second] }
            counts[end] = sum
        }
    }
}
