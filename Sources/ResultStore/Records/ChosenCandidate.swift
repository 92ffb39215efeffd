/// The unit and epoch that a selection chose, with their scores.
public struct ChosenCandidate: Equatable, Hashable, Sendable {
    /// The hash of the unit.
    public var unitHash: String
    /// The epoch.
    public var epoch: Int
    /// The score that decided, for example the mean validation accuracy over the window.
    public var validationScore: Double?
    /// The number of validation rows classified correctly at the epoch.
    public var validationCorrect: Int?
    /// The number of validation rows.
    public var validationTotal: Int?
    /// The name of the test metric: `accuracy` or `auc`.
    public var testMetric: String
    /// The test metric at the epoch.
    public var testValue: Double?
    /// The number of test rows classified correctly at the epoch.
    public var testCorrect: Int?
    /// The number of test rows.
    public var testTotal: Int?

    /// Creates a chosen candidate.
    ///
    /// - Parameters:
    ///   - unitHash: The hash of the unit.
    ///   - epoch: The epoch.
    ///   - validationScore: The score that decided.
    ///   - validationCorrect: The number of validation rows classified correctly at the epoch.
    ///   - validationTotal: The number of validation rows.
    ///   - testMetric: The name of the test metric.
    ///   - testValue: The test metric at the epoch.
    ///   - testCorrect: The number of test rows classified correctly at the epoch.
    ///   - testTotal: The number of test rows.
    public init(
        unitHash: String, epoch: Int, validationScore: Double?, validationCorrect: Int? = nil,
        validationTotal: Int? = nil, testMetric: String, testValue: Double?, testCorrect: Int? = nil,
        testTotal: Int? = nil
    ) {
        self.unitHash = unitHash
        self.epoch = epoch
        self.validationScore = validationScore
        self.validationCorrect = validationCorrect
        self.validationTotal = validationTotal
        self.testMetric = testMetric
        self.testValue = testValue
        self.testCorrect = testCorrect
        self.testTotal = testTotal
    }

    /// The counts that the test metric is made of, `nil` where it is not the accuracy.
    ///
    /// A selection for the AUC has `testCorrect` and `testTotal` too; they are not its value.
    public var testCounts: (correct: Int, total: Int)? {
        guard testMetric == "accuracy", let testCorrect, let testTotal else { return nil }
        return (testCorrect, testTotal)
    }
}
