import Formats
import Foundation

/// A user's own tasks, kept in the data folder as `user/NAME` in the layout of `data_py`, with their numbers in
/// `shape`.
struct UserTaskStore {
    static let suite = "user"

    let folder: DataFolder

    /// The tasks that are here, in order of name; folders that are none are passed over.
    func tasks() -> [(name: TaskName, shape: TaskShape)] {
        let path = folder.path + "/" + Self.suite
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().compactMap { text in
            guard let name = TaskName(suite: Self.suite, shortName: text),
                let file = try? FileReader.read(folder.folder(of: name) + "/shape")
            else { return nil }
            let numbers = String(decoding: file.bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap {
                Int($0)
            }
            guard numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else { return nil }
            return (name, TaskShape(rows: numbers[0], features: numbers[1], outputs: numbers[2]))
        }
    }

    /// The paths of a task's files, in the order of ``DataPyLoader/fileNames(of:)``.
    func paths(of name: TaskName) -> [String] {
        DataPyLoader.fileNames(of: name.shortName).map { folder.folder(of: name) + "/" + $0 }
    }

    /// All that loading a task depends on beside its files.
    func key(of name: TaskName, shape: TaskShape) -> Digest {
        SHA256.digest(of: "\(name)\nuser\n\(shape.rows) \(shape.features) \(shape.outputs)\n")
    }

    /// Makes a task of its files, which come in the order of their paths.
    func load(_ name: TaskName, shape: TaskShape, files: [NamedBytes]) throws(DatasetError) -> LearningTask {
        guard files.count == 4 else { throw .empty(file: "\(name)") }
        return try DataPyLoader.load(
            name,
            files: DataPyFiles(features: files[0], labels: files[1], folds: files[2], validationFolds: files[3]),
            expecting: shape, scale: .raw)
    }

    /// Keeps a task of classes with a text that says what it was made of, replacing one of the same name.
    func save(_ task: LearningTask, origin: [String]) throws(FetchError) {
        guard case .classes(let classes, _) = task.targets else {
            throw .file(path: "\(task.name)", reason: "only tasks with classes can be kept")
        }
        let target = folder.folder(of: task.name)
        try FilePaths.makeFolder(target)
        let names = DataPyLoader.fileNames(of: task.name.shortName)
        let features = (0..<task.features.rows).map { row in
            task.features.row(row).map { "\($0)" }.joined(separator: ",")
        }
        let shape = task.shape
        try write(origin, to: target + "/origin")
        // The numbers come last: a task counts as here once they are.
        FilePaths.remove(target + "/shape")
        try write(features, to: target + "/" + names[0])
        try write(classes.map { "\($0)" }, to: target + "/" + names[1])
        try write(marks(task, \.test), to: target + "/" + names[2])
        try write(marks(task, \.validation), to: target + "/" + names[3])
        try write(["\(shape.rows) \(shape.features) \(shape.outputs)"], to: target + "/shape")
    }

    private func marks(_ task: LearningTask, _ part: KeyPath<Split, [Int]>) -> [String] {
        let sets = task.splits.map { Set($0[keyPath: part]) }
        return (0..<task.features.rows).map { row in
            sets.map { $0.contains(row) ? "1" : "0" }.joined(separator: ",")
        }
    }

    private func write(_ lines: [String], to path: String) throws(FetchError) {
        let staging = path + ".new"
        let text = Data((lines.joined(separator: "\n") + "\n").utf8)
        do {
            try text.write(to: URL(fileURLWithPath: staging))
        } catch {
            throw .file(path: staging, reason: "it cannot be written")
        }
        try FilePaths.place(staging, at: path)
    }
}
