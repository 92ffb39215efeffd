extension SignedRanks {
    /// The mean and variance of the sum of the positive ranks under the null hypothesis.
    ///
    /// Corrected for ties; under `pratt` for the zeros' ranks too (Cureton 1967), under `zsplit` zeros count as one more
    /// group of ties.
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
