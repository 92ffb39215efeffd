/// A step of an optimiser on a parameter where its numbers and its moments stand.
///
/// The rules are loops over runs of rows of sixteen numbers, so each exists once, whatever a gradient comes from: a block of a
/// product, a matrix or a vector.
struct PlacedUpdate {
    private let update: Update
    private let base: UnsafeMutablePointer<Float>
    private let first: UnsafeMutablePointer<Float>
    private let second: UnsafeMutablePointer<Float>
    private let scale: Float

    /// Names a step and a parameter.
    ///
    /// - Parameters:
    ///   - update: the step.
    ///   - base: where the parameter's numbers begin.
    ///   - moments: what is kept of former gradients, laid out as the parameter is; none for plain descent.
    ///   - scale: what gradients are multiplied with.
    init(_ update: Update, base: UnsafeMutablePointer<Float>, moments: Moments?, scale: Float = 1) {
        self.update = update
        self.base = base
        self.scale = scale
        func memory(_ index: Int) -> UnsafeMutablePointer<Float> {
            guard index < update.momentCount else { return base }
            guard let moments else { preconditionFailure("this optimiser keeps something of former gradients") }
            return moments.memory(index)
        }
        (first, second) = (memory(0), memory(1))
    }

    /// Takes the step on neighbouring rows of sixteen numbers.
    ///
    /// - Parameters:
    ///   - gradient: the gradient, as many rows.
    ///   - pointer: the first of the parameter's numbers.
    ///   - rows: how many.
    @inline(never)
    func take(gradient: UnsafePointer<Float>, at pointer: UnsafeMutablePointer<Float>, rows: Int) {
        let offset = pointer - base
        switch update {
        case .descent(let rate, let penalty):
            let negatedRate = Lanes(repeating: -rate)
            forEachRow(rows) { place in
                let weight = Lanes(at: pointer + place)
                let slope = penalized(Lanes(at: gradient + place), penalty, weight)
                fused(negatedRate, slope, weight).store(at: pointer + place)
            }
        case .momentum(let step):
            let velocities = first + offset
            forEachRow(rows) { place in
                let weight = Lanes(at: pointer + place)
                let slope = penalized(Lanes(at: gradient + place), step.penalty, weight)
                let velocity = fused(Lanes(repeating: step.momentum), Lanes(at: velocities + place), slope)
                velocity.store(at: velocities + place)
                let direction = step.isNesterov ? fused(Lanes(repeating: step.momentum), velocity, slope) : velocity
                fused(Lanes(repeating: -step.rate), direction, weight).store(at: pointer + place)
            }
        case .adam(let step):
            let (means, squares) = (first + offset, second + offset)
            forEachRow(rows) { place in
                let weight = Lanes(at: pointer + place)
                let slope = penalized(Lanes(at: gradient + place), step.penalty, weight)
                let oldMean = Lanes(at: means + place)
                let mean = fused(Lanes(repeating: step.firstShare), slope - oldMean, oldMean)
                let square = fused(step.secondShare * slope, slope, step.secondDecay * Lanes(at: squares + place))
                mean.store(at: means + place)
                square.store(at: squares + place)
                let root = fused(
                    square.squareRoot(), Lanes(repeating: step.inverseRoot), Lanes(repeating: step.epsilon))
                fused(Lanes(repeating: -step.rate), mean / root, step.retained * weight).store(at: pointer + place)
            }
        case .rootMeanSquare(let step):
            let squares = first + offset
            forEachRow(rows) { place in
                let weight = Lanes(at: pointer + place)
                let slope = penalized(Lanes(at: gradient + place), step.penalty, weight)
                let square = fused(step.share * slope, slope, step.smoothing * Lanes(at: squares + place))
                square.store(at: squares + place)
                let root = square.squareRoot() + step.epsilon
                fused(Lanes(repeating: -step.rate), slope / root, weight).store(at: pointer + place)
            }
        }
    }

    /// The gradient in its scale with the penalty.
    @inline(__always)
    private func penalized(_ gradient: Lanes, _ penalty: Float, _ weight: Lanes) -> Lanes {
        let scaled = scale * gradient
        return penalty != 0 ? fused(Lanes(repeating: penalty), weight, scaled) : scaled
    }

    @inline(__always)
    private func forEachRow(_ rows: Int, _ body: (_ place: Int) -> Void) {
        var place = 0
        while place < rows &* laneCount {
            body(place)
            place &+= laneCount
        }
    }
}

extension Update {
    /// How many numbers the rule keeps of each parameter's former gradients.
    var momentCount: Int {
        switch self {
        case .descent: 0
        case .momentum, .rootMeanSquare: 1
        case .adam: 2
        }
    }
}
