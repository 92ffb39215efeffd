/// What becomes of the sixteen floats of a finished tile row, while they are in a register.
protocol TileSink {
    /// Takes the values that belong at a place of the result.
    func take(_ values: Lanes, at pointer: UnsafeMutablePointer<Float>)
}

/// Stores the values.
struct StoringSink: TileSink {
    @inline(__always)
    func take(_ values: Lanes, at pointer: UnsafeMutablePointer<Float>) { values.store(at: pointer) }
}

/// Takes a step of gradient descent: the values are a gradient, the result holds the weights.
struct DescendingSink: TileSink {
    /// The learning rate, negated.
    let negatedRate: Lanes
    let l2Penalty: Lanes
    let penalizes: Bool

    @inline(__always)
    func take(_ values: Lanes, at pointer: UnsafeMutablePointer<Float>) {
        let weight = Lanes(at: pointer)
        let gradient = penalizes ? fused(l2Penalty, weight, values) : values
        fused(negatedRate, gradient, weight).store(at: pointer)
    }
}
