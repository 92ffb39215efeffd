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
        // Squares of very large or very small numbers leave the range of a double: those are measured in parts of a power of two,
        // which rounds nothing. Numbers of other sizes stay as they are, and so do the bits of their errors.
        let largest = (actual + predicted).reduce(0) { max($0, abs($1)) }
        let exponent = largest == 0 || abs(largest.exponent) <= 300 ? 0 : Int(largest.exponent)
        func scaled(_ number: Double, by exponent: Int) -> Double {
            Double(sign: .plus, exponent: exponent, significand: number)
        }
        let truths = exponent == 0 ? actual : actual.map { scaled($0, by: -exponent) }
        let guesses = exponent == 0 ? predicted : predicted.map { scaled($0, by: -exponent) }
        var squares = CompensatedSum()
        var magnitudes = CompensatedSum()
        for (truth, guess) in zip(truths, guesses) {
            squares.add((guess - truth) * (guess - truth))
            magnitudes.add(abs(guess - truth))
        }
        let mean = CompensatedSum(truths).value / count
        let variation = CompensatedSum(truths.map { ($0 - mean) * ($0 - mean) }).value
        let isConstant = actual.allSatisfy { $0 == actual[0] }
        rootMeanSquared = scaled((squares.value / count).squareRoot(), by: exponent)
        meanAbsolute = scaled(magnitudes.value / count, by: exponent)
        determination = isConstant || variation == 0 ? nil : 1 - squares.value / variation
    }
}
