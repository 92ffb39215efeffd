/// A search for what is odd in a task's data as they are released.
///
/// Bounds: a column is not standardised where its mean over all rows is beyond 0.05 or its standard deviation beyond
/// 0.05 from 1; training and test rows are in different scales where the means of a column differ by more than half of
/// their common standard deviation and by six standard errors, both parts having 30 rows; a part of a split is tiny
/// with fewer than 10 rows.
public struct DataAudit: Sendable {
    static let tolerance = 0.05
    static let tinyRows = 10

    let task: LearningTask
    /// Each split once: tasks with a predefined test set repeat theirs.
    private let splits: [Split]

    private init(_ task: LearningTask) {
        self.task = task
        var seen: Set<[Int]> = []
        splits = task.splits.filter { seen.insert($0.test).inserted }
    }

    /// What is odd in a task, the gravest first.
    public static func findings(in task: LearningTask) -> [AuditFinding] {
        let audit = DataAudit(task)
        let groups = RowGroups(task)
        let details: [(AuditFinding.Kind, String?)] = [
            (.misScaled, audit.misScaled()), (.leak, audit.overlap(groups)), (.tinySplit, audit.tinySplits()),
            (.duplicates, audit.duplicates(groups)), (.notStandardized, audit.notStandardized()),
            (.constantColumns, audit.constantColumns()), (.tellingColumns, audit.tellingColumns()),
            (.identifiers, audit.identifiers()),
        ]
        return details.compactMap { kind, text in
            text.map { AuditFinding(kind: kind, task: task.name, details: $0) }
        }
    }

    private func misScaled() -> String? {
        let found = splits.map { (split: $0.index, shifts: ColumnShifts(task.features, $0)) }
        guard let worst = found.max(by: { $0.shifts.shifts.count < $1.shifts.shifts.count }),
            let column = worst.shifts.largest?.column
        else { return nil }
        func numbers(_ part: ColumnStatistics) -> String {
            "mean \(short(part.means[column])), deviation \(short(part.deviations[column]))"
        }
        return
            "split \(worst.split): \(worst.shifts.shifts.count) of \(task.features.columns) columns are shifted; column "
            + "\(column + 1): training rows \(numbers(worst.shifts.training)), test rows \(numbers(worst.shifts.test))"
    }

    private func overlap(_ groups: RowGroups) -> String? {
        let found = splits.map { (split: $0, overlap: groups.overlap(in: $0)) }
        guard let most = found.max(by: { ($0.overlap.rows, -$0.split.index) < ($1.overlap.rows, -$1.split.index) }),
            most.overlap.rows > 0
        else { return nil }
        var text =
            "split \(most.split.index): \(most.overlap.rows) of \(most.split.test.count) test rows equal a training row"
        if most.overlap.conflicts > 0 { text += ", \(most.overlap.conflicts) of them only such of \(otherTarget)" }
        let others = found.filter { $0.split.index != most.split.index }
        if !others.isEmpty {
            text += "; split \(others.map { "\($0.split.index): \($0.overlap.rows)" }.joined(separator: ", "))"
        }
        return text
    }

    private func tinySplits() -> String? {
        var texts: [String] = []
        for part in SplitPart.allCases {
            guard let least = splits.min(by: { $0.rows(of: part).count < $1.rows(of: part).count }) else { continue }
            let count = least.rows(of: part).count
            if count < Self.tinyRows {
                texts.append("split \(least.index): \(count) \(part.rawValue) row\(count == 1 ? "" : "s")")
            }
        }
        if case .classes(let classes, let count) = task.targets {
            let without = splits.map { split in
                let known = Set(split.training.map { classes[$0] })
                return (split: split.index, classes: (0..<Int32(count)).filter { !known.contains($0) })
            }
            if let most = without.max(by: { $0.classes.count < $1.classes.count }), !most.classes.isEmpty {
                texts.append("split \(most.split): no training row of class \(list(most.classes.map { Int($0) }))")
            }
        }
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }

    private func duplicates(_ groups: RowGroups) -> String? {
        let (rows, conflicts) = groups.repeats
        guard rows > 0 else { return nil }
        let text = "\(rows) of \(task.features.rows) rows equal an earlier one"
        return conflicts > 0 ? text + ", \(conflicts) of them with \(otherTarget)" : text
    }

    private func notStandardized() -> String? {
        // Raw measurements are standardised when they are learned from.
        guard task.scale == .prepared else { return nil }
        let all = ColumnStatistics(task.features, rows: Array(0..<task.features.rows))
        let constant = Set(constants)
        let columns = all.means.indices.filter { column in
            !constant.contains(column)
                && (abs(all.means[column]) > Self.tolerance || abs(all.deviations[column] - 1) > Self.tolerance)
        }
        guard !columns.isEmpty else { return nil }
        func range(_ values: [Double]) -> String { "\(short(values.min() ?? 0)) to \(short(values.max() ?? 0))" }
        return "\(columns.count) of \(task.features.columns) columns; means \(range(columns.map { all.means[$0] })), "
            + "deviations \(range(columns.map { all.deviations[$0] }))"
    }

    private func constantColumns() -> String? {
        let constants = constants
        guard !constants.isEmpty else { return nil }
        return "\(constants.count) of \(task.features.columns): column \(list(constants.map { $0 + 1 }))"
    }

    private func tellingColumns() -> String? {
        let features = task.features
        if case .numbers(let numbers) = task.targets {
            let found = (0..<features.columns).filter { column in
                ColumnSuspicion.tellsNumbers({ features[$0, column] }, numbers)
            }
            return found.isEmpty ? nil : "\(found.count) of \(features.columns): column \(list(found.map { $0 + 1 }))"
        }
        guard case .classes(let classes, _) = task.targets else { return nil }
        let found = (0..<features.columns).filter { column in
            ColumnSuspicion.tellsClasses({ features[$0, column] }, rows: features.rows, classes: classes)
        }
        return found.isEmpty ? nil : "\(found.count) of \(features.columns): column \(list(found.map { $0 + 1 }))"
    }

    private func identifiers() -> String? {
        // Prepared features are scaled: they hold no whole numbers any more.
        guard task.scale == .raw else { return nil }
        let features = task.features
        let found = (0..<features.columns).filter { column in
            ColumnSuspicion.isIdentifier({ features[$0, column] }, rows: features.rows)
        }
        return found.isEmpty ? nil : "\(found.count) of \(features.columns): column \(list(found.map { $0 + 1 }))"
    }

    private var constants: [Int] {
        let features = task.features
        var isConstant = [Bool](repeating: true, count: features.columns)
        let first = Array(features.row(0))
        for row in 1..<max(features.rows, 1) {
            for (column, value) in features.row(row).enumerated() where value != first[column] {
                isConstant[column] = false
            }
        }
        return isConstant.indices.filter { isConstant[$0] }
    }

    private var otherTarget: String {
        switch task.targets {
        case .classes: "another class"
        case .labels: "other labels"
        case .numbers: "another number"
        }
    }

    private func list(_ numbers: [Int]) -> String {
        let shown = numbers.prefix(6).map(String.init).joined(separator: ", ")
        return numbers.count > 6 ? "\(shown) and \(numbers.count - 6) more" : shown
    }

    /// A number with about three digits.
    private func short(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        let scale = abs(value) < 10 ? 100.0 : abs(value) < 100 ? 10 : 1
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}

/// Something about a task's data that a reader of its results should know.
public struct AuditFinding: Hashable, Sendable {
    /// The kinds of findings, the gravest first.
    public enum Kind: String, CaseIterable, Sendable {
        /// Training and test rows are in different scales.
        case misScaled = "mis-scaled"
        /// Test rows that equal a training row in all features.
        case leak = "training-test-overlap"
        /// A part of a split with very few rows, or with a class that has no training row.
        case tinySplit = "tiny-split"
        /// Rows that equal an earlier row in all features.
        case duplicates = "duplicate-rows"
        /// Columns whose mean is not 0 or whose standard deviation is not 1.
        case notStandardized = "not-standardised"
        /// Columns with one value only.
        case constantColumns = "constant-columns"
        /// Columns each of which tells the class, or the number, of every row alone.
        case tellingColumns = "telling-columns"
        /// Columns with another whole number in each row.
        case identifiers = "identifier-columns"
    }

    /// What kind it is.
    public let kind: Kind
    /// The task.
    public let task: TaskName
    /// Numbers, in one line.
    public let details: String
}
