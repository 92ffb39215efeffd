/// The ranks of the magnitudes of differences, as integers.
///
/// All ranks are doubled, so that an average of ties stays an integer.
struct SignedRanks: Sendable, Equatable {
    /// Twice the rank of each non-zero difference, in the order of the tasks.
    let doubledRanks: [Int]

    /// Twice the sum of the ranks of positive differences, with half of the zeros' ranks under `zsplit`.
    let doubledPlus: Int

    /// Twice the sum of the ranks of negative differences, with half of the zeros' ranks under `zsplit`.
    let doubledMinus: Int

    /// Twice what zeros add to either side: 0 unless `zsplit`.
    let doubledZeroShare: Double

    /// The number of pairs given.
    let pairs: Int

    /// The number of pairs ranked: all under `pratt` and `zsplit`, those that differ under `wilcox`.
    let ranked: Int

    /// The number of zeros.
    let zeros: Int

    /// The sizes of the groups of two and more equal magnitudes above zero.
    let tieSizes: [Int]

    /// Ranks the magnitudes of the differences, smallest first.
    init(_ differences: PairedDifferences, zeroMethod: ZeroMethod) {
        let zeros = differences.zeros
        let offset = zeroMethod == .wilcox ? 0 : zeros
        var sizes = [Int](repeating: 0, count: (differences.levels.max() ?? 0) + 1)
        for level in differences.levels where level > 0 { sizes[level] += 1 }
        var doubledRankOfLevel = [Int](repeating: 0, count: sizes.count)
        var below = offset
        for level in sizes.indices.dropFirst() {
            doubledRankOfLevel[level] = 2 * below + 1 + sizes[level]
            below += sizes[level]
        }
        var plus = 0
        var minus = 0
        var ranks: [Int] = []
        for (sign, level) in zip(differences.signs, differences.levels) where sign != 0 {
            let rank = doubledRankOfLevel[level]
            ranks.append(rank)
            if sign > 0 { plus += rank } else { minus += rank }
        }
        doubledRanks = ranks
        doubledPlus = plus
        doubledMinus = minus
        // Zeros fill the ranks 1 ... z, whose sum is z (z + 1) / 2; each side gets half of it.
        doubledZeroShare = zeroMethod == .zsplit ? Double(zeros * (zeros + 1)) / 2 : 0
        pairs = differences.count
        ranked = ranks.count + offset
        self.zeros = zeros
        tieSizes = sizes.filter { $0 > 1 }
    }

    /// The sum of the ranks of positive differences.
    var plus: Double { (Double(doubledPlus) + doubledZeroShare) / 2 }

    /// The sum of the ranks of negative differences.
    var minus: Double { (Double(doubledMinus) + doubledZeroShare) / 2 }
}

extension SignedRanks {
    /// The mean and variance of the sum of the positive ranks under the null hypothesis.
    ///
    /// Corrected for ties; under `pratt` for the zeros' ranks too (Cureton 1967), under `zsplit` zeros count as one
    /// more group of ties.
    func moments(zeroMethod: ZeroMethod) -> (mean: Double, variance: Double) {
        let count = Double(ranked)
        let zeroCount = Double(zeros)
        var mean = count * (count + 1) / 4
        var variance = count * (count + 1) * (2 * count + 1) / 24
        var tieSizes = tieSizes.map(Double.init)
        switch zeroMethod {
        case .wilcox: break
        case .pratt:
            mean -= zeroCount * (zeroCount + 1) / 4
            variance -= zeroCount * (zeroCount + 1) * (2 * zeroCount + 1) / 24
        case .zsplit: tieSizes.append(zeroCount)
        }
        for size in tieSizes { variance -= (size * size * size - size) / 48 }
        return (mean, variance)
    }
}
