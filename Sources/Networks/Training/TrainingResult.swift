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
