/// What becomes of a method without a value on a task.
public enum MissingValuePolicy: String, Sendable, Hashable, CaseIterable {
    /// The method gets no rank on that task; the others are ranked among themselves.
    case excluded

    /// The method ranks behind all others; several missing ones share the average of the last ranks.
    ///
    /// The published tables over 24 methods are made so.
    case rankedLast

    /// A task where any method has no value is left out altogether.
    case taskDropped
}
