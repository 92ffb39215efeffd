import Kernels

/// The matrices of one product to be timed.
struct ProductCase {
    let shape: ProductMeasurement.Shape
    let width: Int
    let batch: Int

    /// Times the product.
    func measure(_ timer: inout PairedTimer, seconds: Double) -> ProductMeasurement {
        let weights = Matrix(rows: width, columns: width)
        let scratch = ProductScratch()
        fillNormal(weights, layer: 0, scale: 1 / Double(width).squareRoot())
        let input = Matrix(rows: batch, columns: width)
        fillNormal(input, layer: 1)
        let gradient = Matrix(rows: batch, columns: width)
        fillNormal(gradient, layer: 2)
        let result = Matrix(rows: batch, columns: width)
        let operations = 2 * Double(batch) * Double(width) * Double(width)
        let timing = timer.measure(operations: operations, seconds: seconds) {
            switch shape {
            case .forward: result.setProduct(input, weights)
            case .inputGradient: result.setProduct(gradient, transposeOf: weights, scratch: scratch)
            case .weightGradient:
                // A step too small to change much, so that the weights stay finite however often it is taken.
                weights.descend(
                    input: input, gradient: gradient, learningRate: 1e-12, l2Penalty: 0, scratch: scratch)
            }
        }
        return ProductMeasurement(
            shape: shape, width: width, batch: batch, milliseconds: timing.milliseconds, gflops: timing.gflops,
            shareOfPeak: timing.shareOfPeak)
    }
}

/// Fills a matrix with normal variates, the same ones each time.
func fillNormal(_ matrix: Matrix, layer: Int, scale: Double = 1) {
    let stream = RandomStream(key: RandomKey(seed: 1), purpose: .other, layer: layer)
    let values = (0..<matrix.rows * matrix.columns).map { Float(scale) * normal(stream.words(at: UInt64($0))) }
    matrix.gather(from: values, rowsAt: 0..<matrix.rows)
}

/// About a normal variate: the sum of eight 16-bit numbers, standardised.
private func normal(_ words: SIMD4<UInt32>) -> Float {
    let halves = (words & 0xFFFF).wrappedSum() &+ (words &>> 16).wrappedSum()
    // Mean 8 * 65535 / 2, variance 8 * 65536^2 / 12.
    return (Float(halves) - 262_140) / 53_510
}

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
