/// The data sets of this machine: what there is, what is here, fetching and loading.
public struct DataLibrary: Sendable {
    /// The downloads and tasks that are known.
    public let manifest: Manifest
    /// Where the data are kept.
    public let folder: DataFolder
    /// The tasks by name and suite, the embedded samples and the user's own included.
    public let catalog: TaskCatalog
    private let samples: [TaskName: TaskShape]
    private let userTasks: [TaskName: TaskShape]

    /// Makes a library of a manifest's tasks in some folder, and the embedded samples.
    ///
    /// Throws ``LibraryError/data(_:)`` where an embedded sample is wrong.
    public init(manifest: Manifest, folder: DataFolder) throws(LibraryError) {
        self.manifest = manifest
        self.folder = folder
        let tasks: [LearningTask]
        do { tasks = try SampleSuite.tasks() } catch { throw .data(error) }
        let own = UserTaskStore(folder: folder).tasks()
        catalog = TaskCatalog(manifest: manifest, further: tasks.map { ($0.name, $0.shape) } + own)
        userTasks = Dictionary(own.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
        samples = Dictionary(tasks.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
    }

    /// What is known of every task, in the catalogue's order.
    public func summaries() -> [TaskSummary] {
        catalog.names.compactMap { name in
            guard let shape = catalog.shape(of: name) else { return nil }
            return TaskSummary(
                name: name, shape: shape, split: manifest.task(name)?.split ?? .fourFold, state: state(of: name))
        }
    }

    /// Tells whether a task can be loaded, by the presence and size of its files.
    public func state(of name: TaskName) -> TaskState {
        if samples[name] != nil { return .embedded }
        if userTasks[name] != nil { return .ready }
        guard let task = manifest.task(name) else { return .notFetched }
        let missing = task.members.filter { !isPresent($0, of: name) }.map(\.fileName)
        if missing.isEmpty { return .ready }
        return missing.count == task.members.count ? .notFetched : .incomplete(missing: missing)
    }

    /// Loads a task that is here.
    ///
    /// Files are compared with their known checksums on the way.
    /// Throws ``LibraryError/notFetched(_:missing:)`` with the command that fetches it, and the errors of its data.
    public func load(_ name: TaskName) throws(LibraryError) -> LearningTask {
        if samples[name] != nil {
            do { return try SampleSuite.task(name) } catch { throw .data(error) }
        }
        if let shape = userTasks[name] {
            do { return try UserTaskStore(folder: folder).load(name, shape: shape) } catch { throw .data(error) }
        }
        guard let task = manifest.task(name) else {
            throw .catalog(.unknownTask(name.description, near: []))
        }
        let missing = task.members.filter { !isPresent($0, of: name) }.map(\.fileName)
        guard missing.isEmpty else { throw .notFetched(name, missing: missing) }
        var files: [NamedBytes] = []
        for member in task.members {
            let path = folder.file(member, of: name)
            do throws(DatasetError) {
                files.append(try FileReader.read(path))
            } catch {
                throw .data(error)
            }
            for expected in member.checksums {
                guard let found = try? Checksum(expected.kind, of: files[files.count - 1].bytes) else { continue }
                guard found == expected else {
                    throw .changed(name, file: path, expected: expected.description, found: found.description)
                }
            }
        }
        do {
            return try TaskLoader.load(task, files: files)
        } catch {
            throw .data(error)
        }
    }

    /// Returns the path of a download that is kept as it is, as the table of Fernandez-Delgado's results; nil where it isn't here.
    public func path(ofDownload id: String) -> String? {
        guard let archive = manifest.archive(id) else { return nil }
        let path = folder.download(archive)
        return FilePaths.size(of: path) == nil ? nil : path
    }

    /// Fetches what some names need: suites, tasks, and downloads by their name in the manifest.
    ///
    /// What is here already is left alone. A task whose files cannot be had does not stop the others: the report tells.
    /// `progress` and `isCancelled` are called on the calling thread.
    /// Throws ``LibraryError/catalog(_:)`` for a name that is none, and ``LibraryError/fetch(_:)`` where the folder can't be used.
    public func fetch(
        _ names: [String], options: FetchOptions = FetchOptions(),
        progress: @escaping (FetchProgress) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
    ) throws(LibraryError) -> FetchReport {
        var tasks: [TaskName] = []
        var downloads: [ArchiveEntry] = []
        for name in names {
            let isTask = (try? catalog.tasks(named: name)) != nil
            if !isTask, let archive = manifest.archive(name) {
                downloads.append(archive)
                continue
            }
            do throws(CatalogError) {
                for task in try catalog.tasks(named: name) where !tasks.contains(task) { tasks.append(task) }
            } catch {
                throw .catalog(error)
            }
        }
        let session = FetchSession(library: self, options: options, progress: progress, isCancelled: isCancelled)
        do throws(FetchError) {
            return try session.run(tasks: tasks, downloads: downloads)
        } catch {
            throw .fetch(error)
        }
    }

    /// Makes a task `user/NAME` of a user's table and keeps it; a library made afterwards lists it.
    ///
    /// Without a name it is the file's, without a target the last column is it; see ``TableReader``.
    /// Throws ``LibraryError/data(_:)`` with the line and column of what is wrong.
    public func add(
        table path: String, name: String? = nil, target: String? = nil, seed: UInt64 = 0
    ) throws(LibraryError) -> LearningTask {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let short = name ?? (file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file)
        guard let taskName = TaskName(suite: UserTaskStore.suite, shortName: short) else {
            throw .data(
                .malformed(
                    file: path, line: 0,
                    problem:
                        "“\(quoted(short))” cannot name a task; give a name of letters, digits, _ and - with --name"))
        }
        let task: LearningTask
        do {
            task = try TableReader.read(try FileReader.read(path), name: taskName, target: target, seed: seed)
        } catch {
            throw .data(error)
        }
        do {
            try UserTaskStore(folder: folder).save(task)
        } catch {
            throw .fetch(error)
        }
        return task
    }

    /// Tells whether a file is here with the right size, as far as that is known.
    func isPresent(_ member: MemberEntry, of task: TaskName) -> Bool {
        guard let size = FilePaths.size(of: folder.file(member, of: task)) else { return false }
        return member.byteCount == nil || member.byteCount == size
    }
}
