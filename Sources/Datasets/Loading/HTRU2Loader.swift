/// The reader of HTRU2, with eight features and the class, 1 for a pulsar, on each line.
///
/// Source: Lyon et al. 2016, "Fifty years of pulsar candidate selection".
enum HTRU2Loader {
    /// The seed of the ten folds, which the paper does not give: the paper's arXiv number.
    static let seed: UInt64 = 1706_02515

    /// Reads the table and divides it into ten stratified folds, each once the test fold with the one before it for
    /// validation.
    static func load(_ task: TaskEntry, file: NamedBytes) throws(DatasetError) -> LearningTask {
        let table = try NumberTable.floats(in: file)
        let columns = table.columns - 1
        guard columns == task.shape.features else {
            throw .shapeDiffers(
                task: task.name, quantity: "features", found: max(columns, 0), expected: task.shape.features)
        }
        guard table.rows == task.shape.rows else {
            throw .shapeDiffers(task: task.name, quantity: "rows", found: table.rows, expected: task.shape.rows)
        }
        var values: [Float] = []
        var classes: [Int32] = []
        values.reserveCapacity(table.rows * columns)
        for row in 0..<table.rows {
            values += table.row(row).dropLast()
            let label = table[row, columns]
            guard label == 0 || label == 1 else {
                throw .labelOutOfRange(file: file.name, line: row + 1, text: "\(label)", classes: 2)
            }
            classes.append(Int32(label))
        }
        let folds = SplitDrawing.stratifiedFolds(classes: classes, folds: 10, seed: seed)
        return try LearningTask(
            name: task.name, features: FeatureMatrix(checkedRows: table.rows, columns: columns, values: values),
            targets: .classes(classes, count: 2), splits: SplitDrawing.nestedSplits(foldOfRow: folds, folds: 10),
            scale: .raw)
    }
}
