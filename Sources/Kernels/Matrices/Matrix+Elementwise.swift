extension Matrix {
    /// Multiplies each element with a number.
    public func scale(by factor: Float) {
        forEachRow { place, panel, row in (factor * Lanes(at: place)).store(at: place) }
    }

    /// Adds another matrix of the same shape, element by element.
    public func add(_ other: Matrix) {
        precondition(other.columns == columns && other.rows == rows, "the shapes differ")
        forEachRow { place, panel, row in
            (Lanes(at: place) + Lanes(at: other.place(panel: panel, row: row))).store(at: place)
        }
    }

    /// Sets this matrix to a highway layer's output: `gate * transformed + (1 - gate) * carried`.
    ///
    /// Computed as `carried + gate * (transformed - carried)`. All three have the shape of this matrix.
    public func setGated(gate: Matrix, transformed: Matrix, carried: Matrix) {
        precondition(gate.columns == columns && transformed.columns == columns && carried.columns == columns)
        precondition(gate.rows <= rowCapacity && transformed.rows == gate.rows && carried.rows == gate.rows)
        useRows(gate.rows)
        forEachRow { place, panel, row in
            let carry = Lanes(at: carried.place(panel: panel, row: row))
            let difference = Lanes(at: transformed.place(panel: panel, row: row)) - carry
            fused(Lanes(at: gate.place(panel: panel, row: row)), difference, carry).store(at: place)
        }
    }

    /// Splits the gradient of a highway layer's output among its three factors.
    ///
    /// - Parameters:
    ///   - gate: the gate T; unchanged.
    ///   - transformed: the transformed input H; unchanged.
    ///   - carried: the input x; unchanged.
    ///   - gateGradient: takes dy (H - x).
    ///   - transformedGradient: takes dy T.
    ///
    /// This matrix, dy, becomes the gradient that is carried: dy (1 - T).
    public func splitGated(
        gate: Matrix, transformed: Matrix, carried: Matrix, gateGradient: Matrix, transformedGradient: Matrix
    ) {
        precondition(gate.columns == columns && transformed.columns == columns && carried.columns == columns)
        precondition(gate.rows == rows && transformed.rows == rows && carried.rows == rows)
        precondition(gateGradient.columns == columns && transformedGradient.columns == columns)
        gateGradient.useRows(rows)
        transformedGradient.useRows(rows)
        forEachRow { place, panel, row in
            let gradient = Lanes(at: place)
            let gate = Lanes(at: gate.place(panel: panel, row: row))
            let difference =
                Lanes(at: transformed.place(panel: panel, row: row)) - Lanes(at: carried.place(panel: panel, row: row))
            let through = gradient * gate
            (gradient * difference).store(at: gateGradient.place(panel: panel, row: row))
            through.store(at: transformedGradient.place(panel: panel, row: row))
            (gradient - through).store(at: place)
        }
    }

    /// Sums each column over the rows in ascending order.
    public func sumColumns(into sums: Vector) {
        precondition(sums.count == columns, "one sum a column")
        for panel in 0..<panels {
            var sum = Lanes.zero
            for row in 0..<rows { sum += Lanes(at: place(panel: panel, row: row)) }
            sums.setLanes(maskingPadding(sum, panel: panel, with: 0), panel: panel)
        }
    }

    /// Sums each row: sixteen lanes, panel after panel, then one fixed tree.
    public func sumRows() -> [Float] {
        (0..<rows).map { row in
            var sum = Lanes.zero
            for panel in 0..<panels {
                sum += maskingPadding(Lanes(at: place(panel: panel, row: row)), panel: panel, with: 0)
            }
            return sum.treeSum
        }
    }

    @inline(__always)
    private func forEachRow(_ body: (UnsafeMutablePointer<Float>, _ panel: Int, _ row: Int) -> Void) {
        for panel in 0..<panels {
            for row in 0..<rows { body(place(panel: panel, row: row), panel, row) }
        }
    }
}
