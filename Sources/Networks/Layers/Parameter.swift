import Kernels

/// A parameter of a network, or a running statistic, by name.
public struct Parameter {
    /// Where the values are kept.
    enum Storage {
        /// Weights, fan-in x outputs here, [outputs, inputs] outside.
        case weights(Matrix)
        /// One value an output.
        case vector(Vector)
    }

    /// The name, for example `layers.0.weight`.
    public let name: String
    let storage: Storage

    /// Whether the L2 penalty holds for it: for weights, directions and lengths, not for biases.
    public let isPenalized: Bool

    /// Whether training sets it by statistics instead of gradients.
    public let isStatistic: Bool

    init(_ name: String, _ storage: Storage, isPenalized: Bool = false, isStatistic: Bool = false) {
        self.name = name
        self.storage = storage
        self.isPenalized = isPenalized
        self.isStatistic = isStatistic
    }

    /// The shape: [outputs, inputs] or [outputs].
    public var shape: [Int] {
        switch storage {
        case .weights(let matrix): [matrix.columns, matrix.rows]
        case .vector(let vector): [vector.count]
        }
    }

    /// The values row by row of the shape.
    public var values: [Float] {
        switch storage {
        case .weights(let matrix):
            (0..<matrix.columns).flatMap { column in (0..<matrix.rows).map { matrix[$0, column] } }
        case .vector(let vector): vector.values
        }
    }

    /// Sets the values; as many as the shape holds.
    func set(_ values: [Float]) {
        switch storage {
        case .weights(let matrix):
            for column in 0..<matrix.columns {
                for row in 0..<matrix.rows { matrix[row, column] = values[column * matrix.rows + row] }
            }
        case .vector(let vector):
            for index in 0..<vector.count { vector[index] = values[index] }
        }
    }

    /// Draws initial weights: normal variates of variance gain / fan-in.
    func fillNormal(_ stream: RandomStream, gain: Double) {
        guard case .weights(let matrix) = storage else { return }
        matrix.fillNormal(stream, standardDeviation: (gain / Double(max(1, matrix.rows))).squareRoot())
    }
}
