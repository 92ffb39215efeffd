/// The reader of tasks in the layout of `data_py`, the processed UCI sets of the paper's authors.
///
/// A task NAME is four files: `NAME_py.dat`, `labels_py.dat`, `folds_py.dat` and `validation_folds_py.dat`. Training
/// rows are those that a split marks neither as test nor as validation.
public enum DataPyLoader {
    /// The names of the four files of a task, features first.
    public static func fileNames(of shortName: String) -> [String] {
        ["\(shortName)_py.dat", "labels_py.dat", "folds_py.dat", "validation_folds_py.dat"]
    }

    /// Reads a task from a folder that holds its four files.
    ///
    /// - Throws: a ``DatasetError`` that names the file, the line and what to do.
    public static func load(
        _ name: TaskName, folder: String, expecting shape: TaskShape? = nil, scale: FeatureScale = .prepared
    ) throws(DatasetError) -> LearningTask {
        let names = fileNames(of: name.shortName)
        let files = DataPyFiles(
            features: try FileReader.read(folder + "/" + names[0]),
            labels: try FileReader.read(folder + "/" + names[1]),
            folds: try FileReader.read(folder + "/" + names[2]),
            validationFolds: try FileReader.read(folder + "/" + names[3]))
        return try load(name, files: files, expecting: shape, scale: scale)
    }

    /// Reads a task from the bytes of its four files.
    ///
    /// Without a shape there are as many classes as the largest label says.
    ///
    /// - Throws: a ``DatasetError`` that names the file, the line and what to do.
    public static func load(
        _ name: TaskName, files: DataPyFiles, expecting shape: TaskShape? = nil, scale: FeatureScale = .prepared
    ) throws(DatasetError) -> LearningTask {
        let features = try NumberTable.floats(in: files.features)
        let (labels, classes) = try classes(in: files.labels, rows: features.rows, count: shape?.outputs)
        guard labels.count == features.rows else {
            throw .rowCountsDiffer(
                file: files.features.name, rows: features.rows, otherFile: files.labels.name, otherRows: labels.count)
        }
        if let shape {
            guard features.rows == shape.rows else {
                throw .shapeDiffers(task: name, quantity: "rows", found: features.rows, expected: shape.rows)
            }
            guard features.columns == shape.features else {
                throw .shapeDiffers(
                    task: name, quantity: "features", found: features.columns, expected: shape.features)
            }
            guard classes == shape.outputs else {
                throw .shapeDiffers(task: name, quantity: "classes", found: classes, expected: shape.outputs)
            }
        }
        let splits = try splits(
            folds: files.folds, validation: files.validationFolds, features: files.features, rows: features.rows)
        return try LearningTask(
            name: name, features: features, targets: .classes(labels, count: classes), splits: splits, scale: scale)
    }

    /// Reads one class a line; where no count is known a label must be below the number of rows.
    private static func classes(
        in file: NamedBytes, rows: Int, count: Int?
    ) throws(DatasetError) -> (labels: [Int32], count: Int) {
        let limit = min(count ?? rows, Int(Int32.max))
        let table = try NumberTable.integers(in: file, limit: limit) { line, _, text in
            .labelOutOfRange(file: file.name, line: line, text: text, classes: limit)
        }
        guard table.columns == 1 else {
            throw .raggedRow(file: file.name, line: 1, found: table.columns, expected: 1)
        }
        return (table.values, Int(table.values.max() ?? 0) + 1)
    }

    private static func splits(
        folds: NamedBytes, validation: NamedBytes, features: NamedBytes, rows: Int
    ) throws(DatasetError) -> [Split] {
        let test = try marks(in: folds, features: features, rows: rows)
        let chosen = try marks(in: validation, features: features, rows: rows)
        guard test.columns == chosen.columns else {
            throw .splitCountsDiffer(
                file: folds.name, splits: test.columns, otherFile: validation.name, otherSplits: chosen.columns)
        }
        let columns = test.columns
        if let position = test.values.indices.first(where: { test.values[$0] == 1 && chosen.values[$0] == 1 }) {
            throw .testAndValidation(
                file: validation.name, line: position / columns + 1, column: position % columns + 1)
        }
        return (0..<columns).map { column in
            let parts = (0..<rows).map { row -> SplitPart in
                let position = row * columns + column
                return test.values[position] == 1 ? .test : chosen.values[position] == 1 ? .validation : .training
            }
            return Split(index: column, parts: parts)
        }
    }

    private static func marks(
        in file: NamedBytes, features: NamedBytes, rows: Int
    ) throws(DatasetError) -> (columns: Int, values: [Int32]) {
        let table = try NumberTable.integers(in: file, limit: 2) { line, column, text in
            .notAMark(file: file.name, line: line, column: column, text: text)
        }
        guard table.rows == rows else {
            throw .rowCountsDiffer(file: features.name, rows: rows, otherFile: file.name, otherRows: table.rows)
        }
        return (table.columns, table.values)
    }
}

/// The four files of a task in the layout of `data_py`.
public struct DataPyFiles: Sendable {
    /// One sample a line, features separated by commas.
    public let features: NamedBytes
    /// One class a line, counted from 0.
    public let labels: NamedBytes
    /// One sample a line, one column a split: 1 marks a test row.
    public let folds: NamedBytes
    /// One sample a line, one column a split: 1 marks a validation row.
    public let validationFolds: NamedBytes

    /// Makes the four files of a task.
    public init(features: NamedBytes, labels: NamedBytes, folds: NamedBytes, validationFolds: NamedBytes) {
        self.features = features
        self.labels = labels
        self.folds = folds
        self.validationFolds = validationFolds
    }
}
