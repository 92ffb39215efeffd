/// In what scale a task's features are.
public enum FeatureScale: String, Hashable, Sendable {
    /// As learning wants them: standardised or scaled by whoever prepared the task.
    case prepared
    /// As measured: they are standardised on the training rows of each split.
    case raw
}
