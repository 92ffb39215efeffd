import Kernels

/// A parameter of a network, or a running statistic, by name.
public struct Parameter {
    /// Where the values are kept.
    enum Storage {
        /// Weights, fan-in x outputs here, [outputs, inputs] outside.
        case weights(Matrix)
        /// Weights of a convolution, fan-in x outputs here, [outputs, channels, rows, columns] outside.
        case kernels(Matrix, ConvolutionShape)
        /// One value an output.
        case vector(Vector)

        /// The values row by row of the shape.
        var values: [Float] {
            switch self {
            case .weights(let matrix):
                (0..<matrix.columns).flatMap { column in (0..<matrix.rows).map { matrix[$0, column] } }
            case .kernels(let matrix, let shape):
                (0..<matrix.columns).flatMap { output in shape.rows.map { matrix[$0, output] } }
            case .vector(let vector): vector.values
            }
        }

        /// Calls a closure with the values of each output in turn, one value of a vector's.
        func forEachRow(_ body: (UnsafeBufferPointer<Float>) throws -> Void) rethrows {
            switch self {
            case .weights(let matrix):
                var row = [Float](repeating: 0, count: matrix.rows)
                for column in 0..<matrix.columns {
                    matrix.copyColumn(column, into: &row)
                    try row.withUnsafeBufferPointer(body)
                }
            case .kernels(let matrix, let shape):
                let rows = shape.rows
                var column = [Float](repeating: 0, count: matrix.rows)
                for output in 0..<matrix.columns {
                    matrix.copyColumn(output, into: &column)
                    try rows.map { column[$0] }.withUnsafeBufferPointer(body)
                }
            case .vector(let vector): try vector.values.withUnsafeBufferPointer(body)
            }
        }

        /// Sets the values; as many as the shape holds.
        func set(_ values: [Float]) {
            switch self {
            case .weights(let matrix):
                for column in 0..<matrix.columns {
                    for row in 0..<matrix.rows { matrix[row, column] = values[column * matrix.rows + row] }
                }
            case .kernels(let matrix, let shape):
                let rows = shape.rows
                for output in 0..<matrix.columns {
                    for (place, row) in rows.enumerated() { matrix[row, output] = values[output * rows.count + place] }
                }
            case .vector(let vector):
                for index in 0..<vector.count { vector[index] = values[index] }
            }
        }

        /// A matrix that is laid out as this one is.
        func like(_ matrix: Matrix) -> Storage {
            if case .kernels(_, let shape) = self { return .kernels(matrix, shape) }
            return .weights(matrix)
        }
    }

    /// What the network's blueprint says of it.
    public let blueprint: Blueprint.Parameter
    let storage: Storage
    /// What an optimiser keeps of its former gradients; nil where it keeps nothing.
    private let moments: Moments?

    init(_ blueprint: Blueprint.Parameter, _ storage: Storage, moments: Moments? = nil) {
        self.blueprint = blueprint
        self.storage = storage
        self.moments = moments
    }

    /// The name, for example `layers.0.weight`.
    public var name: String { blueprint.name }

    /// The shape: [outputs, inputs], of convolutions [outputs, channels, rows, columns], or [outputs].
    public var shape: [Int] { blueprint.shape }

    /// Whether the L2 penalty holds for it: for weights, directions and lengths, not for biases.
    public var isPenalized: Bool { blueprint.isPenalized }

    /// Whether training sets it by statistics instead of gradients.
    public var isStatistic: Bool { blueprint.isStatistic }

    /// The values row by row of the shape.
    public var values: [Float] { storage.values }

    /// Calls a closure with the values of each output in turn, one value of a vector's: without a copy of the whole.
    public func forEachRow(_ body: (UnsafeBufferPointer<Float>) -> Void) { storage.forEachRow(body) }

    /// Sets the values; as many as the shape holds.
    func set(_ values: [Float]) { storage.set(values) }

    /// Sets the values that the role begins with; weights are normal variates of variance gain / fan-in.
    func initialize(_ stream: RandomStream) {
        switch (blueprint.role, storage) {
        case (.weight(let gain), .weights(let matrix)), (.direction(let gain), .weights(let matrix)),
            (.weight(let gain), .kernels(let matrix, _)):
            matrix.fillNormal(stream, standardDeviation: (gain / Double(max(1, matrix.rows))).squareRoot())
        case (_, .vector(let vector)):
            if let value = blueprint.initialValue { vector.fill(value) }
        default: break
        }
    }
}

/// Numbers that steps change: a parameter, a running statistic, or what an optimiser keeps of former gradients.
public struct StateTensor {
    /// The parameter's name; of a moment `layers.0.weight.moment1` and `.moment2`.
    public let name: String
    /// The shape: [outputs, inputs] or [outputs].
    public let shape: [Int]
    fileprivate let storage: Parameter.Storage

    /// The number of values.
    public var count: Int { shape.reduce(1, *) }

    /// Calls a closure with the values of each output in turn, one value of a vector's: without a copy of the whole.
    public func forEachRow(_ body: (UnsafeBufferPointer<Float>) throws -> Void) rethrows {
        try storage.forEachRow(body)
    }

    /// Sets the values, row by row of the shape.
    ///
    /// - Parameter values: `count` values.
    public func set(_ values: [Float]) {
        precondition(values.count == count, "as many values as the shape holds")
        storage.set(values)
    }
}

extension Parameter {
    /// The parameter and its moments.
    var state: [StateTensor] {
        let kept = moments.map { $0.matrices.map(storage.like) + $0.vectors.map(Storage.vector) } ?? []
        return [StateTensor(name: name, shape: shape, storage: storage)]
            + kept.enumerated().map { index, moment in
                StateTensor(name: "\(name).moment\(index + 1)", shape: shape, storage: moment)
            }
    }
}

extension ConvolutionShape {
    /// The rows of the weights in the order in which they stand outside: channels, rows and columns of the kernel.
    fileprivate var rows: [Int] {
        (0..<channels).flatMap { channel in (0..<taps).map { row(channel: channel, tap: $0) } }
    }
}
