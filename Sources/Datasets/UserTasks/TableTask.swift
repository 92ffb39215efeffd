import Formats

/// A task made of a table, column by column, before it is spread out for learning.
struct TableTask: Sendable {
    let name: TaskName
    let columns: [CodedColumn]
    let targets: TaskTargets
    let targetCoding: [TableCoding.Target]
    /// The names of all columns of the table.
    let titles: [String]
    let splits: [Split]
    /// What binds its rows to each other; nil where nothing does.
    let relation: RowRelation?
    let format: CellFormat
    /// The sizes of the images that the features are; nil where they are none.
    let image: ImageShape?
    /// The digest of the task's content, see ``LearningTask/contentDigest``.
    let contentDigest: Digest

    /// Puts together a task and proves that its splits are right.
    ///
    /// - Throws: a ``DatasetError`` where a part of a split is empty or a row is there twice.
    init(
        name: TaskName, columns: [CodedColumn], targets: TaskTargets, targetCoding: [TableCoding.Target],
        titles: [String], splits: [Split], relation: RowRelation? = nil, format: CellFormat,
        image: ImageShape? = nil
    ) throws(DatasetError) {
        try LearningTask.check(splits, task: name, rows: targets.rows)
        if let image, image.features != Self.features(columns) {
            throw .malformed(
                file: "\(name)", line: 0,
                problem:
                    "an image of \(image) has \(image.features) numbers, but the table gives \(Self.features(columns)) features"
            )
        }
        self.init(
            checked: name, columns: columns, targets: targets, targetCoding: targetCoding, titles: titles,
            splits: splits, relation: relation, format: format, image: image,
            contentDigest: Self.digest(columns, targets, image))
    }

    /// Takes a task that was proven before.
    init(
        checked name: TaskName, columns: [CodedColumn], targets: TaskTargets, targetCoding: [TableCoding.Target],
        titles: [String], splits: [Split], relation: RowRelation?, format: CellFormat, image: ImageShape?,
        contentDigest: Digest
    ) {
        self.image = image
        self.name = name
        self.columns = columns
        self.targets = targets
        self.targetCoding = targetCoding
        self.titles = titles
        self.splits = splits
        self.relation = relation
        self.format = format
        self.contentDigest = contentDigest
    }

    /// The shape of the task.
    var shape: TaskShape {
        TaskShape(rows: targets.rows, features: Self.features(columns), outputs: targets.outputs)
    }

    /// How the table became features and targets.
    var coding: TableCoding {
        TableCoding(
            titles: titles, columns: columns.map(\.column), targets: targetCoding, format: format, image: image)
    }

    /// The task as networks learn it, with a number for each feature of each row.
    var learningTask: LearningTask {
        let rows = targets.rows
        let features = Self.features(columns)
        let values = [Float](unsafeUninitializedCapacity: rows * features) { buffer, count in
            buffer.initialize(repeating: 0)
            Self.spread(columns, rows: 0..<rows, into: buffer)
            count = rows * features
        }
        return LearningTask(
            cached: name,
            features: FeatureMatrix(
                checkedRows: rows, columns: features, values: values, missing: Self.missing(columns)),
            targets: targets, splits: splits, scale: .raw, contentDigest: contentDigest, coding: coding,
            relation: relation)
    }

    private static func features(_ columns: [CodedColumn]) -> Int { columns.reduce(0) { $0 + $1.column.features } }

    /// The positions of missing numbers among the features, ascending.
    static func missing(_ columns: [CodedColumn]) -> [Int] {
        let width = features(columns)
        var positions: [Int] = []
        var first = 0
        for column in columns {
            positions += column.missing.map { $0 * width + first }
            first += column.column.features
        }
        return positions.sorted()
    }

    /// Writes the features of some rows to zeros.
    private static func spread(
        _ columns: [CodedColumn], rows: Range<Int>, into values: UnsafeMutableBufferPointer<Float>
    ) {
        let width = features(columns)
        var first = 0
        for column in columns {
            switch column.cells {
            case .numbers(let numbers):
                for row in rows { values[(row - rows.lowerBound) * width + first] = numbers[row] }
            case .codes(let codes):
                for row in rows where codes[row] != CodedColumn.none {
                    values[(row - rows.lowerBound) * width + first + Int(codes[row])] = 1
                }
            }
            first += column.column.features
        }
    }

    /// The features of some rows, row after row.
    static func features(_ columns: [CodedColumn], rows: Range<Int>) -> [Float] {
        let count = rows.count * features(columns)
        return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            buffer.initialize(repeating: 0)
            spread(columns, rows: rows, into: buffer)
            filled = count
        }
    }

    /// The digest, a few rows at a time: a table of many kinds is large only when it is spread out.
    private static func digest(_ columns: [CodedColumn], _ targets: TaskTargets, _ image: ImageShape?) -> Digest {
        let width = features(columns)
        let hasher = ContentHasher(rows: targets.rows, columns: width)
        let step = max(1, 16_384 / max(width, 1))
        for first in stride(from: 0, to: targets.rows, by: step) {
            hasher.update(features(columns, rows: first..<min(first + step, targets.rows)))
        }
        return hasher.finish(targets: targets, missing: missing(columns), image: image)
    }
}
