import Kernels

/// The memory that the layers of one network share: allocated when the network is built, never in a step.
public final class Workspace {
    /// The largest number of rows of a batch.
    public let batchSize: Int
    /// Working memory of weight gradients.
    let scratch = ProductScratch()
    private var gradients: [Int: [Matrix]] = [:]

    /// Makes an empty workspace.
    public init(batchSize: Int) {
        self.batchSize = batchSize
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

    /// The bytes of the shared gradients and of the scratch memory.
    var byteCount: Int {
        gradients.values.joined().reduce(scratch.byteCount) { $0 + $1.byteCount }
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
