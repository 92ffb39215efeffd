import CSampleSuite

/// The small tasks that are compiled into the program, so that it can run before anything is fetched.
public enum SampleSuite {
    /// Loads every embedded task as `sample/NAME`, in order of name.
    ///
    /// Throws a ``DatasetError`` where an embedded file is missing or wrong.
    public static func tasks() throws(DatasetError) -> [LearningTask] {
        var tasks: [LearningTask] = []
        for name in names() { tasks.append(try task(name)) }
        return tasks
    }

    /// The names of the embedded tasks, in order.
    public static func names() -> [TaskName] {
        Set(files().compactMap { TaskName(suite: "sample", shortName: $0.task) }).sorted()
    }

    /// Loads one embedded task.
    ///
    /// Throws a ``DatasetError`` where an embedded file is missing or wrong.
    public static func task(_ name: TaskName) throws(DatasetError) -> LearningTask {
        let own = files().filter { $0.task == name.shortName }
        func bytes(_ file: String) throws(DatasetError) -> NamedBytes {
            guard let found = own.first(where: { $0.file == file }) else {
                throw .unreadable(file: "embedded \(name)/\(file)", reason: "the program was built without it")
            }
            return NamedBytes(name: "embedded \(name)/\(file)", bytes: Array(found.bytes))
        }
        let names = DataPyLoader.fileNames(of: name.shortName)
        return try DataPyLoader.load(
            name,
            files: DataPyFiles(
                features: try bytes(names[0]), labels: try bytes(names[1]), folds: try bytes(names[2]),
                validationFolds: try bytes(names[3])))
    }

    private static func files() -> [(task: String, file: String, bytes: UnsafeRawBufferPointer)] {
        var count = 0
        let first = snnbench_sample_files(&count)
        return UnsafeBufferPointer(start: first, count: count).map { entry in
            (
                String(cString: entry.task), String(cString: entry.file),
                UnsafeRawBufferPointer(start: entry.bytes, count: entry.count)
            )
        }
    }
}
