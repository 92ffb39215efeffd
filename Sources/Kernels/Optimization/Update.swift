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
    /// The moments of a matrix, as many as are kept; none of a vector.
    public let matrices: [Matrix]
    /// The moments of a vector, as many as are kept; none of a matrix.
    public let vectors: [Vector]
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
    func memory(_ index: Int) -> UnsafeMutablePointer<Float> {
        guard let memory = index == 0 ? first : second else {
            preconditionFailure("this optimiser keeps more of former gradients")
        }
        return memory
    }
}
