import Kernels

/// A parameter of a network, or a running statistic, by name.
public struct Parameter {
    /// Where the values are kept.
    enum Storage {
        /// Weights, fan-in x outputs here, [outputs, inputs] outside.
        case weights(Matrix)
        /// One value an output.
        case vector(Vector)

        /// The values row by row of the shape.
        var values: [Float] {
            switch self {
            case .weights(let matrix):
                (0..<matrix.columns).flatMap { column in (0..<matrix.rows).map { matrix[$0, column] } }
            case .vector(let vector): vector.values
            }
        }
    }

    /// What the network's blueprint says of it.
    public let blueprint: Blueprint.Parameter
    let storage: Storage

    init(_ blueprint: Blueprint.Parameter, _ storage: Storage) {
        self.blueprint = blueprint
        self.storage = storage
    }

    /// The name, for example `layers.0.weight`.
    public var name: String { blueprint.name }

    /// The shape: [outputs, inputs] or [outputs].
    public var shape: [Int] { blueprint.shape }

    /// Whether the L2 penalty holds for it: for weights, directions and lengths, not for biases.
    public var isPenalized: Bool { blueprint.isPenalized }

    /// Whether training sets it by statistics instead of gradients.
    public var isStatistic: Bool { blueprint.isStatistic }

    /// The values row by row of the shape.
    public var values: [Float] { storage.values }

    /// Calls a closure with the values of each output in turn, one value of a vector's: without a copy of the whole.
    public func forEachRow(_ body: (UnsafeBufferPointer<Float>) -> Void) {
        switch storage {
        case .weights(let matrix):
            var row = [Float](repeating: 0, count: matrix.rows)
            for column in 0..<matrix.columns {
                for index in row.indices { row[index] = matrix[index, column] }
                row.withUnsafeBufferPointer(body)
            }
        case .vector(let vector): vector.values.withUnsafeBufferPointer(body)
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

    /// Sets the values that the role begins with; weights are normal variates of variance gain / fan-in.
    func initialize(_ stream: RandomStream) {
        switch (blueprint.role, storage) {
        case (.weight(let gain), .weights(let matrix)), (.direction(let gain), .weights(let matrix)):
            matrix.fillNormal(stream, standardDeviation: (gain / Double(max(1, matrix.rows))).squareRoot())
        case (_, .vector(let vector)):
            if let value = blueprint.initialValue { vector.fill(value) }
        default: break
        }
    }
}
