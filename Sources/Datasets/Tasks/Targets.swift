/// What a task asks to predict.
public enum Targets: Hashable, Sendable {
    /// One class a sample, each in `0..<count`.
    case classes([Int32], count: Int)
    /// Several yes-or-no labels a sample, some of them unknown.
    case labels(LabelMatrix)

    /// The number of samples.
    public var rows: Int {
        switch self {
        case .classes(let classes, _): classes.count
        case .labels(let matrix): matrix.rows
        }
    }

    /// The number of outputs a network needs: classes, or labels a sample.
    public var outputs: Int {
        switch self {
        case .classes(_, let count): count
        case .labels(let matrix): matrix.columns
        }
    }
}
