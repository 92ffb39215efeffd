import Kernels

/// A part of a network: computes its output, hands gradients down and takes its own step.
///
/// A class hierarchy, not a protocol: a call is one jump through a table, with nothing boxed or copied.
class Layer {
    /// The width of the output.
    var outputs: Int { preconditionFailure("every layer says how wide it is") }

    /// Computes the output, which stays valid until the next call.
    func forward(_ input: Matrix, mode: Mode) -> Matrix {
        preconditionFailure("every layer computes")
    }

    /// Hands a gradient down and takes a step of gradient descent.
    ///
    /// - Parameters:
    ///   - gradient: the gradient with respect to the last output; may be overwritten.
    ///   - descent: the step.
    /// - Returns: the gradient with respect to the last input, before the step; none from a first layer.
    func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        preconditionFailure("every layer hands gradients down")
    }

    /// The parameters in the order of the fixtures' names.
    var parameters: [Parameter] { [] }

    /// Brings derived forms of the parameters up to date after they were written from outside.
    func parametersChanged() {}

    /// The bytes of the layer's own matrices: parameters and activations.
    var byteCount: Int { 0 }
}
