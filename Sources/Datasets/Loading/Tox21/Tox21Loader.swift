/// The reader of Tox21 in the files of the DeepTox page: 12 labels, some unknown, of 12,060 training and 647 test compounds.
///
/// Validation rows are those of fold 5 in the table of compounds, the validation set of the challenge's winners (Mayr et al. 2016).
/// The manifest's number of features is that of all dense and sparse ones; how many are kept, ``Tox21Preprocessing`` says.
enum Tox21Loader {
    static let validationFold = "5"

    /// One of the two sets of compounds.
    private struct Compounds {
        let dense: IdentifiedTable
        let sparse: SparseMatrix
        let labels: IdentifiedTable
    }

    static func load(_ task: TaskEntry, files: [NamedBytes]) throws(DatasetError) -> LearningTask {
        let training = try compounds("train", task, files)
        let test = try compounds("test", task, files)
        let released = training.dense.names.count
        let rows = released + test.dense.names.count
        let all = training.dense.columns.count + training.sparse.columns
        guard training.dense.columns == test.dense.columns, training.sparse.columns == test.sparse.columns,
            all == task.shape.features
        else { throw .shapeDiffers(task: task.name, quantity: "features", found: all, expected: task.shape.features) }
        guard rows == task.shape.rows else {
            throw .shapeDiffers(task: task.name, quantity: "rows", found: rows, expected: task.shape.rows)
        }
        let split = try split(
            training.dense.names, rows: rows, table: try TaskLoader.file("tox21_compoundData.csv", of: task, in: files))
        let features = try features(training, test, split: split, file: "\(task.name)")
        var labels: [Int8] = []
        for table in [training.labels, test.labels] {
            labels += table.values.map { $0.isNaN ? LabelMatrix.missing : Int8($0) }
        }
        guard let matrix = LabelMatrix(rows: rows, columns: task.shape.outputs, values: labels) else {
            throw .shapeDiffers(
                task: task.name, quantity: "labels", found: training.labels.columns.count, expected: task.shape.outputs)
        }
        return try LearningTask(name: task.name, features: features, targets: .labels(matrix), splits: [split])
    }

    private static func compounds(
        _ part: String, _ task: TaskEntry, _ files: [NamedBytes]
    ) throws(DatasetError) -> Compounds {
        let dense = try IdentifiedTable(try TaskLoader.file("tox21_dense_\(part).csv.gz", of: task, in: files))
        let sparseFile = try TaskLoader.file("tox21_sparse_\(part).mtx.gz", of: task, in: files)
        let sparse = try SparseMatrix(sparseFile)
        let labelFile = try TaskLoader.file("tox21_labels_\(part).csv.gz", of: task, in: files)
        let labels = try IdentifiedTable(labelFile)
        let nameFile = try TaskLoader.file("tox21_sparse_rownames_\(part).txt.gz", of: task, in: files)
        let nameText = String(decoding: try GzipReader.decompress(nameFile, limit: 100_000_000).bytes, as: UTF8.self)
        let names = nameText.split(whereSeparator: \.isWhitespace).map(String.init)
        // The rows of the files belong together by position: a row that is elsewhere would give its labels to another compound.
        for (file, other) in [(labelFile, labels.names), (nameFile, names)] where other != dense.names {
            let row = zip(other, dense.names).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            throw .malformed(
                file: file.name, line: row.map { $0 + 1 } ?? 0,
                problem: "its compounds are not those of the dense features, in the same order; fetch both again")
        }
        guard sparse.rows == names.count else {
            throw .rowCountsDiffer(
                file: sparseFile.name, rows: sparse.rows, otherFile: nameFile.name, otherRows: names.count)
        }
        if let position = dense.values.firstIndex(where: \.isNaN) {
            throw .notFinite(
                file: "tox21_dense_\(part).csv.gz", line: position / dense.columns.count + 2,
                column: position % dense.columns.count + 2, text: "NA")
        }
        if let position = labels.values.firstIndex(where: { !$0.isNaN && $0 != 0 && $0 != 1 }) {
            throw .labelOutOfRange(
                file: labelFile.name, line: position / labels.columns.count + 2, text: "\(labels.values[position])",
                classes: 2)
        }
        return Compounds(dense: dense, sparse: sparse, labels: labels)
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
        let released = training.dense.names.count
        let rows = released + test.dense.names.count
        let kept = Tox21Preprocessing.keptColumns(of: training.sparse)
        var columns: [[Float]] = []
        let denseColumns = training.dense.columns.count
        for column in 0..<denseColumns {
            var values = [Double](repeating: 0, count: rows)
            for row in 0..<rows {
                let table = row < released ? training.dense : test.dense
                values[row] = Double(table.values[(row < released ? row : row - released) * denseColumns + column])
            }
            guard Tox21Preprocessing.prepareDense(&values, released: released) else { continue }
            Tox21Preprocessing.scale(&values, fittedTo: split.training)
            columns.append(values.map { Float($0) })
        }
        let position = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, $0.offset) })
        var sparse = [[Double]](repeating: [Double](repeating: 0, count: rows), count: kept.count)
        for (matrix, first) in [(training.sparse, 0), (test.sparse, released)] {
            for entry in matrix.entries {
                guard let place = position[Int(entry.column)] else { continue }
                sparse[place][first + Int(entry.row)] = Double(entry.value)
            }
        }
        for index in sparse.indices {
            Tox21Preprocessing.scale(&sparse[index], fittedTo: split.training)
            columns.append(sparse[index].map { Float($0) })
        }
        var values = [Float](repeating: 0, count: rows * columns.count)
        for (index, column) in columns.enumerated() {
            for row in 0..<rows { values[row * columns.count + index] = column[row] }
        }
        guard !columns.isEmpty else { throw .empty(file: file) }
        return FeatureMatrix(checkedRows: rows, columns: columns.count, values: values)
    }
}
