/// How fast a training step of a network is: forward, backward and update.
public struct StepMeasurement: Sendable, Hashable {
    /// The name of the method.
    public var method: String
    /// The features and the units of every hidden layer.
    public var width: Int
    /// The hidden layers; of residual networks the blocks.
    public var depth: Int
    /// The rows of the batch.
    public var batch: Int
    /// The time of one step.
    public var milliseconds: Double
    /// Billions of floating-point operations of the matrix products a second.
    public var gflops: Double
    /// The share of the peak of the core, from 0 to about 1.
    public var shareOfPeak: Double
}
