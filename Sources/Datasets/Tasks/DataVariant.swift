/// Which form of a task's features is learned from.
public enum DataVariant: String, CaseIterable, Hashable, Sendable {
    /// As released; only raw measurements are standardised.
    case paper
    /// Standardised on the training rows of the split, whatever was done before. That mends the tasks whose released training and
    /// test rows are in different scales (annealing, monks-1, monks-2, monks-3, spectf) as far as a common map can.
    case corrected
}
