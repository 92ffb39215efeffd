/// How fast one of the matrix products of training is.
public struct ProductMeasurement: Sendable, Hashable {
    /// The three products of a linear layer, all widths equal.
    public enum Shape: String, Sendable, CaseIterable {
        /// x W: batch x width times width x width.
        case forward
        /// dy W': batch x width times width x width.
        case inputGradient
        /// x' dy, and the step of gradient descent that takes it: width x batch times batch x width.
        case weightGradient
    }

    /// Which product.
    public var shape: Shape
    /// The inputs and outputs of the layer.
    public var width: Int
    /// The rows of the batch.
    public var batch: Int
    /// The time of one product.
    public var milliseconds: Double
    /// Billions of floating-point operations a second.
    public var gflops: Double
    /// The share of the peak of the core, from 0 to about 1.
    public var shareOfPeak: Double
}
