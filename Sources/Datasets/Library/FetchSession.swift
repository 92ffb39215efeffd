/// One run of a fetch over tasks and downloads.
final class FetchSession {
    private let library: DataLibrary
    private let options: FetchOptions
    private let progress: (FetchProgress) -> Void
    private let isCancelled: () -> Bool
    private let unpacker: Unpacker
    private var problems: [TaskName: LibraryError] = [:]
    private var downloadProblems: [String: FetchError] = [:]

    init(
        library: DataLibrary, options: FetchOptions, progress: @escaping (FetchProgress) -> Void,
        isCancelled: @escaping () -> Bool
    ) {
        self.library = library
        self.options = options
        self.progress = progress
        self.isCancelled = isCancelled
        unpacker = Unpacker(folder: library.folder, isCancelled: isCancelled)
    }

    func run(tasks: [TaskName], downloads: [ArchiveEntry]) throws(FetchError) -> FetchReport {
        let folder = library.folder.path
        try FilePaths.makeFolder(folder)
        // One fetch at a time in a folder: two would write the same parts.
        let lock = try FileLock(path: folder + "/.lock", isCancelled: isCancelled) {
            progress(.waiting(folder: folder))
        }
        defer { withExtendedLifetime(lock) {} }
        let entries = tasks.compactMap { library.manifest.task($0) }
        if options.verifiesExisting { try removeChanged(entries) }
        if let source = options.sourceFolder { try take(entries, from: SourceFolder(path: source)) }
        try fetch(lacking(entries), downloads: downloads)
        return report(tasks, downloads: downloads)
    }

    private func report(_ tasks: [TaskName], downloads: [ArchiveEntry]) -> FetchReport {
        var report = FetchReport()
        report.isCancelled = isCancelled()
        for task in tasks {
            switch library.state(of: task) {
            case .embedded, .ready:
                report.ready.append(task)
                progress(.task(task, problem: nil))
            case .incomplete, .notFetched:
                let missing = library.manifest.task(task)?.members.map(\.fileName) ?? []
                let error = problems[task] ?? .notFetched(task, missing: missing)
                report.problems.append((task, error))
                progress(.task(task, problem: error.description))
            }
        }
        for archive in downloads {
            let path = library.path(ofDownload: archive.id)
            let problem = downloadProblems[archive.id] ?? (path == nil ? .cancelled : nil)
            report.downloads.append((archive.id, problem.map { .failure(.fetch($0)) } ?? .success(path ?? "")))
        }
        return report
    }

    private func lacking(_ tasks: [TaskEntry]) -> [TaskEntry] {
        tasks.filter { library.state(of: $0.name) != .ready }
    }

    /// Reads the files that are here and removes those that are not what they should be.
    private func removeChanged(_ tasks: [TaskEntry]) throws(FetchError) {
        for task in tasks {
            for member in task.members where library.isPresent(member, of: task.name) {
                let path = library.folder.file(member, of: task.name)
                let mismatch = try ChecksumReader.mismatch(
                    of: path, byteCount: member.byteCount, checksums: member.checksums, isCancelled: isCancelled)
                if mismatch != nil { FilePaths.remove(path) }
            }
        }
    }

    /// Takes what a folder of files has, single files first, then archives.
    private func take(_ tasks: [TaskEntry], from source: SourceFolder) throws(FetchError) {
        for task in lacking(tasks) {
            for member in task.members where !library.isPresent(member, of: task.name) {
                guard let path = try source.file(for: member, isCancelled: isCancelled) else { continue }
                do throws(UnpackError) {
                    try unpacker.copy(path, to: task.name, member: member, archive: path)
                } catch {
                    problems[task.name] = .unpack(error)
                }
            }
        }
        for archive in library.manifest.archives {
            let needing = lacking(tasks).filter { $0.members.contains { $0.archive == archive.id } }
            guard !needing.isEmpty else { continue }
            guard let path = try source.file(for: archive, mustMatch: mustMatch(archive), isCancelled: isCancelled)
            else {
                continue
            }
            _ = unpack(archive, at: path, tasks: needing)
        }
    }

    private func fetch(_ tasks: [TaskEntry], downloads: [ArchiveEntry]) throws(FetchError) {
        var skipped: [String: Int] = [:]
        var replaced: Set<String> = []
        var pending = library.manifest.archives.filter { archive in
            downloads.contains(archive) || tasks.contains { $0.members.contains { $0.archive == archive.id } }
        }
        // Each round but the first goes on to further addresses of archives whose content was wrong.
        while !pending.isEmpty, !isCancelled() {
            var requests: [FetchRequest] = []
            var wasHere: [Bool] = []
            for archive in pending {
                let path = library.folder.download(archive)
                try FilePaths.makeFolder(FilePaths.parent(of: path))
                wasHere.append(FilePaths.size(of: path) != nil && !replaced.contains(archive.id))
                var request = FetchRequest(
                    name: archive.fileName, urls: archive.urls, destination: path, format: archive.format,
                    byteCount: archive.byteCount, checksums: archive.checksums, mustMatch: mustMatch(archive))
                request.skippedAddresses = skipped[archive.id] ?? 0
                request.replacesExisting = replaced.contains(archive.id)
                requests.append(request)
            }
            let fetcher = Fetcher(options: options, progress: progress, isCancelled: isCancelled)
            let results = try fetcher.fetch(requests)
            var again: [ArchiveEntry] = []
            for (index, archive) in pending.enumerated() {
                let needing = lacking(tasks).filter { $0.members.contains { $0.archive == archive.id } }
                switch results[index] {
                case .failure(let error):
                    // A reason from an earlier address says more than that there is no further one.
                    for task in needing where problems[task.name] == nil { problems[task.name] = .fetch(error) }
                    downloadProblems[archive.id] = error
                case .success(let address):
                    let path = library.folder.download(archive)
                    guard !needing.isEmpty else { continue }
                    if unpack(archive, at: path, tasks: needing) {
                        guard wasHere[index], try isIncompleteCopy(archive, at: path, tasks: needing) else { continue }
                        // An earlier fetch found a copy that lacks files: the original may have them.
                        replaced.insert(archive.id)
                        again.append(archive)
                        continue
                    }
                    FilePaths.remove(path)
                    skipped[archive.id] = wasHere[index] ? 0 : address + 1
                    again.append(archive)
                }
            }
            pending = again
        }
    }

    /// Unpacks an archive; false where its content was wrong, so that another address may serve better.
    private func unpack(_ archive: ArchiveEntry, at path: String, tasks: [TaskEntry]) -> Bool {
        progress(.unpacking(name: archive.fileName))
        do {
            let found = try unpacker.unpack(archive, at: path, tasks: tasks)
            for task in tasks { problems[task.name] = found[task.name].map { .unpack($0) } }
            return !found.values.contains { error in
                if case .mismatch = error { true } else { false }
            }
        } catch {
            for task in tasks where library.state(of: task.name) != .ready { problems[task.name] = .unpack(error) }
            switch error {
            case .file, .cancelled: return true
            default: return false
            }
        }
    }

    /// Tells whether an archive lacks a task's file and is not the original, as its checksums show.
    private func isIncompleteCopy(
        _ archive: ArchiveEntry, at path: String, tasks: [TaskEntry]
    ) throws(FetchError) -> Bool {
        guard !options.isOffline, !archive.checksums.isEmpty else { return false }
        let lacks = tasks.contains { task in
            if case .unpack(.missing) = problems[task.name] { true } else { false }
        }
        guard lacks else { return false }
        return try ChecksumReader.mismatch(
            of: path, byteCount: archive.byteCount, checksums: archive.checksums, isCancelled: isCancelled) != nil
    }

    /// Tells whether an archive's own checksums decide, as some file in it has none.
    private func mustMatch(_ archive: ArchiveEntry) -> Bool {
        guard archive.format.hasMembers else { return true }
        let members = library.manifest.tasks.flatMap(\.members).filter { $0.archive == archive.id }
        return members.isEmpty || members.contains { $0.checksums.isEmpty }
    }
}
