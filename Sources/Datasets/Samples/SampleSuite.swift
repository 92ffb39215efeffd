import CEmbedded

/// The small tasks that are compiled into the program, so that it can run before anything is fetched.
public enum SampleSuite {
    /// Loads every embedded task as `sample/NAME`, in order of name.
    ///
    /// - Throws: a ``DatasetError`` where an embedded file is missing or wrong.
    public static func tasks() throws(DatasetError) -> [LearningTask] {
        var tasks: [LearningTask] = []
        for name in names() { tasks.append(try task(name)) }
        return tasks
    }

    /// The names of the embedded tasks, in order.
    public static func names() -> [TaskName] {
        var count = 0
        let files = UnsafeBufferPointer(start: snnbench_embedded_files("sample", &count), count: count)
        let tasks = Set(files.map { String(cString: $0.name).prefix { $0 != "/" } })
        return tasks.compactMap { TaskName(suite: "sample", shortName: String($0)) }.sorted()
    }

    /// Loads one embedded task.
    ///
    /// - Throws: a ``DatasetError`` where an embedded file is missing or wrong.
    public static func task(_ name: TaskName) throws(DatasetError) -> LearningTask {
        func bytes(_ file: String) throws(DatasetError) -> NamedBytes {
            guard let found = snnbench_embedded_file_named("sample", "\(name.shortName)/\(file)")?.pointee else {
                throw .unreadable(file: "embedded \(name)/\(file)", reason: "the program was built without it")
            }
            return NamedBytes(
                name: "embedded \(name)/\(file)",
                bytes: Array(UnsafeBufferPointer(start: found.bytes, count: found.count)))
        }
        let names = DataPyLoader.fileNames(of: name.shortName)
        return try DataPyLoader.load(
            name,
            files: DataPyFiles(
                features: try bytes(names[0]), labels: try bytes(names[1]), folds: try bytes(names[2]),
                validationFolds: try bytes(names[3])))
    }
}
