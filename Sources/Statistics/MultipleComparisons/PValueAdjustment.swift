/// A correction of p-values for the number of comparisons.
///
/// Adjusted values are comparable with the level itself; they are at most 1 and keep the order of the p-values.
public enum PValueAdjustment: String, Sendable, Hashable, CaseIterable {
    /// No correction.
    case none

    /// m p: controls the family-wise error under any dependence.
    case bonferroni

    /// 1 - (1 - p)^m (Sidak 1967): controls the family-wise error for independent tests.
    case sidak

    /// The step-down method of Holm (1979): controls the family-wise error under any dependence, never worse than
    /// Bonferroni.
    case holm

    /// The step-up method of Hochberg (1988): controls the family-wise error for independent or positively dependent
    /// tests.
    case hochberg

    /// The step-up method of Benjamini and Hochberg (1995): controls the false discovery rate.
    case benjaminiHochberg = "benjamini-hochberg"

    /// The adjusted p-values, in input order.
    ///
    /// - Throws: `StatisticsError.outOfRange` for a value that is not from 0 to 1.
    public func adjusted(_ pValues: [Double]) throws -> [Double] {
        if let index = pValues.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
            throw StatisticsError.outOfRange(
                what: "p-value", index: index, value: "\(pValues[index])", allowed: "0 ... 1")
        }
        let count = Double(pValues.count)
        let ascending = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        switch self {
        case .none: return pValues
        case .bonferroni: return pValues.map { min(1, $0 * count) }
        case .sidak: return pValues.map { min(1, Elementary.complementOfPower($0, count)) }
        case .holm:
            return running(pValues, ascending, max) { p, rank in p * (count - rank + 1) }
        case .hochberg:
            return running(pValues, ascending.reversed(), min) { p, rank in p * (count - rank + 1) }
        case .benjaminiHochberg:
            return running(pValues, ascending.reversed(), min) { p, rank in p * (count / rank) }
        }
    }

    /// Scales each p by its ascending rank and takes the running extreme along `order`, capped at 1.
    private func running(
        _ pValues: [Double], _ order: [Int], _ extreme: (Double, Double) -> Double,
        _ scale: (Double, Double) -> Double
    ) -> [Double] {
        var result = pValues
        var previous: Double?
        for (step, index) in order.enumerated() {
            let rank = self == .holm ? step + 1 : order.count - step
            let scaled = min(1, scale(pValues[index], Double(rank)))
            let value = previous.map { extreme($0, scaled) } ?? scaled
            result[index] = value
            previous = value
        }
        return result
    }
}
