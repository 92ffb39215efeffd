/// Mean and standard deviation of each column over some rows.
struct ColumnStatistics {
    let rows: Int
    let means: [Double]
    /// With n - 1; 0 for one row.
    let deviations: [Double]

    init(_ features: FeatureMatrix, rows: [Int]) {
        let columns = features.columns
        var means = [Double](repeating: 0, count: columns)
        var squares = [Double](repeating: 0, count: columns)
        for row in rows {
            for (column, value) in features.row(row).enumerated() { means[column] += Double(value) }
        }
        for column in 0..<columns { means[column] /= Double(max(rows.count, 1)) }
        for row in rows {
            for (column, value) in features.row(row).enumerated() {
                let difference = Double(value) - means[column]
                squares[column] += difference * difference
            }
        }
        self.rows = rows.count
        self.means = means
        deviations = squares.map { ($0 / Double(max(rows.count - 1, 1))).squareRoot() }
    }
}
