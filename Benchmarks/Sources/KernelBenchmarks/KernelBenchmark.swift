import Kernels
import Performance

/// A kernel with what one call of it costs.
struct KernelBenchmark {
    /// The key of its threshold.
    let name: String
    /// The operations of one call: two for each multiply-add of a product, two for each element otherwise.
    ///
    /// So the share of an elementwise kernel is the one it would have if an element cost one fused multiply-add.
    let operations: Double
    /// One call.
    let work: () -> Void

    private static let batch = 128

    /// All kernels.
    static var all: [KernelBenchmark] {
        [64, 256, 1024].flatMap(products) + elementwise(width: 256)
    }

    /// The three products of a linear layer.
    private static func products(width: Int) -> [KernelBenchmark] {
        let weights = Matrix(rows: width, columns: width)
        let scratch = ProductScratch()
        let input = filled(columns: width)
        let gradient = filled(columns: width)
        let result = Matrix(rows: batch, columns: width)
        let operations = 2 * Double(batch * width * width)
        return [
            KernelBenchmark(name: "product.forward.\(width)", operations: operations) {
                result.setProduct(input, weights)
            },
            KernelBenchmark(name: "product.inputGradient.\(width)", operations: operations) {
                result.setProduct(gradient, transposeOf: weights, scratch: scratch)
            },
            KernelBenchmark(name: "product.weightGradient.\(width)", operations: operations) {
                weights.descend(
                    input: input, gradient: gradient, learningRate: 1e-12, l2Penalty: 0, scratch: scratch)
            },
        ]
    }

    /// What happens between the products.
    private static func elementwise(width: Int) -> [KernelBenchmark] {
        let operations = 2 * Double(batch * width)
        let stream = RandomStream(key: RandomKey(seed: 1), purpose: .dropout)
        let selu = ActivationPass(.selu)
        let dropping = ActivationPass(.selu, dropout: Dropout(.alpha, rate: 0.05))
        let random = ActivationPass(.identity, dropout: Dropout(.standard, rate: 0.5))
        let input = filled(columns: width)
        let output = Matrix(rows: batch, columns: width)
        let slope = Matrix(rows: batch, columns: width)
        let gradient = filled(columns: width)
        let sums = Vector(count: width)
        let normalized = filled(columns: width)
        let statistics = BatchStatistics(columns: width)
        let scale = Vector(count: width, repeating: 1)
        let scaleGradient = Vector(count: width)
        let logits = filled(columns: width)
        let classes = (0..<batch).map { Int32($0 % width) }
        return [
            KernelBenchmark(name: "activation.selu", operations: operations) {
                selu.apply(to: input, into: output, mask: .inference)
            },
            KernelBenchmark(name: "activation.seluAlphaDropout", operations: operations) {
                dropping.apply(to: input, into: output, mask: .random(stream))
            },
            KernelBenchmark(name: "activation.seluAlphaDropoutGradient", operations: operations) {
                // A fresh copy: multiplied again and again, the gradient would become denormal.
                gradient.copy(from: input)
                dropping.propagate(gradient, output: output, slope: nil, columnSums: sums)
            },
            KernelBenchmark(name: "random.threefryDropout", operations: operations) {
                random.apply(to: input, into: output, mask: .random(stream), slope: slope)
            },
            KernelBenchmark(name: "normalization.batch", operations: operations) {
                statistics.normalize(normalized)
            },
            KernelBenchmark(name: "normalization.batchGradient", operations: operations) {
                statistics.propagate(
                    gradient, normalized: normalized, scale: scale, scaleGradient: scaleGradient, shiftGradient: sums)
            },
            KernelBenchmark(name: "loss.softmaxCrossEntropy", operations: operations) {
                _ = logits.softmaxCrossEntropy(classes[...], wantsGradient: true)
            },
        ]
    }

    /// A batch of numbers between -2 and 2.
    private static func filled(columns: Int) -> Matrix {
        Matrix(
            rows: batch, columns: columns,
            rowMajor: (0..<batch * columns).map { Float($0 &* 7919 % 1009) / 252.25 - 2 })
    }
}
