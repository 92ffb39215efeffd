extension Matrix {
    /// Takes one step of an optimiser on weights, whose gradient is `input' * gradient`.
    ///
    /// The gradient of the weights is never stored as a whole: each block of it goes into its weights from the first-level cache.
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
        transposedProduct(
            input, gradient, into: self, scratch: scratch,
            update: PlacedUpdate(update, base: base, moments: moments))
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
        let placed = PlacedUpdate(update, base: base, moments: moments, scale: scale)
        for panel in 0..<panels {
            placed.take(
                gradient: gradient.place(panel: panel, row: 0), at: place(panel: panel, row: 0), rows: rows)
        }
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
        PlacedUpdate(update, base: base, moments: moments, scale: scale)
            .take(gradient: gradient.base, at: base, rows: panels)
    }

    /// The sum of the squares of all elements, in double precision.
    public var sumOfSquares: Double {
        var sum = 0.0
        for index in 0..<count { sum += Double(base[index]) * Double(base[index]) }
        return sum
    }
}
