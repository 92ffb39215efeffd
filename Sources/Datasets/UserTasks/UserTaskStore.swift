import Formats

/// The tasks that were made of tables, kept in the data folder as `SUITE/NAME/task`, see ``TaskFile``.
///
/// Tasks of earlier versions lie in the layout of `data_py`, with their numbers in `shape`; they are read as they are.
struct UserTaskStore {
    /// The suite of tables of one's own.
    static let suite = "user"
    /// The suites whose tasks are made of tables.
    static let suites = [suite] + TableCollection.allCases.map(\.rawValue)

    let folder: DataFolder

    /// The tasks that are here, in order of suite and name; folders that are none are passed over.
    func tasks() -> [(name: TaskName, shape: TaskShape)] {
        Self.suites.flatMap { suite -> [(name: TaskName, shape: TaskShape)] in
            FilePaths.names(in: "\(folder.path)/\(suite)").compactMap { text in
                guard let name = TaskName(suite: suite, shortName: text), let shape = shape(of: name) else {
                    return nil
                }
                return (name, shape)
            }
        }
    }

    /// The path of a task's file.
    func path(of name: TaskName) -> String { folder.folder(of: name) + "/task" }

    /// The numbers of a task; nil where it is not here.
    func shape(of name: TaskName) -> TaskShape? {
        TaskFile.shape(at: path(of: name)) ?? earlierShape(of: name)
    }

    /// Loads a task that is in one file; nil where an earlier version has written it.
    func load(_ name: TaskName) throws(DatasetError) -> LearningTask? {
        guard FilePaths.size(of: path(of: name)) != nil else { return nil }
        return try TaskFile(try FileReader.read(path(of: name)), name: name).task.learningTask
    }

    /// Keeps a task; one of the same name is replaced whole or, where it must not be, stays.
    ///
    /// - Returns: whether it was kept.
    func save(_ file: TaskFile, replacing: Bool) throws(FetchError) -> Bool {
        let path = path(of: file.task.name)
        let target = FilePaths.parent(of: path)
        for place in [FilePaths.parent(of: target), target] where FilePaths.leadsOut(place, of: folder.path) {
            throw .file(path: place, reason: "it is a link out of the data folder, where nothing is written; remove it")
        }
        guard replacing || shape(of: file.task.name) == nil else { return false }
        guard try file.write(to: path, replacing: replacing) else { return false }
        // What an earlier version wrote counts no more; it goes when the new file is safe.
        let old = folder.folder(of: file.task.name)
        for name in ["shape", "origin"] + DataPyLoader.fileNames(of: file.task.name.shortName) {
            FilePaths.remove(old + "/" + name)
        }
        return true
    }

    // MARK: Earlier versions

    private func earlierShape(of name: TaskName) -> TaskShape? {
        guard let file = try? FileReader.read(folder.folder(of: name) + "/shape") else { return nil }
        let numbers = String(decoding: file.bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap {
            Int($0)
        }
        guard numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else { return nil }
        return TaskShape(rows: numbers[0], features: numbers[1], outputs: numbers[2])
    }

    /// The paths of an earlier task's files, in the order of ``DataPyLoader/fileNames(of:)``.
    func paths(of name: TaskName) -> [String] {
        DataPyLoader.fileNames(of: name.shortName).map { folder.folder(of: name) + "/" + $0 }
    }

    /// All that loading an earlier task depends on beside its files.
    func key(of name: TaskName, shape: TaskShape) -> Digest {
        SHA256.digest(of: "\(name)\nuser\n\(shape.rows) \(shape.features) \(shape.outputs)\n")
    }

    /// Makes a task of the files of an earlier version, which come in the order of their paths.
    ///
    /// - Throws: also for a name that made one file write over another: such a task holds no features.
    func load(_ name: TaskName, shape: TaskShape, files: [NamedBytes]) throws(DatasetError) -> LearningTask {
        guard files.count == 4 else { throw .empty(file: "\(name)") }
        guard Set(files.map(\.name)).count == 4 else {
            throw .malformed(
                file: "\(name)", line: 0,
                problem: "an earlier version wrote its labels over its features; add the table again with --replace")
        }
        return try DataPyLoader.load(
            name,
            files: DataPyFiles(features: files[0], labels: files[1], folds: files[2], validationFolds: files[3]),
            expecting: shape, scale: .raw)
    }
}

/// Public collections whose tables are fetched one by one, by number or name.
public enum TableCollection: String, CaseIterable, Sendable {
    /// OpenML (openml.org).
    case openML = "openml"
    /// The Penn Machine Learning Benchmarks.
    case pmlb
}
