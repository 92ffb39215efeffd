/// What a logit says of a label, in the arithmetic of the losses.
public struct LogisticOutput: Sendable, Hashable {
    /// The probability that the label holds.
    public var probability: Double
    /// The loss where it holds: -log of the probability.
    public var lossWhereTrue: Double
    /// The loss where it does not.
    public var lossWhereFalse: Double

    /// Makes the probability and both losses of a logit.
    ///
    /// Single precision up to the logarithm; each loss comes of its own sigmoid, so that neither loses digits.
    public init(logit: Float) {
        var logits = Lanes.zero
        logits[0] = logit
        logits[1] = -logit
        let shares = sigmoid(logits)
        probability = Double(shares[0])
        lossWhereTrue = -naturalLogarithm(Double(shares[0]))
        lossWhereFalse = -naturalLogarithm(Double(shares[1]))
    }
}

extension Matrix {
    /// The probabilities of a row of logits under softmax, which add up to 1 but for rounding to single precision.
    ///
    /// - Parameter row: the row.
    /// - Returns: one probability a column; NaN where a logit is.
    public func softmaxProbabilities(row: Int) -> [Double] {
        var largest = -Float.infinity
        for column in 0..<columns where !(self[row, column] <= largest) { largest = self[row, column] }
        var powers: [Double] = []
        powers.reserveCapacity(columns)
        for first in stride(from: 0, to: columns, by: laneCount) {
            let count = min(laneCount, columns - first)
            var logits = Lanes(repeating: -.infinity)
            for lane in 0..<count { logits[lane] = self[row, first + lane] }
            let lanes = exponential(logits - largest)
            for lane in 0..<count { powers.append(Double(lanes[lane])) }
        }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }
}
