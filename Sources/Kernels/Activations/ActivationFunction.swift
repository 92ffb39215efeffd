/// An activation function on lanes; the kernels are specialised for each.
protocol ActivationFunction {
    /// f(x).
    static func value(_ x: Lanes) -> Lanes

    /// f'(x), from x and f(x).
    static func slope(_ x: Lanes, value: Lanes) -> Lanes
}

enum IdentityFunction: ActivationFunction {
    @inline(__always) static func value(_ x: Lanes) -> Lanes { x }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes { Lanes(repeating: 1) }
}

enum ReLUFunction: ActivationFunction {
    /// NaN stays NaN, which a plain maximum would lose.
    @inline(__always) static func value(_ x: Lanes) -> Lanes { selectAtMost(x, 0, .zero, x) }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        selectGreater(x, 0, Lanes(repeating: 1), .zero)
    }
}

enum SELUFunction: ActivationFunction {
    @inline(__always) static func value(_ x: Lanes) -> Lanes {
        let negative = Float(-SELU.saturation) * exponentialMinusOneOfNegative(selectGreater(x, 0, .zero, x))
        return selectGreater(x, 0, Float(SELU.lambda) * x, negative)
    }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        selectGreater(x, 0, Lanes(repeating: Float(SELU.lambda)), value - Float(SELU.saturation))
    }
}

enum ELUFunction: ActivationFunction {
    @inline(__always) static func value(_ x: Lanes) -> Lanes {
        selectGreater(x, 0, x, exponentialMinusOneOfNegative(selectGreater(x, 0, .zero, x)))
    }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        selectGreater(x, 0, Lanes(repeating: 1), value + 1)
    }
}

enum LeakyReLUFunction: ActivationFunction {
    @inline(__always) static func value(_ x: Lanes) -> Lanes { selectGreater(x, 0, x, 0.01 * x) }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        selectGreater(x, 0, Lanes(repeating: 1), Lanes(repeating: 0.01))
    }
}

enum GELUFunction: ActivationFunction {
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
    @inline(__always) static func value(_ x: Lanes) -> Lanes {
        selectEqual(x, -.infinity, -Lanes.zero, x * Kernels.sigmoid(x))
    }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes {
        let s = Kernels.sigmoid(x)
        return fused(value, 1 - s, s)
    }
}

enum TanhFunction: ActivationFunction {
    @inline(__always) static func value(_ x: Lanes) -> Lanes { hyperbolicTangent(x) }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes { 1 - value * value }
}

enum SigmoidFunction: ActivationFunction {
    @inline(__always) static func value(_ x: Lanes) -> Lanes { Kernels.sigmoid(x) }
    @inline(__always) static func slope(_ x: Lanes, value: Lanes) -> Lanes { value * (1 - value) }
}
