/// What a task asks to predict.
public enum TaskTargets: Hashable, Sendable {
    /// One class a sample, each in `0..<count`.
    case classes([Int32], count: Int)
    /// Several yes-or-no labels a sample, some of them unknown.
    case labels(LabelMatrix)
    /// A number a sample, as measured; networks learn it standardised on the training rows.
    case numbers([Double])

    /// The number of samples.
    public var rows: Int {
        switch self {
        case .classes(let classes, _): classes.count
        case .labels(let matrix): matrix.rows
        case .numbers(let numbers): numbers.count
        }
    }

    /// The number of outputs a network needs: classes, or labels a sample; 1 for a number.
    public var outputs: Int {
        switch self {
        case .classes(_, let count): count
        case .labels(let matrix): matrix.columns
        case .numbers: 1
        }
    }
}

/// Several yes-or-no labels a sample, some of them unknown: rows x columns, stored row after row.
public struct LabelMatrix: Hashable, Sendable {
    /// The value of a label that is not known.
    public static let missing: Int8 = -1

    /// The number of samples.
    public let rows: Int
    /// The number of labels a sample.
    public let columns: Int
    /// The labels, row after row: 0, 1 or ``missing``.
    public let values: [Int8]

    /// Makes a table, or nil where the number of values is not rows x columns or one is not 0, 1 or -1.
    public init?(rows: Int, columns: Int, values: [Int8]) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, values.count == count else { return nil }
        guard values.allSatisfy({ (-1...1).contains($0) }) else { return nil }
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// The label of one row and column, both counted from 0.
    public subscript(row: Int, column: Int) -> Int8 {
        values[row * columns + column]
    }
}
