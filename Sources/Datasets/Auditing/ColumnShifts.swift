/// How far the training and test rows of a split lie apart, column by column.
///
/// Two parts of a task that were standardised each by statistics of something else lie apart in many columns; the five
/// tasks of the paper that do so were found by this measure.
struct ColumnShifts {
    /// A column whose two parts are in different scales.
    struct Shift {
        /// The column, from 0.
        let column: Int
        /// How far the two means are apart, in the common standard deviation of the parts.
        let deviations: Double
    }

    /// From how many of their common standard deviations on means lie apart.
    static let leastDeviations = 0.5
    /// From how many standard errors on means lie apart.
    static let leastErrors = 6.0
    /// The rows that each part needs to tell.
    static let leastRows = 30

    /// The training and validation rows, which come from one file.
    let training: ColumnStatistics
    /// The test rows.
    let test: ColumnStatistics
    /// The columns whose parts are in different scales.
    let shifts: [Shift]

    /// Measures a split.
    init(_ features: FeatureMatrix, _ split: Split) {
        let training = ColumnStatistics(features, rows: (split.training + split.validation).sorted())
        let test = ColumnStatistics(features, rows: split.test)
        self.training = training
        self.test = test
        guard min(training.rows, test.rows) >= Self.leastRows else {
            shifts = []
            return
        }
        shifts = (0..<features.columns).compactMap { column in
            let (a, b) = (training.deviations[column], test.deviations[column])
            let difference = abs(training.means[column] - test.means[column])
            let common = ((a * a + b * b) / 2).squareRoot()
            let error = (a * a / Double(training.rows) + b * b / Double(test.rows)).squareRoot()
            guard difference > Self.leastDeviations * common, difference > Self.leastErrors * error else { return nil }
            return Shift(column: column, deviations: common > 0 ? difference / common : .infinity)
        }
    }

    /// The column whose parts lie farthest apart, the first of equal ones; nil where none does.
    var largest: Shift? { shifts.reduce(nil) { $1.deviations > $0?.deviations ?? 0 ? $1 : $0 } }
}

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
