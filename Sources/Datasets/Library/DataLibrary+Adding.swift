import Formats

/// The files of a table that becomes a task.
public struct TableSource: Sendable {
    /// The table: a file, a folder in the layout of `data_py`, or `-` for standard input.
    public var path: String
    /// A file whose rows are for testing; nil where test rows are drawn.
    public var testPath: String?
    /// A file whose rows are for validation.
    public var validationPath: String?
    /// The form of the files; nil for what their names say.
    public var form: TableFile.Form?

    /// Takes a table.
    public init(path: String, testPath: String? = nil, validationPath: String? = nil, form: TableFile.Form? = nil) {
        self.path = path
        self.testPath = testPath
        self.validationPath = validationPath
        self.form = form
    }

    /// Whether a path means standard input.
    static func isStandardInput(_ path: String) -> Bool { path == "-" }
}

extension DataLibrary {
    /// Makes a task `user/NAME` of a user's table and keeps it; a library made afterwards lists it.
    ///
    /// Without a name it is the file's; see ``TableReader`` for what becomes of the columns.
    ///
    /// - Throws: ``LibraryError/data(_:)`` with the line and column of what is wrong, ``LibraryError/taken(_:)`` where
    ///   there is such a task already and it is not to be replaced.
    public func add(
        table path: String, name: String? = nil, options: TableOptions = TableOptions(), replacing: Bool = false
    ) throws(LibraryError) -> UserTable {
        try add(TableSource(path: path), name: name, options: options, replacing: replacing)
    }

    /// Makes a task `user/NAME` of the files of a table and keeps it; a library made afterwards lists it.
    ///
    /// - Throws: as ``add(table:name:options:replacing:)``.
    public func add(
        _ source: TableSource, name: String? = nil, options: TableOptions = TableOptions(), replacing: Bool = false
    ) throws(LibraryError) -> UserTable {
        let short = name ?? (TableSource.isStandardInput(source.path) ? "" : TableFile.baseName(source.path))
        guard let taskName = TaskName(suite: UserTaskStore.suite, shortName: short) else {
            let problem =
                short.isEmpty
                ? "a table from standard input needs a --name"
                : "“\(quoted(short))” cannot name a task; give a name of letters, digits, _ and - with --name"
            throw .data(.malformed(file: source.path, line: 0, problem: problem))
        }
        if userTasks[taskName] != nil, !replacing { throw .taken(taskName) }
        var table: UserTable
        var read: [NamedBytes] = []
        do throws(DatasetError) {
            if FilePaths.isFolder(source.path) {
                // Its files say how rows are divided and what is predicted.
                var plain = TableOptions()
                plain.format = options.format
                guard options == plain, source.testPath == nil, source.validationPath == nil else {
                    throw .malformed(
                        file: source.path, line: 0,
                        problem:
                            "a folder in the layout of data_py brings its features, classes and splits: leave out all options "
                            + "about columns, missing cells and the division of rows")
                }
                table = try DataPyFolder.table(source.path, name: taskName, read: &read)
            } else {
                var files: [TableFile] = []
                let isDivided = source.testPath != nil
                let parts: [(String?, SplitPart)] = [
                    (source.path, .training), (source.validationPath, .validation), (source.testPath, .test),
                ]
                for case (let path?, let part) in parts {
                    let bytes =
                        TableSource.isStandardInput(path)
                        ? try FileReader.readStandardInput(limit: TableFile.byteLimit) : try FileReader.read(path)
                    read.append(bytes)
                    files.append(try TableFile(bytes, form: source.form, part: isDivided ? part : nil))
                }
                table = try TableReader.read(files, name: taskName, options: options)
            }
        } catch {
            throw .data(error)
        }
        table.warnings += DataAudit.warnings(
            of: table, isGivenApart: source.testPath != nil || FilePaths.isFolder(source.path))
        try keep(table, origin: table.origin(of: read, options), replacing: replacing)
        return table
    }

    /// Keeps a task that was made of a table.
    func keep(_ table: UserTable, origin: CanonicalJSON, replacing: Bool) throws(LibraryError) {
        let file = TaskFile(task: table.coded, origin: origin)
        let isKept: Bool
        do { isKept = try UserTaskStore(folder: folder).save(file, replacing: replacing) } catch {
            throw .fetch(error)
        }
        guard isKept else { throw .taken(table.name) }
    }
}

extension UserTable {
    /// What a reader of the data folder wants to know: files, what was asked for, rows left out.
    func origin(of files: [NamedBytes], _ options: TableOptions) -> CanonicalJSON {
        let plan = options.plan
        func size(_ size: SplitPlan.Size) -> CanonicalJSON {
            switch size {
            case .share(let share): .number(share)
            case .rows(let rows): .whole(rows)
            }
        }
        var division: [String: CanonicalJSON] = ["count": .whole(splits.count)]
        if plan.columns.isEmpty {
            division["seed"] = .string("\(plan.seed)")
            division["test"] = size(plan.test)
            division["validation"] = size(plan.validationSize)
        }
        if let folds = plan.folds { division["folds"] = .whole(folds) }
        if let group = plan.group { division["group"] = .string(group) }
        if let time = plan.time { division["time"] = .string(time) }
        return .object([
            "files": .array(
                files.map {
                    ["name": .string($0.name), "sha256": .string(SHA256.digest(of: $0.bytes).description)]
                }),
            "missing": .string(options.missing.rawValue), "rows left out": .whole(droppedRows),
            "splits": .object(division),
            "ignored": .array(columns.filter { $0.role == .ignored }.map { .string($0.title) }),
        ])
    }
}

/// A folder in the layout of `data_py` as a table: its own numbers, classes and splits.
enum DataPyFolder {
    private static let others = ["labels_py.dat", "folds_py.dat", "validation_folds_py.dat"]

    /// Reads a folder's four files; `read` gets them.
    ///
    /// - Throws: a ``DatasetError`` for a folder that is none, and what is wrong in its files.
    static func table(
        _ path: String, name: TaskName, read: inout [NamedBytes]
    ) throws(DatasetError) -> UserTable {
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        let names = FilePaths.names(in: base).filter { $0.hasSuffix("_py.dat") && !others.contains($0) }
        guard names.count == 1, let features = names.first else {
            throw .malformed(
                file: path, line: 0,
                problem: "a folder is read where it has the files NAME_py.dat, \(others.joined(separator: ", ")); this "
                    + "one has \(names.isEmpty ? "no" : "more than one") NAME_py.dat")
        }
        for file in [features] + others { read.append(try FileReader.read("\(base)/\(file)")) }
        let task = try DataPyLoader.load(
            name,
            files: DataPyFiles(features: read[0], labels: read[1], folds: read[2], validationFolds: read[3]),
            scale: .raw)
        let columns = (0..<task.features.columns).map { column in
            CodedColumn(
                column: TableCoding.Column(title: "column\(column + 1)", kind: .number(offset: 0, unit: 1)),
                cells: .numbers((0..<task.features.rows).map { task.features[$0, column] }), missing: [])
        }
        let target = TableCoding.Target(title: "class", words: (0..<task.targets.outputs).map { "\($0)" })
        var format = CellFormat()
        format.header = .absent
        let coded = try TableTask(
            name: name, columns: columns, targets: task.targets, targetCoding: [target],
            titles: columns.map(\.column.title) + ["class"], splits: task.splits, format: format)
        let made =
            columns.map { TableColumn($0) }
            + [TableColumn(title: "class", role: .target, features: 0, filled: 0, values: target.words)]
        return UserTable(coded: coded, columns: made, droppedRows: 0, warnings: [])
    }
}
