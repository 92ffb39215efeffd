/// The measurements after one epoch of an attempt.
///
/// A loss or AUC that is not finite is stored as NULL and reads back as `nil`.
public struct EpochRecord: Equatable, Hashable, Sendable {
    /// The epoch, counted from 1; 0 stands for the state before the first update.
    public var epoch: Int
    /// The mean training loss.
    public var trainingLoss: Double?
    /// The mean validation loss.
    public var validationLoss: Double?
    /// The number of validation rows classified correctly.
    public var validationCorrect: Int?
    /// The mean test loss.
    public var testLoss: Double?
    /// The number of test rows classified correctly.
    public var testCorrect: Int?
    /// The area under the validation ROC curve, averaged over labels.
    public var validationAUC: Double?
    /// The area under the test ROC curve, averaged over labels.
    public var testAUC: Double?

    /// Creates the measurements of an epoch.
    ///
    /// - Parameters:
    ///   - epoch: The epoch, counted from 1.
    ///   - trainingLoss: The mean training loss.
    ///   - validationLoss: The mean validation loss.
    ///   - validationCorrect: The number of validation rows classified correctly.
    ///   - testLoss: The mean test loss.
    ///   - testCorrect: The number of test rows classified correctly.
    ///   - validationAUC: The area under the validation ROC curve.
    ///   - testAUC: The area under the test ROC curve.
    public init(
        epoch: Int, trainingLoss: Double? = nil, validationLoss: Double? = nil, validationCorrect: Int? = nil,
        testLoss: Double? = nil, testCorrect: Int? = nil, validationAUC: Double? = nil, testAUC: Double? = nil
    ) {
        self.epoch = epoch
        self.trainingLoss = trainingLoss
        self.validationLoss = validationLoss
        self.validationCorrect = validationCorrect
        self.testLoss = testLoss
        self.testCorrect = testCorrect
        self.validationAUC = validationAUC
        self.testAUC = testAUC
    }
}

extension EpochRecord: StoredRecord {
    static let table = FactTable.epochs
    static let blank = EpochRecord(epoch: 0)
    static let fields: [StoredField<EpochRecord>] = [
        .reference(.attempts), .integer("epoch", \.epoch), .real("training_loss", \.trainingLoss),
        .real("validation_loss", \.validationLoss), .integer("validation_correct", \.validationCorrect),
        .real("test_loss", \.testLoss), .integer("test_correct", \.testCorrect),
        .real("validation_auc", \.validationAUC), .real("test_auc", \.testAUC),
    ]
}
