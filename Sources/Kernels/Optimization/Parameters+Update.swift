extension Matrix {
    /// Takes one step of an optimiser on weights, whose gradient is `input' * gradient`.
    ///
    /// The gradient of the weights is never stored: each tile of it goes from the registers into its weights.
    ///
    /// - Parameters:
    ///   - update: the step.
    ///   - input: the input of the linear map, batch x fan-in.
    ///   - gradient: the gradient of the loss with respect to its output, batch x outputs; zero in the padding.
    ///   - moments: what is kept of former gradients of these weights; none for plain descent.
    ///   - scratch: working memory.
    public func take(
        _ update: Update, input: Matrix, gradient: Matrix, moments: Moments? = nil, scratch: ProductScratch
    ) {
        precondition(input.columns == rowCapacity && gradient.columns == columns, "the shapes differ")
        precondition(input !== self && gradient !== self, "a product is not computed in place")
        update.give(
            to: ProductUpdate(input: input, gradient: gradient, weights: self, scratch: scratch), base: base,
            moments: moments)
    }

    /// Takes one step of an optimiser, given a gradient of the same shape.
    ///
    /// - Parameters:
    ///   - update: the step.
    ///   - gradient: rows x columns.
    ///   - scale: what the gradient is multiplied with.
    ///   - moments: what is kept of former gradients of this matrix; none for plain descent.
    public func take(_ update: Update, gradient: Matrix, scale: Float = 1, moments: Moments? = nil) {
        precondition(gradient.rows == rows && gradient.columns == columns, "the shapes differ")
        update.give(
            to: MatrixUpdate(gradient: gradient, scale: scale, target: self), base: base, moments: moments)
    }

    /// The sum of the squares of all elements in use: down the rows in sixteen lanes, then in double precision.
    public var sumOfSquares: Double {
        var sum = 0.0
        for panel in 0..<panels {
            var squares = Lanes.zero
            for row in 0..<rows {
                let value = maskingPadding(Lanes(at: place(panel: panel, row: row)), panel: panel, with: 0)
                squares = fused(value, value, squares)
            }
            sum += Double(squares.treeSum)
        }
        return sum
    }
}

extension Vector {
    /// Takes one step of an optimiser, given a gradient of as many elements.
    ///
    /// - Parameters:
    ///   - update: the step.
    ///   - gradient: as many elements.
    ///   - scale: what the gradient is multiplied with.
    ///   - moments: what is kept of former gradients of this vector; none for plain descent.
    public func take(_ update: Update, gradient: Vector, scale: Float = 1, moments: Moments? = nil) {
        precondition(gradient.count == count, "the sizes differ")
        update.give(
            to: VectorUpdate(gradient: gradient, scale: scale, target: self), base: base, moments: moments)
    }

    /// The sum of the squares of all elements, in double precision.
    public var sumOfSquares: Double {
        var sum = 0.0
        for index in 0..<count { sum += Double(base[index]) * Double(base[index]) }
        return sum
    }
}

/// An update right where the product's tiles are finished.
private struct ProductUpdate: SinkUser {
    let input: Matrix
    let gradient: Matrix
    let weights: Matrix
    let scratch: ProductScratch

    @inline(__always)
    func use(_ sink: some TileSink) {
        transposedProduct(input, gradient, into: weights, scratch: scratch, sink: sink)
    }
}

/// An update from a gradient that is stored.
private struct MatrixUpdate: SinkUser {
    let gradient: Matrix
    let scale: Float
    let target: Matrix

    @inline(__always)
    func use(_ sink: some TileSink) {
        for panel in 0..<target.panels {
            for row in 0..<target.rows {
                sink.take(
                    scale * Lanes(at: gradient.place(panel: panel, row: row)), at: target.place(panel: panel, row: row))
            }
        }
    }
}

/// An update of a vector.
private struct VectorUpdate: SinkUser {
    let gradient: Vector
    let scale: Float
    let target: Vector

    @inline(__always)
    func use(_ sink: some TileSink) {
        for panel in 0..<target.panels {
            sink.take(scale * gradient.lanes(panel: panel), at: target.base + (panel &* laneCount))
        }
    }
}
