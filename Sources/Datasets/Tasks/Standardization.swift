/// A map of each feature to mean 0 and standard deviation 1 over some rows.
public struct Standardization: Hashable, Sendable {
    /// The mean of each feature.
    public let means: [Double]
    /// The standard deviation (with n - 1) of each feature; 1 for a feature that is constant.
    public let deviations: [Double]

    /// Makes a map that was fitted before, or nil where the numbers of means and deviations differ or one is no
    /// divisor.
    public init?(means: [Double], deviations: [Double]) {
        guard means.count == deviations.count, means.allSatisfy(\.isFinite),
            deviations.allSatisfy({ $0 > 0 && $0.isFinite })
        else { return nil }
        self.means = means
        self.deviations = deviations
    }

    /// Fits the map to some rows, adding up in their order and in double precision.
    ///
    /// A number that is missing counts as the mean of those of its column that the rows have, so that nothing is known of
    /// other rows.
    public init(fitting features: FeatureMatrix, rows: [Int]) {
        guard features.missing.isEmpty else {
            self = Self.fitting(features, rows: rows, missing: Set(features.missing))
            return
        }
        let columns = features.columns
        var means = [Double](repeating: 0, count: columns)
        var squares = [Double](repeating: 0, count: columns)
        for row in rows {
            for column in 0..<columns { means[column] += Double(features[row, column]) }
        }
        for column in 0..<columns { means[column] /= Double(max(rows.count, 1)) }
        for row in rows {
            for column in 0..<columns {
                let difference = Double(features[row, column]) - means[column]
                squares[column] += difference * difference
            }
        }
        self.init(checkedMeans: means, deviations: Self.deviations(squares, rows: rows.count))
    }

    private static func deviations(_ squares: [Double], rows: Int) -> [Double] {
        squares.map { sum in
            let deviation = (sum / Double(max(rows - 1, 1))).squareRoot()
            return deviation > 0 && deviation.isFinite ? deviation : 1
        }
    }

    private init(checkedMeans means: [Double], deviations: [Double]) {
        self.means = means
        self.deviations = deviations
    }

    private static func fitting(_ features: FeatureMatrix, rows: [Int], missing: Set<Int>) -> Standardization {
        let columns = features.columns
        var means = [Double](repeating: 0, count: columns)
        var squares = means
        var known = [Int](repeating: 0, count: columns)
        func forEachKnown(_ body: (_ column: Int, _ value: Double) -> Void) {
            for row in rows {
                for column in 0..<columns where !missing.contains(row * columns + column) {
                    body(column, Double(features[row, column]))
                }
            }
        }
        forEachKnown { column, value in
            means[column] += value
            known[column] += 1
        }
        for column in 0..<columns { means[column] /= Double(max(known[column], 1)) }
        forEachKnown { column, value in squares[column] += (value - means[column]) * (value - means[column]) }
        // The gaps count as rows at the mean, as they do in the features that are learnt from.
        return Standardization(checkedMeans: means, deviations: deviations(squares, rows: rows.count))
    }

    /// The mapped features, all rows of them or some, while the others stay as they are; what is missing is at the mean.
    ///
    /// Values beyond single precision, which a nearly constant feature may give, are set to its largest.
    public func apply(to features: FeatureMatrix, rows: [Int]? = nil) -> FeatureMatrix {
        guard features.columns == means.count else { return features }
        let limit = Double(Float.greatestFiniteMagnitude)
        var values = features.values
        for row in rows ?? Array(0..<features.rows) {
            for column in 0..<features.columns {
                let position = row * features.columns + column
                let mapped = (Double(values[position]) - means[column]) / deviations[column]
                values[position] = Float(max(-limit, min(limit, mapped)))
            }
        }
        for position in features.missing { values[position] = 0 }
        return FeatureMatrix(checkedRows: features.rows, columns: features.columns, values: values)
    }
}

extension LearningTask {
    /// The features to learn from in one split.
    public func features(for split: Split, variant: DataVariant) -> FeatureMatrix {
        guard let map = standardization(for: split, variant: variant) else { return features }
        guard variant == .corrected, isMisScaled(in: split) else { return map.apply(to: features) }
        return Standardization(fitting: features, rows: split.test)
            .apply(to: map.apply(to: features, rows: split.training + split.validation), rows: split.test)
    }

    /// The map from the features to those that are learned from in one split; nil where they are learned from as they
    /// are.
    ///
    /// Of a mis-scaled task that is corrected it is the map of the training and validation rows: rows to come are taken
    /// to be in their scale.
    public func standardization(for split: Split, variant: DataVariant) -> Standardization? {
        switch variant {
        case .corrected where isMisScaled(in: split):
            return Standardization(fitting: features, rows: (split.training + split.validation).sorted())
        case .paper, .corrected:
            guard scale == .raw else { return nil }
            return Standardization(fitting: features, rows: split.training)
        case .rescaled: return Standardization(fitting: features, rows: split.training)
        }
    }

    /// Whether whoever prepared the task left the training and test rows of a split in different scales.
    ///
    /// Of the UCI sets only, which were prepared file by file: elsewhere test rows may be others by design.
    func isMisScaled(in split: Split) -> Bool {
        scale == .prepared && ["uci", "uci-original"].contains(name.suite)
            && !ColumnShifts(features, split).shifts.isEmpty
    }
}

/// In what scale a task's features are.
public enum FeatureScale: String, Hashable, Sendable {
    /// As learning wants them: standardised or scaled by whoever prepared the task.
    case prepared
    /// As measured: they are standardised on the training rows of each split.
    case raw
}
