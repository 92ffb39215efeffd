import Kernels

/// The memory that the layers of one network share: allocated when the network is built, never in a step.
public final class Workspace {
    /// The largest number of rows of a batch.
    public let batchSize: Int
    /// What trains the network.
    let optimizer: Optimizer
    /// Working memory of weight gradients.
    let scratch = ProductScratch()
    private var gradients: [Int: [Matrix]] = [:]
    private var skipped: Matrix?

    /// Makes an empty workspace.
    public init(batchSize: Int, optimizer: Optimizer = .sgd) {
        self.batchSize = batchSize
        self.optimizer = optimizer
    }

    /// Memory for what the optimiser keeps of former gradients of weights; none where it keeps nothing.
    func moments(of matrix: Matrix) -> Moments? {
        optimizer.momentCount > 0 ? Moments(of: matrix, count: optimizer.momentCount) : nil
    }

    /// Memory for what the optimiser keeps of former gradients of a vector; none where it keeps nothing.
    func moments(of vector: Vector) -> Moments? {
        optimizer.momentCount > 0 ? Moments(of: vector, count: optimizer.momentCount) : nil
    }

    /// Gradients of a width that layers hand down: as many matrices as a layer holds at the same time.
    ///
    /// - Parameters:
    ///   - columns: the width.
    ///   - count: how many a layer needs beside each other.
    func gradientBuffers(columns: Int, count: Int) -> GradientBuffers {
        var buffers = gradients[columns, default: []]
        while buffers.count < count { buffers.append(Matrix(rows: batchSize, columns: columns)) }
        gradients[columns] = buffers
        return GradientBuffers(matrices: Array(buffers.prefix(count)))
    }

    /// The gradient that goes round the layers of a residual block; one for all blocks, which are of one width.
    func skippedGradient(columns: Int) -> Matrix {
        if let skipped, skipped.columns == columns { return skipped }
        let matrix = Matrix(rows: batchSize, columns: columns)
        skipped = matrix
        return matrix
    }
}

/// Some gradients of one width, shared by the layers of a network.
struct GradientBuffers {
    let matrices: [Matrix]

    /// A matrix that is none of those in use.
    func free(besides used: Matrix, and another: Matrix? = nil) -> Matrix {
        for matrix in matrices where matrix !== used && matrix !== another { return matrix }
        preconditionFailure("a layer asked for fewer gradients than it holds")
    }
}
