/// The reader of the UCI tasks in the form of the study of hundreds of classifiers.
///
/// Source: Fernandez-Delgado, Cernadas, Barro and Amorim 2014, JMLR 15:3133-3181.
///
/// `NAME_R.dat` has a header, then on each line a number, the features and the class, separated by tabs. Its four
/// partitions stand in `conxuntos_kfold.dat`: eight lines of row numbers from 0, training and test rows in turn. Tasks
/// with a predefined test set have `NAME_train_R.dat` and `NAME_test_R.dat` instead. Validation rows, of which there
/// are none apart from test rows there, are 15 % of the training rows, drawn by us.
enum FernandezDelgadoLoader {
    static let validationShare = 0.15

    static func load(_ task: TaskEntry, files: [NamedBytes]) throws(DatasetError) -> LearningTask {
        let name = task.name.shortName
        let isDivided = task.split == .fixed
        let tables = isDivided ? ["\(name)_train_R.dat", "\(name)_test_R.dat"] : ["\(name)_R.dat"]
        var values: [Float] = []
        var classes: [Int32] = []
        var counts: [Int] = []
        for tableName in tables {
            let file = try TaskLoader.file(tableName, of: task, in: files)
            let table = try NumberTable.floats(in: file, separator: UInt8(ascii: "\t"), headerLines: 1)
            guard table.columns == task.shape.features + 2 else {
                throw .shapeDiffers(
                    task: task.name, quantity: "features", found: max(0, table.columns - 2),
                    expected: task.shape.features)
            }
            for row in 0..<table.rows {
                values += table.row(row).dropFirst().dropLast()
                let label = table[row, table.columns - 1]
                guard label >= 0, label < Float(min(task.shape.outputs, 1 << 24)), label == label.rounded() else {
                    throw .labelOutOfRange(
                        file: file.name, line: row + 2, text: "\(label)", classes: task.shape.outputs)
                }
                classes.append(Int32(label))
            }
            counts.append(table.rows)
        }
        guard classes.count == task.shape.rows else {
            throw .shapeDiffers(task: task.name, quantity: "rows", found: classes.count, expected: task.shape.rows)
        }
        let pairs: [(training: [Int], test: [Int])]
        if isDivided {
            pairs = [(Array(0..<counts[0]), Array(counts[0]..<classes.count))]
        } else {
            pairs = try folds(try TaskLoader.file("conxuntos_kfold.dat", of: task, in: files))
        }
        let splits = pairs.enumerated().map { index, pair in
            var generator = SplitMix64(seed: UInt64(index))
            let order = generator.shuffled(pair.training.sorted())
            let count = SplitDrawing.share(validationShare, of: order.count, leaving: 1)
            return Split(
                index: index, training: Array(order.dropFirst(count)), validation: Array(order.prefix(count)),
                test: pair.test)
        }
        return try LearningTask(
            name: task.name,
            features: FeatureMatrix(checkedRows: classes.count, columns: task.shape.features, values: values),
            targets: .classes(classes, count: task.shape.outputs), splits: splits)
    }

    private static func folds(_ file: NamedBytes) throws(DatasetError) -> [(training: [Int], test: [Int])] {
        var lines: [[Int]] = []
        for (index, line) in String(decoding: file.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).enumerated()
        {
            var rows: [Int] = []
            for word in line.split(separator: " ") {
                guard let row = Int(word) else {
                    throw .malformed(
                        file: file.name, line: index + 1, problem: "“\(quoted(String(word)))” is no row; fetch it again"
                    )
                }
                rows.append(row)
            }
            lines.append(rows)
        }
        guard !lines.isEmpty, lines.count.isMultiple(of: 2) else {
            throw .malformed(file: file.name, line: 0, problem: "\(lines.count) lines are no pairs; fetch it again")
        }
        return stride(from: 0, to: lines.count, by: 2).map { (lines[$0], lines[$0 + 1]) }
    }
}
