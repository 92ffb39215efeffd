/// The weights of a linear map, kept in the two orders that training reads them in.
///
/// The forward product wants the weights with outputs side by side, the backward product with inputs side by
/// side. Keeping both costs what a stored gradient would have cost: the gradient itself is never stored, the
/// update happens while its block is in the cache and writes both orders.
public final class LinearWeights {
    /// The weights for the forward product: fan-in x outputs.
    public let forward: Matrix
    /// The same weights for the backward product: outputs x fan-in; none where no input gradient is wanted.
    public let backward: Matrix?

    /// Makes weights of zero.
    ///
    /// - Parameters:
    ///   - fanIn: the number of inputs.
    ///   - outputs: the number of outputs.
    ///   - needsInputGradient: false for a first layer, which then takes half the memory.
    public init(fanIn: Int, outputs: Int, needsInputGradient: Bool) {
        forward = Matrix(rows: fanIn, columns: outputs)
        backward = needsInputGradient ? Matrix(rows: outputs, columns: fanIn) : nil
    }

    /// Brings the backward order up to date after the forward order was written.
    public func synchronize(scratch: ProductScratch) {
        backward?.setTranspose(of: forward)
    }

    /// Takes one step of gradient descent: `w -= learningRate * (input' * gradient + l2Penalty * w)`.
    ///
    /// - Parameters:
    ///   - input: the input of the linear map, batch x fan-in.
    ///   - gradient: the gradient of the loss with respect to its output, batch x outputs; zero in the padding.
    ///   - learningRate: the step size.
    ///   - l2Penalty: what each weight adds to its gradient, times itself; 0 for none.
    ///   - scratch: working memory.
    public func descend(
        input: Matrix, gradient: Matrix, learningRate: Float, l2Penalty: Float, scratch: ProductScratch
    ) {
        precondition(
            input.columns == forward.rowCapacity && gradient.columns == forward.columns, "the shapes differ")
        transposedProduct(
            input, gradient, scratch: scratch,
            into: DescendingSink(
                weights: self, learningRate: Lanes(repeating: -learningRate),
                l2Penalty: Lanes(repeating: l2Penalty), penalizes: l2Penalty != 0))
    }
}

/// Updates weights by a block of their gradient.
private struct DescendingSink: GradientSink {
    let weights: LinearWeights
    /// The learning rate, negated.
    let learningRate: Lanes
    let l2Penalty: Lanes
    let penalizes: Bool

    @inline(__always)
    func take(_ block: UnsafeMutablePointer<Float>, rows: Int, firstRow: Int, panel: Int) {
        let forward = weights.forward
        let place = forward.place(panel: panel, row: firstRow)
        for row in 0..<rows {
            let weight = Lanes(at: place + (row &* laneCount))
            var gradient = Lanes(at: block + (row &* laneCount))
            if penalizes { gradient = fused(l2Penalty, weight, gradient) }
            fused(learningRate, gradient, weight).store(at: place + (row &* laneCount))
        }
        guard let backward = weights.backward else { return }
        transposeBlock(place, backward.place(panel: firstRow / laneCount, row: panel &* laneCount))
    }

    @inline(__always)
    func memory(rows: Int, firstRow: Int, panels: Range<Int>) -> (Upcoming, Upcoming) {
        let forward = weights.forward
        let first = Upcoming(
            at: forward.place(panel: panels.lowerBound, row: firstRow), rows: rows, panels: panels.count,
            panelStride: forward.panelStride)
        guard let backward = weights.backward else { return (first, Upcoming(nothingAt: forward.base)) }
        let second = Upcoming(
            at: backward.place(panel: firstRow / laneCount, row: panels.lowerBound &* laneCount),
            rows: panels.count &* laneCount, panels: (rows &+ laneCount &- 1) / laneCount,
            panelStride: backward.panelStride)
        return (first, second)
    }
}
