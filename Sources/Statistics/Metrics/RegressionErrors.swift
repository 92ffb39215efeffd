/// How far predicted numbers lie from the actual ones.
public struct RegressionErrors: Sendable, Hashable {
    /// The root of the mean squared error, in the unit of the numbers.
    public let rootMeanSquared: Double

    /// The mean of the absolute errors, in the unit of the numbers.
    public let meanAbsolute: Double

    /// The coefficient of determination: 1 - the sum of squared errors over that around the actual numbers' own mean.
    ///
    /// 1 for perfect predictions, 0 for those no better than the mean, below 0 for worse; `nil` where all actual numbers
    /// are equal, as nothing is to be determined then.
    public let determination: Double?

    /// Measures the errors of predictions.
    ///
    /// A prediction that is infinite or NaN makes errors that are too.
    ///
    /// - Throws: `StatisticsError` for unequal lengths, no rows, and actual numbers that are not finite.
    public init(actual: [Double], predicted: [Double]) throws {
        try Validation.requireSameCount(actual.count, "actual numbers", predicted.count, "predicted numbers")
        try Validation.requireCount(actual.count, atLeast: 1, "rows")
        try Validation.requireFinite(actual, "actual numbers")
        let count = Double(actual.count)
        guard predicted.allSatisfy(\.isFinite) else {
            (rootMeanSquared, meanAbsolute, determination) = (.nan, .nan, nil)
            return
        }
        var squares = CompensatedSum()
        var magnitudes = CompensatedSum()
        for (truth, guess) in zip(actual, predicted) {
            squares.add((guess - truth) * (guess - truth))
            magnitudes.add(abs(guess - truth))
        }
        let mean = CompensatedSum(actual).value / count
        let variation = CompensatedSum(actual.map { ($0 - mean) * ($0 - mean) }).value
        let isConstant = actual.allSatisfy { $0 == actual[0] }
        rootMeanSquared = (squares.value / count).squareRoot()
        meanAbsolute = magnitudes.value / count
        determination = isConstant || variation == 0 ? nil : 1 - squares.value / variation
    }
}
