/// Weights given by a direction and a length for each output: w = g v / |v|.
///
/// Salimans and Kingma 2016. An output's direction is a column here; its norm is a sum over ascending fan-in.
public final class NormalizedWeights {
    /// The directions: fan-in x outputs.
    public let direction: Matrix
    /// The length of each output's weights.
    public let length: Vector
    /// The weights that direction and length make: fan-in x outputs.
    public let weights: Matrix
    private let norm: Vector
    private let directionGradient: Matrix
    private let lengthGradient: Vector

    /// Makes weights of zero.
    ///
    /// - Parameters:
    ///   - fanIn: the number of inputs.
    ///   - outputs: the number of outputs.
    public init(fanIn: Int, outputs: Int) {
        direction = Matrix(rows: fanIn, columns: outputs)
        length = Vector(count: outputs)
        norm = Vector(count: outputs)
        lengthGradient = Vector(count: outputs)
        directionGradient = Matrix(rows: fanIn, columns: outputs)
        weights = Matrix(rows: fanIn, columns: outputs)
    }

    /// Sets each length to the norm of its direction, so that the weights equal the directions.
    public func setLengthsToNorms() {
        for panel in 0..<direction.panels { length.setLanes(columnNorm(panel: panel), panel: panel) }
    }

    private func columnNorm(panel: Int) -> Lanes {
        var squares = Lanes.zero
        for row in 0..<direction.rows {
            let value = Lanes(at: direction.place(panel: panel, row: row))
            squares.addProduct(value, value)
        }
        return squares.squareRoot()
    }

    /// Computes the weights from directions and lengths.
    public func synchronize() {
        for panel in 0..<direction.panels {
            let norm = columnNorm(panel: panel)
            self.norm.setLanes(norm, panel: panel)
            // An output in the padding has norm 0 and must keep weights of 0.
            let factor = selectEqual(norm, 0, .zero, length.lanes(panel: panel) / norm)
            for row in 0..<direction.rows {
                (Lanes(at: direction.place(panel: panel, row: row)) * factor)
                    .store(at: weights.place(panel: panel, row: row))
            }
        }
    }

    /// Computes the gradients of direction and length, without a penalty.
    ///
    /// - Parameters:
    ///   - input: the input of the linear map, batch x fan-in.
    ///   - gradient: the gradient with respect to its output, batch x outputs.
    ///   - scratch: working memory.
    /// - Returns: matrices that belong to this object and stay as they are until the next call.
    public func gradients(
        input: Matrix, gradient: Matrix, scratch: ProductScratch
    ) -> (direction: Matrix, length: Vector) {
        directionGradient.setTransposedProduct(input, gradient, scratch: scratch)
        for panel in 0..<direction.panels {
            var product = Lanes.zero
            for row in 0..<direction.rows {
                product.addProduct(
                    Lanes(at: directionGradient.place(panel: panel, row: row)),
                    Lanes(at: direction.place(panel: panel, row: row)))
            }
            let norm = self.norm.lanes(panel: panel)
            let inverse = selectEqual(norm, 0, .zero, 1 / norm)
            let along = product * inverse
            lengthGradient.setLanes(along, panel: panel)
            let factor = length.lanes(panel: panel) * inverse
            let projection = along * inverse
            for row in 0..<direction.rows {
                let place = directionGradient.place(panel: panel, row: row)
                let value = Lanes(at: direction.place(panel: panel, row: row))
                (factor * fused(-projection, value, Lanes(at: place))).store(at: place)
            }
        }
        return (directionGradient, lengthGradient)
    }

    /// Takes one step of an optimiser on directions and lengths and computes the new weights.
    ///
    /// - Parameters:
    ///   - update: the step.
    ///   - gradients: those of directions and lengths, as `gradients(input:gradient:scratch:)` gives them.
    ///   - scale: what the gradients are multiplied with.
    ///   - moments: what is kept of former gradients of the directions and of the lengths; none for plain descent.
    public func take(
        _ update: Update, gradients: (direction: Matrix, length: Vector), scale: Float = 1,
        moments: (direction: Moments, length: Moments)? = nil
    ) {
        direction.take(update, gradient: gradients.direction, scale: scale, moments: moments?.direction)
        length.take(update, gradient: gradients.length, scale: scale, moments: moments?.length)
        synchronize()
    }

    /// The gradients that were computed last.
    public var lastGradients: (direction: Matrix, length: Vector) { (directionGradient, lengthGradient) }
}
