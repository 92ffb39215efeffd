/// The reader of Tox21 in the files of the DeepTox page: 12 labels, some unknown, of 12,060 training and 647 test
/// compounds.
///
/// A task has the dense features (801 descriptors), the sparse ones (272,776 fingerprints and substructures) or both
/// side by side. Validation rows are those of fold 5 in the table of compounds, the validation set of the challenge's
/// winners (Mayr et al. 2016). The manifest's number of features is that of the files; how many are kept,
/// ``Tox21Preprocessing`` says.
enum Tox21Loader {
    static let validationFold = "5"

    /// One of the two sets of compounds.
    private struct Compounds {
        /// The compounds' names, in the order of all files.
        let names: [String]
        let dense: IdentifiedTable?
        let sparse: SparseMatrix?
        let labels: IdentifiedTable

        var denseColumns: [String] { dense?.columns ?? [] }
        var sparseColumns: Int { sparse?.columns ?? 0 }
    }

    static func load(_ task: TaskEntry, files: [NamedBytes]) throws(DatasetError) -> LearningTask {
        let training = try compounds("train", task, files)
        let test = try compounds("test", task, files)
        let released = training.names.count
        let rows = released + test.names.count
        let all = training.denseColumns.count + training.sparseColumns
        guard training.denseColumns == test.denseColumns, training.sparseColumns == test.sparseColumns,
            all == task.shape.features
        else { throw .shapeDiffers(task: task.name, quantity: "features", found: all, expected: task.shape.features) }
        guard rows == task.shape.rows else {
            throw .shapeDiffers(task: task.name, quantity: "rows", found: rows, expected: task.shape.rows)
        }
        let split = try split(
            training.names, rows: rows, table: try TaskLoader.file("tox21_compoundData.csv", of: task, in: files))
        let features = try features(training, test, split: split, file: "\(task.name)")
        var labels: [Int8] = []
        for table in [training.labels, test.labels] {
            labels += table.values.map { $0.isNaN ? LabelMatrix.missing : Int8($0) }
        }
        guard training.labels.columns == test.labels.columns,
            let matrix = LabelMatrix(rows: rows, columns: task.shape.outputs, values: labels)
        else {
            throw .shapeDiffers(
                task: task.name, quantity: "labels", found: training.labels.columns.count, expected: task.shape.outputs)
        }
        return try LearningTask(name: task.name, features: features, targets: .labels(matrix), splits: [split])
    }

    private static func compounds(
        _ part: String, _ task: TaskEntry, _ files: [NamedBytes]
    ) throws(DatasetError) -> Compounds {
        let dense = task.layout == .tox21Sparse ? nil : try dense(part, task, files)
        let labelFile = try TaskLoader.file("tox21_labels_\(part).csv.gz", of: task, in: files)
        let labels = try IdentifiedTable(labelFile)
        let sparse = task.layout == .tox21Dense ? nil : try sparse(part, task, files)
        guard let names = dense?.names ?? sparse?.names else { throw .empty(file: "\(task.name)") }
        // The rows of the files belong together by position: a row that is elsewhere would give its labels to another
        // compound.
        let others = [(labelFile, labels.names)] + (sparse.map { [($0.nameFile, $0.names)] } ?? [])
        for (file, other) in others where other != names {
            let row = zip(other, names).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            throw .malformed(
                file: file.name, line: row.map { $0 + 1 } ?? 0,
                problem: "its compounds are not those of the features, in the same order; fetch both again")
        }
        if let position = labels.values.firstIndex(where: { !$0.isNaN && $0 != 0 && $0 != 1 }) {
            throw .labelOutOfRange(
                file: labelFile.name, line: position / labels.columns.count + 2, text: "\(labels.values[position])",
                classes: 2)
        }
        return Compounds(names: names, dense: dense, sparse: sparse?.matrix, labels: labels)
    }

    private static func dense(
        _ part: String, _ task: TaskEntry, _ files: [NamedBytes]
    ) throws(DatasetError) -> IdentifiedTable {
        let file = try TaskLoader.file("tox21_dense_\(part).csv.gz", of: task, in: files)
        let table = try IdentifiedTable(file)
        if let position = table.values.firstIndex(where: \.isNaN) {
            throw .notFinite(
                file: file.name, line: position / table.columns.count + 2, column: position % table.columns.count + 2,
                text: "NA")
        }
        return table
    }

    private static func sparse(
        _ part: String, _ task: TaskEntry, _ files: [NamedBytes]
    ) throws(DatasetError) -> (matrix: SparseMatrix, names: [String], nameFile: NamedBytes) {
        let file = try TaskLoader.file("tox21_sparse_\(part).mtx.gz", of: task, in: files)
        let matrix = try SparseMatrix(file)
        let nameFile = try TaskLoader.file("tox21_sparse_rownames_\(part).txt.gz", of: task, in: files)
        let plain =
            nameFile.bytes.starts(with: [0x1F, 0x8B])
            ? try Decompressor.gzip(nameFile, limit: 100_000_000) : nameFile
        let text = String(decoding: plain.bytes, as: UTF8.self)
        let names = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard matrix.rows == names.count else {
            throw .rowCountsDiffer(
                file: file.name, rows: matrix.rows, otherFile: nameFile.name, otherRows: names.count)
        }
        return (matrix, names, nameFile)
    }

    /// Divides the training compounds by the table of compounds; the test compounds follow them.
    private static func split(_ names: [String], rows: Int, table: NamedBytes) throws(DatasetError) -> Split {
        var text = DelimitedText(table)
        let header = try text.next() ?? []
        guard let identifier = header.firstIndex(of: "ID"), let fold = header.firstIndex(of: "CVfold") else {
            throw .malformed(file: table.name, line: 1, problem: "it has no columns ID and CVfold; fetch it again")
        }
        var validation: Set<String> = []
        while let cells = try text.next() {
            guard cells.count == header.count else {
                throw .raggedRow(file: table.name, line: text.line, found: cells.count, expected: header.count)
            }
            if cells[fold] == validationFold { validation.insert(cells[identifier]) }
        }
        let parts = (0..<rows).map { row -> SplitPart in
            row >= names.count ? .test : validation.contains(names[row]) ? .validation : .training
        }
        return Split(index: 0, parts: parts)
    }

    private static func features(
        _ training: Compounds, _ test: Compounds, split: Split, file: String
    ) throws(DatasetError) -> FeatureMatrix {
        let rows = training.names.count + test.names.count
        var columns = denseColumns(training, test, split: split)
        columns += sparseColumns(training, test, split: split)
        guard !columns.isEmpty else { throw .empty(file: file) }
        var values = [Float](repeating: 0, count: rows * columns.count)
        for (index, column) in columns.enumerated() {
            for row in 0..<rows { values[row * columns.count + index] = column[row] }
        }
        return FeatureMatrix(checkedRows: rows, columns: columns.count, values: values)
    }

    private static func denseColumns(_ training: Compounds, _ test: Compounds, split: Split) -> [[Float]] {
        guard let first = training.dense, let second = test.dense else { return [] }
        let released = training.names.count
        let rows = released + test.names.count
        let count = first.columns.count
        var columns: [[Float]] = []
        for column in 0..<count {
            var values = [Double](repeating: 0, count: rows)
            for row in 0..<released { values[row] = Double(first.values[row * count + column]) }
            for row in released..<rows { values[row] = Double(second.values[(row - released) * count + column]) }
            guard Tox21Preprocessing.prepareDense(&values, released: released) else { continue }
            Tox21Preprocessing.scale(&values, fittedTo: split.training)
            columns.append(values.map { Float($0) })
        }
        return columns
    }

    private static func sparseColumns(_ training: Compounds, _ test: Compounds, split: Split) -> [[Float]] {
        guard let first = training.sparse, let second = test.sparse else { return [] }
        let rows = training.names.count + test.names.count
        let kept = Tox21Preprocessing.keptColumns(of: first)
        let position = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, $0.offset) })
        var sparse = [[Double]](repeating: [Double](repeating: 0, count: rows), count: kept.count)
        for (matrix, firstRow) in [(first, 0), (second, training.names.count)] {
            for entry in matrix.entries {
                guard let place = position[Int(entry.column)] else { continue }
                sparse[place][firstRow + Int(entry.row)] = Double(entry.value)
            }
        }
        return sparse.indices.map { index in
            Tox21Preprocessing.scale(&sparse[index], fittedTo: split.training)
            return sparse[index].map { Float($0) }
        }
    }
}
