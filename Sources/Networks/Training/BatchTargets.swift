import Kernels

/// The classes or labels of the rows of a batch.
public enum BatchTargets {
    /// The class of each row.
    case classes(ArraySlice<Int32>)
    /// The labels of each row: 1, 0 or -1 for a missing one.
    case labels(Matrix)

    /// The loss of logits, which become its gradient where that is wanted.
    func loss(of logits: Matrix, wantsGradient: Bool) -> BatchLoss {
        switch self {
        case .classes(let classes): logits.softmaxCrossEntropy(classes, wantsGradient: wantsGradient)
        case .labels(let labels): logits.sigmoidCrossEntropy(labels, wantsGradient: wantsGradient)
        }
    }
}
