/// One step of an optimiser: what becomes of numbers, given their gradients and what is kept of former gradients.
///
/// The rules are those of PyTorch. The penalty is added to the gradient; the decay of AdamW is apart from it
/// (Loshchilov and Hutter 2019).
public enum Update: Sendable, Hashable {
    /// `p -= rate (g + penalty p)`.
    case descent(rate: Float, penalty: Float)
    /// `v = momentum v + g; p -= rate v`; by Nesterov's rule `p -= rate (g + momentum v)` (Sutskever and others 2013).
    case momentum(Momentum)
    /// `m` and `v` are averages of g and its square; `p -= rate m / (sqrt(v) + epsilon)` (Kingma and Ba 2015).
    case adam(Adam)
    /// `v` is an average of the square of g; `p -= rate g / (sqrt(v) + epsilon)` (Tieleman and Hinton 2012).
    case rootMeanSquare(RootMeanSquare)

    /// The numbers of a step with momentum.
    public struct Momentum: Sendable, Hashable {
        var rate: Float
        var penalty: Float
        var momentum: Float
        var isNesterov: Bool

        /// Makes a step.
        public init(rate: Double, penalty: Double, momentum: Double, isNesterov: Bool) {
            self.rate = Float(rate)
            self.penalty = Float(penalty)
            self.momentum = Float(momentum)
            self.isNesterov = isNesterov
        }
    }

    /// The numbers of a step of Adam.
    public struct Adam: Sendable, Hashable {
        var rate: Float
        var penalty: Float
        var retained: Float
        var firstShare: Float
        var secondDecay: Float
        var secondShare: Float
        var inverseRoot: Float
        var epsilon: Float

        /// Makes a step; the corrections of the averages' bias are folded into its numbers.
        ///
        /// - Parameters:
        ///   - rate: the learning rate.
        ///   - penalty: what each number adds to its gradient, times itself.
        ///   - decay: the share of each number that is taken off apart from the gradient, times the rate.
        ///   - beta1: the share of the average of the gradients that stays, at least 0 and below 1.
        ///   - beta2: the share of the average of their squares that stays, at least 0 and below 1.
        ///   - epsilon: above 0.
        ///   - step: the step, counted from 1.
        public init(
            rate: Double, penalty: Double, decay: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
        ) {
            func correction(_ beta: Double) -> Double { beta > 0 ? 1 - power(beta, Double(step)) : 1 }
            self.rate = Float(rate / correction(beta1))
            self.penalty = Float(penalty)
            retained = Float(1 - rate * decay)
            firstShare = Float(1 - beta1)
            secondDecay = Float(beta2)
            secondShare = Float(1 - beta2)
            inverseRoot = Float(1 / correction(beta2).squareRoot())
            self.epsilon = Float(epsilon)
        }
    }

    /// The numbers of a step of RMSprop.
    public struct RootMeanSquare: Sendable, Hashable {
        var rate: Float
        var penalty: Float
        var smoothing: Float
        var share: Float
        var epsilon: Float

        /// Makes a step.
        ///
        /// - Parameters:
        ///   - rate: the learning rate.
        ///   - penalty: what each number adds to its gradient, times itself.
        ///   - smoothing: the share of the average that stays, at least 0 and below 1.
        ///   - epsilon: above 0.
        public init(rate: Double, penalty: Double, smoothing: Double, epsilon: Double) {
            self.rate = Float(rate)
            self.penalty = Float(penalty)
            self.smoothing = Float(smoothing)
            share = Float(1 - smoothing)
            self.epsilon = Float(epsilon)
        }
    }
}

/// What an optimiser keeps of former gradients of a parameter: as many numbers as the parameter has, once or twice.
public final class Moments {
    private let matrices: [Matrix]
    private let vectors: [Vector]
    private let first: UnsafeMutablePointer<Float>?
    private let second: UnsafeMutablePointer<Float>?

    /// Makes moments of zero for a matrix.
    ///
    /// - Parameters:
    ///   - matrix: the parameter.
    ///   - count: how many numbers are kept of each of its own, 1 or 2.
    public init(of matrix: Matrix, count: Int) {
        matrices = (0..<count).map { _ in Matrix(rows: matrix.rowCapacity, columns: matrix.columns) }
        vectors = []
        (first, second) = (matrices.first?.base, matrices.dropFirst().first?.base)
    }

    /// Makes moments of zero for a vector.
    public init(of vector: Vector, count: Int) {
        matrices = []
        vectors = (0..<count).map { _ in Vector(count: vector.count) }
        (first, second) = (vectors.first?.base, vectors.dropFirst().first?.base)
    }

    /// The memory of one kind of moment: laid out as the parameter is.
    fileprivate func memory(_ index: Int) -> UnsafeMutablePointer<Float> {
        guard let memory = index == 0 ? first : second else {
            preconditionFailure("this optimiser keeps more of former gradients")
        }
        return memory
    }
}

/// Works with the sink of an update, whichever it is.
protocol SinkUser {
    func use(_ sink: some TileSink)
}

extension Update {
    /// Hands the sink that executes the update to a user: one kernel for each rule, with nothing decided within it.
    ///
    /// - Parameters:
    ///   - user: the user.
    ///   - base: where the parameter's numbers begin.
    ///   - moments: what is kept of former gradients; none for plain descent.
    @inline(__always)
    func give(to user: some SinkUser, base: UnsafeMutablePointer<Float>, moments: Moments?) {
        switch self {
        case .descent(let rate, let penalty):
            user.use(
                DescendingSink(
                    negatedRate: Lanes(repeating: -rate), l2Penalty: Lanes(repeating: penalty), penalizes: penalty != 0)
            )
        case .momentum(let step):
            user.use(MomentumSink(step: step, place: MomentPlace(moments, 0, base)))
        case .adam(let step):
            user.use(AdamSink(step: step, first: MomentPlace(moments, 0, base), second: MomentPlace(moments, 1, base)))
        case .rootMeanSquare(let step):
            user.use(RootMeanSquareSink(step: step, place: MomentPlace(moments, 0, base)))
        }
    }
}

/// Where the moments of a parameter stand beside its numbers.
private struct MomentPlace {
    let base: UnsafeMutablePointer<Float>
    let moment: UnsafeMutablePointer<Float>

    init(_ moments: Moments?, _ index: Int, _ base: UnsafeMutablePointer<Float>) {
        guard let moments else { preconditionFailure("this optimiser keeps something of former gradients") }
        self.base = base
        moment = moments.memory(index)
    }

    @inline(__always)
    subscript(pointer: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Float> { moment + (pointer - base) }
}

/// Takes a step of gradient descent: the values are a gradient, the result holds the weights.
private struct DescendingSink: TileSink {
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

/// Takes a step with momentum.
private struct MomentumSink: TileSink {
    let step: Update.Momentum
    let place: MomentPlace

    @inline(__always)
    func take(_ values: Lanes, at pointer: UnsafeMutablePointer<Float>) {
        let weight = Lanes(at: pointer)
        let velocityPlace = place[pointer]
        let gradient = step.penalty != 0 ? fused(Lanes(repeating: step.penalty), weight, values) : values
        let velocity = fused(Lanes(repeating: step.momentum), Lanes(at: velocityPlace), gradient)
        velocity.store(at: velocityPlace)
        let direction = step.isNesterov ? fused(Lanes(repeating: step.momentum), velocity, gradient) : velocity
        fused(Lanes(repeating: -step.rate), direction, weight).store(at: pointer)
    }
}

/// Takes a step of Adam.
private struct AdamSink: TileSink {
    let step: Update.Adam
    let first: MomentPlace
    let second: MomentPlace

    @inline(__always)
    func take(_ values: Lanes, at pointer: UnsafeMutablePointer<Float>) {
        let weight = Lanes(at: pointer)
        let firstPlace = first[pointer]
        let secondPlace = second[pointer]
        let gradient = step.penalty != 0 ? fused(Lanes(repeating: step.penalty), weight, values) : values
        let oldMean = Lanes(at: firstPlace)
        let mean = fused(Lanes(repeating: step.firstShare), gradient - oldMean, oldMean)
        let square = fused(step.secondShare * gradient, gradient, step.secondDecay * Lanes(at: secondPlace))
        mean.store(at: firstPlace)
        square.store(at: secondPlace)
        let root = fused(square.squareRoot(), Lanes(repeating: step.inverseRoot), Lanes(repeating: step.epsilon))
        fused(Lanes(repeating: -step.rate), mean / root, step.retained * weight).store(at: pointer)
    }
}

/// Takes a step of RMSprop.
private struct RootMeanSquareSink: TileSink {
    let step: Update.RootMeanSquare
    let place: MomentPlace

    @inline(__always)
    func take(_ values: Lanes, at pointer: UnsafeMutablePointer<Float>) {
        let weight = Lanes(at: pointer)
        let squarePlace = place[pointer]
        let gradient = step.penalty != 0 ? fused(Lanes(repeating: step.penalty), weight, values) : values
        let square = fused(step.share * gradient, gradient, step.smoothing * Lanes(at: squarePlace))
        square.store(at: squarePlace)
        let root = square.squareRoot() + step.epsilon
        fused(Lanes(repeating: -step.rate), gradient / root, weight).store(at: pointer)
    }
}
