import Kernels

/// Mean and variance of the activations of each layer of a SELU network with random weights.
///
/// Weights are normal with variance gain^2 / width, biases 0, inputs normal. All units and rows of a layer are pooled.
public struct ActivationStatistics: Sendable {
    /// What was measured of a layer.
    public struct Layer: Sendable {
        /// The mean of all activations.
        public let mean: Double
        /// The variance of all activations, divided by their number.
        public let variance: Double
        /// The sums of the units' weights; empty for the input.
        public let omega: [Double]
        /// The sums of the units' squared weights; empty for the input.
        public let tau: [Double]
    }

    /// The input and then layer after layer.
    public let layers: [Layer]

    /// Draws a network and inputs and measures.
    ///
    /// - Parameters:
    ///   - depth: the number of layers.
    ///   - width: the units of each layer, and of the input.
    ///   - rows: the number of inputs.
    ///   - inputMean: the mean of the inputs.
    ///   - inputVariance: the variance of the inputs, not negative.
    ///   - dropoutRate: the rate of alpha dropout after each layer, 0 for none.
    ///   - gain: the standard deviation of a weight times the root of the width: 1 for the fixed point.
    ///   - seed: the seed of all random numbers.
    public init(
        depth: Int, width: Int, rows: Int, inputMean: Double, inputVariance: Double, dropoutRate: Double,
        gain: Double = 1,
        seed: UInt64
    ) {
        let key = RandomKey(seed: seed)
        var current = Matrix(rows: rows, columns: width)
        current.fillNormal(
            RandomStream(key: key, purpose: .initialWeights, layer: 0), standardDeviation: inputVariance.squareRoot())
        for row in 0..<rows {
            for column in 0..<width { current[row, column] += Float(inputMean) }
        }
        var layers = [ActivationStatistics.measured(current, weights: nil)]
        let pass = ActivationPass(.selu, dropout: Dropout(.alpha, rate: dropoutRate))
        let bias = Vector(count: width)
        for layer in 1...max(1, depth) where layer <= depth {
            let weights = Matrix(rows: width, columns: width)
            weights.fillNormal(
                RandomStream(key: key, purpose: .initialWeights, layer: layer),
                standardDeviation: gain * (1 / Double(width)).squareRoot())
            let next = Matrix(rows: rows, columns: width)
            let stream = RandomStream(key: key, purpose: .dropout, layer: layer)
            pass.applyLinear(current, weights, bias: bias, into: next, mask: .random(stream))
            layers.append(ActivationStatistics.measured(next, weights: weights))
            current = next
        }
        self.layers = layers
    }

    private static func measured(_ activations: Matrix, weights: Matrix?) -> Layer {
        let values = activations.rowMajor
        let count = Double(max(1, values.count))
        let mean = values.reduce(0) { $0 + Double($1) } / count
        let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        var omega: [Double] = []
        var tau: [Double] = []
        if let weights {
            for column in 0..<weights.columns {
                let unit = (0..<weights.rows).map { Double(weights[$0, column]) }
                omega.append(unit.reduce(0, +))
                tau.append(unit.reduce(0) { $0 + $1 * $1 })
            }
        }
        return Layer(mean: mean, variance: squares / count, omega: omega, tau: tau)
    }
}
