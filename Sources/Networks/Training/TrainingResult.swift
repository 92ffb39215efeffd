import Statistics

/// How a training run ended and what it measured.
public struct TrainingResult: Sendable, Hashable {
    /// How a run can end.
    public enum Ending: Sendable, Hashable {
        /// All epochs were trained.
        case finished
        /// The loss was no longer finite in a step (counted from 0) of an epoch (counted from 1).
        case diverged(epoch: Int, step: Int)
        /// The run was asked to stop.
        case stopped
    }

    /// How the run ended.
    public var ending: Ending
    /// The epochs that were completed.
    public var epochs: [EpochResult]
    /// The number of steps taken.
    public var steps: Int

    /// Makes a result.
    public init(ending: Ending, epochs: [EpochResult], steps: Int) {
        self.ending = ending
        self.epochs = epochs
        self.steps = steps
    }
}

/// Where a training run stands between two steps; with the state of its network all that it goes on from.
public struct TrainingProgress: Sendable, Hashable, Codable {
    /// What was measured after each epoch that was completed.
    public var epochs: [EpochResult]
    /// The steps taken, those of the epoch that goes on included.
    public var steps: Int
    /// The losses of the steps of the epoch that goes on, summed over their rows.
    public var lossSum: Double

    /// Makes a progress; of a run that has not begun where nothing is given.
    public init(epochs: [EpochResult] = [], steps: Int = 0, lossSum: Double = 0) {
        self.epochs = epochs
        self.steps = steps
        self.lossSum = lossSum
    }
}

/// What was measured at the end of an epoch.
public struct EpochResult: Sendable, Hashable, Codable {
    /// Loss, accuracy, areas under the ROC curve and more on some rows.
    public struct Measure: Sendable, Hashable, Codable {
        /// The mean loss; not finite where training has diverged.
        public var loss: Double
        /// The rows classified rightly; none for labels and numbers.
        public var correct: Int?
        /// The number of rows.
        public var total: Int
        /// The area under the ROC curve: one for two classes, one a label for labels, none for more classes.
        ///
        /// Nil for a label that has not both kinds of row, or whose scores are not numbers.
        public var areas: [Double?]
        /// What else was measured: of numbers their errors, of classes and labels what was asked for.
        public var further: [PredictionMetric: Double]

        /// Makes a measure.
        public init(
            loss: Double, correct: Int?, total: Int, areas: [Double?] = [], further: [PredictionMetric: Double] = [:]
        ) {
            self.loss = loss
            self.correct = correct
            self.total = total
            self.areas = areas
            self.further = further
        }

        /// The mean of the areas that there are, from 0 to 1; nil where there is none.
        public var auc: Double? {
            let present = areas.compactMap { $0 }
            return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
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
