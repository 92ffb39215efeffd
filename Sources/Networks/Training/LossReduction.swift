/// How the losses of a batch's rows become the one that a step descends.
public enum LossReduction: String, Sendable, CaseIterable, Codable {
    /// Their mean: the step does not depend on the size of the batch.
    case mean
    /// Their sum: the step grows with the batch.
    case sum
}
