/// How far our numbers are from those of a trace: the largest errors, each relative to what its bound says.
public struct TraceDeviation: Sendable, Equatable {
    /// Which numbers are compared, with the largest error that passes.
    public enum Quantity: String, Sendable, CaseIterable {
        /// The logits in training mode before the first step; relative to the largest.
        case logits
        /// The gradients of the first step; relative to the largest gradient of all parameters.
        case gradients
        /// The losses before each step; each relative to itself.
        case losses
        /// Parameters and running statistics after the last step; relative to the largest of all.
        case parameters
        /// The logits in inference mode after the last step; relative to the largest.
        case inferenceLogits = "inference_logits"

        /// The largest error that passes.
        public var bound: Double {
            switch self {
            case .logits: 2e-5
            case .gradients: 1e-4
            case .losses: 1e-3
            case .parameters, .inferenceLogits: 1e-2
            }
        }
    }

    /// The largest error of each quantity; NaN or infinite where numbers cannot be compared.
    public var errors: [Quantity: Double] = [:]

    /// The quantities that are out of bounds, or were not compared.
    public var failures: [Quantity] {
        Quantity.allCases.filter { quantity in
            // Written so that NaN fails.
            guard let error = errors[quantity], error <= quantity.bound else { return true }
            return false
        }
    }
}
