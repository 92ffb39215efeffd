import Formats

/// A data set with its splits, ready to learn from.
public struct LearningTask: Sendable {
    /// The name, as `uci/abalone`.
    public let name: TaskName
    /// The inputs: samples x features.
    public let features: FeatureMatrix
    /// What to predict.
    public let targets: TaskTargets
    /// The partitions, at least one; each has a row in every part.
    public let splits: [Split]
    /// In what scale the features are.
    public let scale: FeatureScale
    /// The SHA-256 of features and targets in a canonical little-endian form; names and splits are no part of it.
    public let contentDigest: Digest
    /// How a table became these features and targets; nil where they came as numbers.
    public let coding: TableCoding?
    /// What binds its rows to each other, as patients or times; nil where nothing does.
    public let relation: RowRelation?

    /// Makes a task, checking that the pieces fit together.
    ///
    /// - Throws: a ``DatasetError`` where the numbers of rows differ, a feature is not finite, a class lies outside its
    ///   range, a split is empty in some part, names a row that is not there, or names a row twice.
    public init(
        name: TaskName, features: FeatureMatrix, targets: TaskTargets, splits: [Split],
        scale: FeatureScale = .prepared, coding: TableCoding? = nil, relation: RowRelation? = nil
    ) throws(DatasetError) {
        guard features.rows == targets.rows else {
            throw .rowCountsDiffer(
                file: "features of \(name)", rows: features.rows, otherFile: "targets", otherRows: targets.rows)
        }
        guard features.rows > 0, features.columns > 0 else { throw .empty(file: "\(name)") }
        if let position = features.values.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(
                file: "features of \(name)", line: position / features.columns + 1,
                column: position % features.columns + 1, text: "\(features.values[position])")
        }
        if case .classes(let classes, let count) = targets {
            if let row = classes.firstIndex(where: { $0 < 0 || Int($0) >= count }) {
                throw .labelOutOfRange(
                    file: "targets of \(name)", line: row + 1, text: "\(classes[row])", classes: count)
            }
        }
        if case .numbers(let numbers) = targets, let row = numbers.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(file: "targets of \(name)", line: row + 1, column: 1, text: "\(numbers[row])")
        }
        try Self.check(splits, task: name, rows: features.rows)
        self.name = name
        self.features = features
        self.targets = targets
        self.splits = splits
        self.scale = scale
        self.coding = coding
        self.relation = relation
        let hasher = ContentHasher(rows: features.rows, columns: features.columns)
        hasher.update(features.values)
        contentDigest = hasher.finish(targets: targets, missing: features.missing)
    }

    /// Takes a task that was made and checked before, its digest included.
    init(
        cached name: TaskName, features: FeatureMatrix, targets: TaskTargets, splits: [Split], scale: FeatureScale,
        contentDigest: Digest, coding: TableCoding? = nil, relation: RowRelation? = nil
    ) {
        self.name = name
        self.features = features
        self.targets = targets
        self.splits = splits
        self.scale = scale
        self.contentDigest = contentDigest
        self.coding = coding
        self.relation = relation
    }

    /// The sizes of the images that the features are: of MNIST, of CIFAR-10 and of tables that were added with them; nil for others.
    public var image: ImageShape? {
        if let coding { return coding.image }
        return Self.imageTasks.contains(name.shortName) ? ImageShape(features: features.columns) : nil
    }

    /// The tasks of the manifest whose features are images.
    private static let imageTasks = ["mnist", "cifar-10"]

    /// The shape of the task.
    public var shape: TaskShape {
        TaskShape(rows: features.rows, features: features.columns, outputs: targets.outputs)
    }

    /// Proves that splits name each row of a task at most once and leave no part empty.
    static func check(_ splits: [Split], task: TaskName, rows: Int) throws(DatasetError) {
        guard !splits.isEmpty else { throw .noSplit(task: task) }
        for split in splits { try check(split, task: task, rows: rows) }
    }

    private static func check(_ split: Split, task: TaskName, rows: Int) throws(DatasetError) {
        var isUsed = [Bool](repeating: false, count: rows)
        for part in SplitPart.allCases {
            let members = split.rows(of: part)
            guard !members.isEmpty else { throw .emptyPart(task: task, split: split.index, part: part) }
            for row in members {
                guard row >= 0, row < rows else {
                    throw .rowOutOfRange(task: task, split: split.index, row: row, rows: rows)
                }
                guard !isUsed[row] else { throw .rowTwice(task: task, split: split.index, row: row) }
                isUsed[row] = true
            }
        }
    }
}

/// Which form of a task's features is learned from.
public enum DataVariant: String, CaseIterable, Hashable, Sendable {
    /// As released; only raw measurements are standardised.
    case paper
    /// As released, but for tasks whose training and test rows are in different scales (annealing, monks-1, monks-2,
    /// monks-3, spectf): there the two files are standardised again, each with its own means and deviations, as it was
    /// done for the other tasks of two files.
    case corrected
    /// Standardised on the training rows of the split, whatever was done before. One map for all rows cannot bring
    /// rows together that are in different scales.
    case rescaled
}

/// The numbers that a task is known to have, against which its files are checked.
public struct TaskShape: Hashable, Sendable {
    /// The number of samples.
    public let rows: Int
    /// The number of features.
    public let features: Int
    /// The number of classes, or of labels a sample.
    public let outputs: Int

    /// Makes a shape.
    public init(rows: Int, features: Int, outputs: Int) {
        self.rows = rows
        self.features = features
        self.outputs = outputs
    }
}
