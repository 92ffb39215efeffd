/// The choice of the reader for a task's layout.
enum TaskLoader {
    /// Reads a task from the bytes of its files, which come in the order of the manifest.
    static func load(_ task: TaskEntry, files: [NamedBytes]) throws(DatasetError) -> LearningTask {
        switch task.layout {
        case .dataPy:
            let names = DataPyLoader.fileNames(of: task.name.shortName)
            return try DataPyLoader.load(
                task.name,
                files: DataPyFiles(
                    features: try file(names[0], of: task, in: files), labels: try file(names[1], of: task, in: files),
                    folds: try file(names[2], of: task, in: files),
                    validationFolds: try file(names[3], of: task, in: files)),
                expecting: task.shape)
        case .htru2: return try HTRU2Loader.load(task, file: try file("HTRU_2.csv", of: task, in: files))
        case .mnist: return try ImageLoader.mnist(task, files: files)
        case .cifar10: return try ImageLoader.cifar10(task, files: files)
        case .tox21, .tox21Dense, .tox21Sparse: return try Tox21Loader.load(task, files: files)
        case .fernandezDelgado: return try FernandezDelgadoLoader.load(task, files: files)
        }
    }

    /// The file of some name.
    static func file(
        _ name: String, of task: TaskEntry, in files: [NamedBytes]
    ) throws(DatasetError) -> NamedBytes {
        guard let index = task.members.firstIndex(where: { $0.fileName == name }), index < files.count else {
            throw .unreadable(file: "\(task.name)/\(name)", reason: "the manifest does not name it; add a member line")
        }
        return files[index]
    }
}
