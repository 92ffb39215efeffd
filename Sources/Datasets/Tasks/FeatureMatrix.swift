/// A table of numbers, one sample a row: rows x columns, stored row after row.
public struct FeatureMatrix: Hashable, Sendable {
    /// The number of samples.
    public let rows: Int
    /// The number of features.
    public let columns: Int
    /// The numbers, row after row: element (r, c) is `values[r * columns + c]`.
    public let values: [Float]
    /// The positions in ``values`` of numbers that are not known, ascending; a stand-in is there.
    ///
    /// What is learnt from has the mean of the training rows in their place, see ``Standardization``.
    public let missing: [Int]

    /// Makes a table, or nil where the number of values is not rows x columns.
    public init?(rows: Int, columns: Int, values: [Float]) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, values.count == count else { return nil }
        self.init(checkedRows: rows, columns: columns, values: values)
    }

    /// Makes a table whose number of values the caller has established.
    init(checkedRows rows: Int, columns: Int, values: [Float], missing: [Int] = []) {
        assert(values.count == rows * columns)
        self.rows = rows
        self.columns = columns
        self.values = values
        self.missing = missing
    }

    /// The number of one row and column, both counted from 0.
    public subscript(row: Int, column: Int) -> Float {
        values[row * columns + column]
    }

    /// The numbers of one row.
    public func row(_ row: Int) -> ArraySlice<Float> {
        values[(row * columns)..<((row + 1) * columns)]
    }
}
