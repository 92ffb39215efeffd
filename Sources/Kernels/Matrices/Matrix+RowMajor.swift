extension Matrix {
    /// Fills the rows with chosen rows of a row-major table and sets how many are in use.
    ///
    /// - Parameters:
    ///   - source: a row-major table with as many columns as the matrix.
    ///   - indices: the rows of the table to take, in order; at most `rowCapacity`.
    public func gather(from source: [Float], rowsAt indices: some Collection<Int>) {
        gather(from: source, rowsAt: ArraySlice(indices))
    }

    /// Fills the rows with chosen rows of a row-major table: the same for a slice, without allocating.
    ///
    /// - Parameters:
    ///   - source: a row-major table with as many columns as the matrix.
    ///   - indices: the rows of the table to take, in order; at most `rowCapacity`.
    public func gather(from source: [Float], rowsAt indices: ArraySlice<Int>) {
        useRows(indices.count)
        precondition(columns == 0 || source.count % columns == 0, "the table has other columns")
        source.withUnsafeBufferPointer { table in
            for row in 0..<rows {
                let index = indices[indices.startIndex &+ row]
                precondition(index >= 0 && (index + 1) * columns <= table.count, "a row outside the table")
                guard let start = table.baseAddress else { continue }
                let origin = start + index * columns
                for panel in 0..<panels {
                    let first = panel &* laneCount
                    let target = place(panel: panel, row: row)
                    if columns &- first >= laneCount {
                        Lanes(at: origin + first).store(at: target)
                    } else {
                        for lane in 0..<columns &- first { target[lane] = origin[first &+ lane] }
                    }
                }
            }
        }
    }

    /// Copies the rows in use of a column.
    ///
    /// - Parameters:
    ///   - column: 0 ..< `columns`.
    ///   - values: takes them; as many as rows are in use.
    public func copyColumn(_ column: Int, into values: inout [Float]) {
        precondition(column >= 0 && column < columns && values.count == rows, "a column of the matrix, a value a row")
        let source = place(panel: column / laneCount, row: 0) + column % laneCount
        values.withUnsafeMutableBufferPointer { target in
            for row in target.indices { target[row] = source[row &* laneCount] }
        }
    }

    /// The elements row by row.
    public var rowMajor: [Float] {
        var result = [Float]()
        result.reserveCapacity(rows * columns)
        for row in 0..<rows {
            for column in 0..<columns { result.append(self[row, column]) }
        }
        return result
    }

    /// Makes a matrix from a row-major table.
    ///
    /// - Parameters:
    ///   - rows: the number of rows.
    ///   - columns: the number of columns.
    ///   - values: `rows * columns` elements, row by row.
    public convenience init(rows: Int, columns: Int, rowMajor values: [Float]) {
        precondition(values.count == rows * columns, "as many values as elements")
        self.init(rows: rows, columns: columns)
        gather(from: values, rowsAt: 0..<rows)
    }
}
