/// An activation function on lanes: a name, f and f'.
///
/// Its passes are compiled for it alone.
///
/// A type that conforms, and its line in `Activation.functions`, is all that a new function needs.
protocol ActivationFunction: SendableMetatype {
    /// The name, as method files and results have it.
    static var name: String { get }

    /// f(x).
    static func value(_ x: Lanes) -> Lanes

    /// f'(x), from x and f(x).
    static func slope(_ x: Lanes, value: Lanes) -> Lanes

    /// Whether f' can be read off the output after some kind of dropout, so that it need not be stored going forward.
    ///
    /// False if not said. Without dropout it may be true of functions whose output has the sign of their input and
    /// whose `slope` needs no more of x than that.
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool

    /// Finishes some panels of a pass.
    static func finish(_ epilogue: ActivationEpilogue, panels: Range<Int>)

    /// Multiplies some rows of a gradient with the slope that is read off the output, and adds up their columns.
    static func propagate(_ gradient: Matrix, output: Matrix, dropout: Dropout, columnSums: Vector?, rows: Range<Int>)
}

extension ActivationFunction {
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool { false }

    // Specialised for each conformance, so that nothing is decided within the loops; and not inlined into its witness, which the
    // compiler (6.3.1) gives no instruction set: there the lanes' functions would be calls, a quarter of a step of 64 units.
    @inline(never)
    static func finish(_ epilogue: ActivationEpilogue, panels: Range<Int>) {
        epilogue.finish(Self.self, panels)
    }

    @inline(never)
    static func propagate(_ gradient: Matrix, output: Matrix, dropout: Dropout, columnSums: Vector?, rows: Range<Int>) {
        gradient.multiply(columnSums, rows) { panel, row in
            let value = Lanes(at: output.place(panel: panel, row: row))
            return slope(value, value: value)
        }
    }
}

extension Matrix {
    /// Multiplies the elements of some rows with a slope and takes the sums over the rows in ascending order: those of
    /// later rows go on from the sums of the rows before.
    @inline(__always)
    func multiply(_ columnSums: Vector?, _ rows: Range<Int>, slope: (_ panel: Int, _ row: Int) -> Lanes) {
        for panel in 0..<panels {
            var sum = Lanes.zero
            if rows.lowerBound > 0, let columnSums { sum = columnSums.lanes(panel: panel) }
            let place = place(panel: panel, row: 0)
            for row in rows {
                let product = Lanes(at: place + (row &* laneCount)) * slope(panel, row)
                product.store(at: place + (row &* laneCount))
                sum += product
            }
            columnSums?.setLanes(sum, panel: panel)
        }
    }
}

enum IdentityFunction: ActivationFunction {
    static var name: String { "identity" }
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool { dropout == .none }
    @inline(__always) static func value(_ x: Lanes) -> Lanes { x }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes { Lanes(repeating: 1) }
}

enum ReLUFunction: ActivationFunction {
    static var name: String { "relu" }
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool { dropout != .alpha }
    /// NaN stays NaN, which a plain maximum would lose.
    @inline(__always) static func value(_ x: Lanes) -> Lanes { selectAtMost(x, 0, .zero, x) }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        selectGreater(x, 0, Lanes(repeating: 1), .zero)
    }
    static func propagate(_ gradient: Matrix, output: Matrix, dropout: Dropout, columnSums: Vector?, rows: Range<Int>) {
        let scale = Lanes(repeating: dropout.scale)
        gradient.multiply(columnSums, rows) { panel, row in
            selectGreater(Lanes(at: output.place(panel: panel, row: row)), 0, scale, .zero)
        }
    }
}

enum SELUFunction: ActivationFunction {
    static var name: String { "selu" }
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool { dropout != .standard }
    @inline(__always) static func value(_ x: Lanes) -> Lanes {
        let negative = Float(-SELU.saturation) * exponentialMinusOneOfNegative(selectGreater(x, 0, .zero, x))
        return selectGreater(x, 0, Float(SELU.lambda) * x, negative)
    }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        selectGreater(x, 0, Lanes(repeating: Float(SELU.lambda)), value - Float(SELU.saturation))
    }
    static func propagate(_ gradient: Matrix, output: Matrix, dropout: Dropout, columnSums: Vector?, rows: Range<Int>) {
        // A kept output is a y + b, a dropped one the same at the saturation; a (y - saturation) is the
        // derivative below zero, so one difference serves both.
        let shift = dropout.shift
        let steep = Lanes(repeating: Float(SELU.lambda) * dropout.scale)
        let lowest = dropout.kind == .none ? Float(SELU.saturation) : dropout.droppedValue
        gradient.multiply(columnSums, rows) { panel, row in
            let value = Lanes(at: output.place(panel: panel, row: row))
            return selectGreater(value, shift, steep, value - lowest)
        }
    }
}

enum ELUFunction: ActivationFunction {
    static var name: String { "elu" }
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool { dropout == .none }
    @inline(__always) static func value(_ x: Lanes) -> Lanes {
        selectGreater(x, 0, x, exponentialMinusOneOfNegative(selectGreater(x, 0, .zero, x)))
    }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        selectGreater(x, 0, Lanes(repeating: 1), value + 1)
    }
}

enum LeakyReLUFunction: ActivationFunction {
    static var name: String { "leaky_relu" }
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool { dropout == .none }
    @inline(__always) static func value(_ x: Lanes) -> Lanes { selectGreater(x, 0, x, 0.01 * x) }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        selectGreater(x, 0, Lanes(repeating: 1), Lanes(repeating: 0.01))
    }
}

enum GELUFunction: ActivationFunction {
    static var name: String { "gelu" }
    @inline(__always) static func value(_ x: Lanes) -> Lanes {
        // At minus infinity the product would be infinity times zero.
        selectEqual(x, -.infinity, -Lanes.zero, x * normalDistribution(x))
    }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        let bounded = selectLess(x, -40, Lanes(repeating: -40), selectGreater(x, 40, Lanes(repeating: 40), x))
        // The second factor of the last term is 1 / sqrt(2 pi).
        let density = exponential(-0.5 * bounded * bounded) * 0.398_942_28
        return fused(bounded, density, normalDistribution(bounded))
    }
}

enum SiLUFunction: ActivationFunction {
    static var name: String { "silu" }
    @inline(__always) static func value(_ x: Lanes) -> Lanes {
        selectEqual(x, -.infinity, -Lanes.zero, x * Kernels.sigmoid(x))
    }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        let s = Kernels.sigmoid(x)
        return fused(value, 1 - s, s)
    }
}

enum TanhFunction: ActivationFunction {
    static var name: String { "tanh" }
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool { dropout == .none }
    @inline(__always) static func value(_ x: Lanes) -> Lanes { hyperbolicTangent(x) }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes { 1 - value * value }
}

enum SigmoidFunction: ActivationFunction {
    static var name: String { "sigmoid" }
    static func tellsSlope(after dropout: Dropout.Kind) -> Bool { dropout == .none }
    @inline(__always) static func value(_ x: Lanes) -> Lanes { Kernels.sigmoid(x) }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes { value * (1 - value) }
}
