/// What was measured at the end of an epoch.
public struct EpochResult: Sendable, Hashable {
    /// Loss and accuracy on some rows.
    public struct Measure: Sendable, Hashable {
        /// The mean loss; not finite where training has diverged.
        public var loss: Double
        /// The rows classified rightly; none for labels.
        public var correct: Int?
        /// The number of rows.
        public var total: Int

        /// Makes a measure.
        public init(loss: Double, correct: Int?, total: Int) {
            self.loss = loss
            self.correct = correct
            self.total = total
        }
    }

    /// The epoch, counted from 1.
    public var epoch: Int
    /// The mean loss of the epoch's steps, each taken before its update, with dropout.
    public var trainingLoss: Double
    /// On the validation rows, in inference mode.
    public var validation: Measure
    /// On the test rows, in inference mode.
    public var test: Measure

    /// Makes a result.
    public init(epoch: Int, trainingLoss: Double, validation: Measure, test: Measure) {
        self.epoch = epoch
        self.trainingLoss = trainingLoss
        self.validation = validation
        self.test = test
    }
}
