import Formats

/// The data sets of this machine: what there is, what is here, fetching and loading.
public struct DataLibrary: Sendable {
    /// The downloads and tasks that are known.
    public let manifest: Manifest
    /// Where the data are kept.
    public let folder: DataFolder
    /// The tasks by name and suite, the embedded samples and the user's own included.
    public let catalog: TaskCatalog
    private let samples: [TaskName: TaskShape]
    let userTasks: [TaskName: TaskShape]

    /// Makes a library of a manifest's tasks in some folder, and the embedded samples.
    ///
    /// - Throws: ``LibraryError/data(_:)`` where an embedded sample is wrong.
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
    /// Files are compared with their known checksums on the way. What was parsed is kept for the next time in the
    /// folder `.cache` beside the data and used while the files stay as they are.
    ///
    /// - Throws: ``LibraryError/notFetched(_:missing:)`` with the command that fetches it, and the errors of its data.
    public func load(_ name: TaskName) throws(LibraryError) -> LearningTask {
        if samples[name] != nil {
            do { return try SampleSuite.task(name) } catch { throw .data(error) }
        }
        if let shape = userTasks[name] {
            let store = UserTaskStore(folder: folder)
            do throws(DatasetError) {
                if let task = try store.load(name) { return task }
            } catch {
                throw .data(error)
            }
            return try cache.task(name, key: store.key(of: name, shape: shape), paths: store.paths(of: name)) {
                files, _ throws(LibraryError) in
                do throws(DatasetError) {
                    return try store.load(name, shape: shape, files: files)
                } catch {
                    throw .data(error)
                }
            }
        }
        guard let task = manifest.task(name) else {
            throw .catalog(.unknownTask(name.description, near: []))
        }
        let missing = task.members.filter { !isPresent($0, of: name) }.map(\.fileName)
        guard missing.isEmpty else { throw .notFetched(name, missing: missing) }
        let paths = task.members.map { folder.file($0, of: name) }
        return try cache.task(name, key: TaskCache.key(of: task), paths: paths) { files, digests throws(LibraryError) in
            for (index, member) in task.members.enumerated() {
                try check(files[index], digest: digests[index], member: member, task: name)
            }
            do throws(DatasetError) {
                return try TaskLoader.load(task, files: files)
            } catch {
                throw .data(error)
            }
        }
    }

    /// The content of the tasks that were made of tables and are here, by full name, without loading them.
    public func tableContents() -> [String: TaskContent] {
        let store = UserTaskStore(folder: folder)
        let pairs = userTasks.keys.compactMap { name in
            TaskFile.content(at: store.path(of: name)).map { (name.description, $0) }
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private var cache: TaskCache { TaskCache(folder: folder) }

    /// Compares a file with the checksums that the manifest has of it; `digest` is its SHA-256.
    private func check(
        _ file: NamedBytes, digest: Digest, member: MemberEntry, task: TaskName
    ) throws(LibraryError) {
        for expected in member.checksums {
            let found =
                expected.kind == .sha256
                ? Checksum(kind: .sha256, bytes: digest.bytes) : try? Checksum(expected.kind, of: file.bytes)
            guard let found, found != expected else { continue }
            throw .changed(task, file: file.name, expected: expected.description, found: found.description)
        }
    }

    /// The path of a download that is kept as it is, as the table of Fernandez-Delgado's results; nil where it isn't
    /// here.
    public func path(ofDownload id: String) -> String? {
        guard let archive = manifest.archive(id) else { return nil }
        let path = folder.download(archive)
        return FilePaths.size(of: path) == nil ? nil : path
    }

    /// Fetches what some names need: suites, tasks, and downloads by their name in the manifest.
    ///
    /// What is here already is left alone. A task whose files cannot be had does not stop the others: the report tells.
    /// `progress` and `isCancelled` are called on the calling thread.
    ///
    /// - Throws: ``LibraryError/catalog(_:)`` for a name that is none, and ``LibraryError/fetch(_:)`` where the folder
    ///   can't be used.
    public func fetch(
        _ names: [String], options: FetchOptions = FetchOptions(),
        progress: @escaping (FetchProgress) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
    ) throws(LibraryError) -> FetchReport {
        var tasks: [TaskName] = []
        var downloads: [ArchiveEntry] = []
        var collected: [CollectedTable] = []
        for name in names {
            if let table = CollectedTable(name) {
                collected.append(table)
                continue
            }
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
        var report: FetchReport
        do throws(FetchError) {
            report = try session.run(tasks: tasks, downloads: downloads)
        } catch {
            throw .fetch(error)
        }
        let fetch = CollectionFetch(library: self, options: options, progress: progress, isCancelled: isCancelled)
        for table in collected where !isCancelled() {
            do throws(LibraryError) {
                try fetch.fetch(table)
                report.ready.append(table.name)
            } catch {
                report.problems.append((table.name, error))
            }
        }
        report.isCancelled = report.isCancelled || isCancelled()
        return report
    }

    /// Tells whether a file is here with the right size, as far as that is known.
    func isPresent(_ member: MemberEntry, of task: TaskName) -> Bool {
        guard let size = FilePaths.size(of: folder.file(member, of: task)) else { return false }
        return member.byteCount == nil || member.byteCount == size
    }
}

/// What is known of a task before it is loaded.
public struct TaskSummary: Hashable, Sendable {
    /// The name, as `uci/abalone`.
    public let name: TaskName
    /// Its samples, features and outputs.
    public let shape: TaskShape
    /// How its rows are partitioned.
    public let split: SplitKind
    /// Whether it can be loaded.
    public let state: TaskState
}

/// Whether a task can be loaded.
public enum TaskState: Hashable, Sendable, CustomStringConvertible {
    /// It is part of the program.
    case embedded
    /// All its files are here.
    case ready
    /// Some of its files are here, these are not.
    case incomplete(missing: [String])
    /// None of its files is here.
    case notFetched

    /// One or a few words for a table.
    public var description: String {
        switch self {
        case .embedded: "embedded"
        case .ready: "ready"
        case .incomplete(let missing): "lacks \(missing.joined(separator: ", "))"
        case .notFetched: "not fetched"
        }
    }
}

/// Why a task could not be fetched or loaded.
public enum LibraryError: ClassifiedError, Equatable, Sendable {
    /// A name leads to no task, or to several.
    case catalog(CatalogError)
    /// The data of a task are wrong.
    case data(DatasetError)
    /// A download failed.
    case fetch(FetchError)
    /// An archive was refused.
    case unpack(UnpackError)
    /// A user's task of this name is there already.
    case taken(TaskName)
    /// The task's files, or some of them, are not here.
    case notFetched(TaskName, missing: [String])
    /// A file is no longer the one that was fetched.
    case changed(TaskName, file: String, expected: String, found: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .catalog(let error): error.kind
        case .data(let error): error.kind
        case .fetch(let error): error.kind
        case .unpack(let error): error.kind
        case .notFetched: .unavailable
        case .taken, .changed: .badData
        }
    }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .catalog(let error): error.description
        case .data(let error): error.description
        case .fetch(let error): error.description
        case .unpack(let error): error.description
        case .taken(let task): "there is a task \(task) already; give another --name, or --replace it"
        case .notFetched(let task, let missing):
            "\(task) is not here (\(missing.joined(separator: ", ")) missing); run: snnbench fetch \(task)"
        case .changed(let task, let file, let expected, let found):
            "\(task): \(file) has changed since it was fetched (\(found), not \(expected)); run: snnbench fetch --verify \(task)"
        }
    }
}

/// Where data sets are kept: a folder for each suite in it, a folder for each task in that.
public struct DataFolder: Hashable, Sendable {
    /// The path.
    public let path: String

    /// Takes a folder as it is named.
    public init(path: String) {
        self.path = path
    }

    /// Chooses the folder: the option, else `SNNBENCH_DATA`, else `snnbench` in `XDG_DATA_HOME` or in `~/.local/share`.
    ///
    /// Relative paths in `XDG_DATA_HOME` are passed over, as the XDG Base Directory Specification asks.
    public init(option: String?, environment: [String: String]) {
        if let option, !option.isEmpty {
            path = option
        } else if let named = environment["SNNBENCH_DATA"], !named.isEmpty {
            path = named
        } else if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") {
            path = base + "/snnbench"
        } else {
            path = (environment["HOME"] ?? ".") + "/.local/share/snnbench"
        }
    }

    /// The folder of a task's files.
    public func folder(of task: TaskName) -> String { "\(path)/\(task.suite)/\(task.shortName)" }

    /// The path of a download.
    public func download(_ archive: ArchiveEntry) -> String { "\(downloads)/\(archive.id)/\(archive.fileName)" }

    /// The folder of the downloads; no suite can have this name.
    var downloads: String { "\(path)/.downloads" }

    /// The path of a file of a task.
    func file(_ member: MemberEntry, of task: TaskName) -> String { folder(of: task) + "/" + member.fileName }
}
