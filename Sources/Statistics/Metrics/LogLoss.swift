#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The logarithmic loss of predicted probabilities, in nats.
public enum LogLoss {
    /// The mean of -log of the probability that each row gives to its actual class.
    ///
    /// `probabilities` holds one row of class probabilities per label. Each is moved into
    /// `clip ... 1 - clip` first, so that one certain error doesn't make the mean infinite; `clip: 0` leaves them
    /// alone. The default is that of scikit-learn. Rows are not normalised. Throws `StatisticsError` for unequal
    /// lengths, no rows, probabilities outside 0 ... 1 and classes without a column.
    public static func mean(
        probabilities: [[Double]], actual: [Int], clip: Double = .ulpOfOne
    ) throws -> Double {
        try Validation.requireSameCount(probabilities.count, "rows of probabilities", actual.count, "actual classes")
        var chosen: [Double] = []
        chosen.reserveCapacity(actual.count)
        for (index, (row, label)) in zip(probabilities, actual).enumerated() {
            guard row.indices.contains(label) else {
                throw StatisticsError.outOfRange(
                    what: "actual class", index: index, value: "\(label)", allowed: "0 ... \(row.count - 1)")
            }
            chosen.append(row[label])
        }
        return try mean(chosen, clip: clip)
    }

    /// The mean loss of probabilities of the positive class.
    ///
    /// Clipping and errors as for several classes.
    public static func mean(
        positiveProbabilities: [Double], isPositive: [Bool], clip: Double = .ulpOfOne
    ) throws -> Double {
        try Validation.requireSameCount(positiveProbabilities.count, "probabilities", isPositive.count, "labels")
        return try mean(
            zip(positiveProbabilities, isPositive).map { $1 ? $0 : 1 - $0 }, clip: clip)
    }

    private static func mean(_ chosen: [Double], clip: Double) throws -> Double {
        try Validation.requireCount(chosen.count, atLeast: 1, "rows")
        guard clip >= 0, clip < 0.5 else {
            throw StatisticsError.outOfRange(
                what: "clip of probabilities", index: nil, value: "\(clip)", allowed: "0 and above, below 0.5")
        }
        var sum = CompensatedSum()
        for (index, probability) in chosen.enumerated() {
            guard probability >= 0, probability <= 1 else {
                throw StatisticsError.outOfRange(
                    what: "probability", index: index, value: "\(probability)", allowed: "0 ... 1")
            }
            let clipped = min(max(probability, clip), 1 - clip)
            // A compensated sum can't hold an infinity: nothing brings the mean back from it.
            guard clipped > 0 else { return .infinity }
            sum.add(-log(clipped))
        }
        return sum.value / Double(chosen.count)
    }
}
