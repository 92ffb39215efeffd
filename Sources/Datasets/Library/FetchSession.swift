/// One run of a fetch over tasks and downloads.
final class FetchSession {
    private let library: DataLibrary
    private let options: FetchOptions
    private let progress: (FetchProgress) -> Void
    private let isCancelled: () -> Bool
    private let unpacker: Unpacker
    private var problems: [TaskName: LibraryError] = [:]
    private var downloadProblems: [String: FetchError] = [:]
    /// The files that are here but are not what they should be, by path.
    private var changed: [String: ChangedFile] = [:]
    private var verifiedFiles = 0

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
        let entries = tasks.compactMap { library.manifest.task($0) }
        let lock: FileLock?
        do throws(FetchError) {
            try FilePaths.makeFolder(folder)
            // One fetch at a time in a folder: two would write the same parts.
            lock = try FileLock(path: folder + "/.lock", isCancelled: isCancelled) {
                progress(.waiting(folder: folder))
            }
            if lock?.isHeld == false { progress(.unlocked(folder: folder)) }
        } catch {
            // Where all is here already nothing is written, as in a folder that others look after.
            guard case .file = error, FilePaths.isFolder(folder), lacking(entries).isEmpty,
                try areRight(downloads)
            else { throw error }
            lock = nil
        }
        defer { withExtendedLifetime(lock) {} }
        if options.verifiesExisting {
            try verify(entries)
            for archive in downloads where try isRight(archive) { verifiedFiles += 1 }
        }
        if let source = options.sourceFolder {
            let files = try SourceFolder(path: source)
            try take(entries, from: files)
            try take(downloads, from: files)
        }
        try fetch(lacking(entries), downloads: downloads)
        try fetchAlternatives(lacking(entries))
        return report(tasks, downloads: downloads)
    }

    private func report(_ tasks: [TaskName], downloads: [ArchiveEntry]) -> FetchReport {
        var report = FetchReport()
        report.isCancelled = isCancelled()
        report.verifiedFiles = verifiedFiles
        report.changed = changed.values.sorted { $0.path < $1.path }
        for task in tasks {
            let wrong = report.changed.first { $0.task == task && !$0.isReplaced }
            switch library.state(of: task) {
            case .embedded, .ready:
                if let wrong {
                    let error = problems[task] ?? wrong.error
                    report.problems.append((task, error))
                    progress(.task(task, problem: error.description))
                } else {
                    report.ready.append(task)
                    progress(.task(task, problem: nil))
                }
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
            report.downloads.append(
                FetchReport.Download(
                    name: archive.id, result: problem.map { .failure(.fetch($0)) } ?? .success(path ?? "")))
        }
        return report
    }

    /// Tells whether a download that was asked for by its name is here, as it should be.
    private func isRight(_ archive: ArchiveEntry) throws(FetchError) -> Bool {
        let path = library.folder.download(archive)
        guard FilePaths.size(of: path) != nil else { return false }
        return try ChecksumReader.mismatch(
            of: path, byteCount: archive.byteCount, checksums: archive.checksums, isCancelled: isCancelled) == nil
    }

    private func areRight(_ archives: [ArchiveEntry]) throws(FetchError) -> Bool {
        for archive in archives where try !isRight(archive) { return false }
        return true
    }

    private func lacking(_ tasks: [TaskEntry]) -> [TaskEntry] {
        tasks.filter { task in task.members.contains { isLacking($0, of: task.name) } }
    }

    private func isLacking(_ member: MemberEntry, of task: TaskName) -> Bool {
        let isWrong = changed[library.folder.file(member, of: task)].map { !$0.isReplaced } ?? false
        return isWrong || !library.isPresent(member, of: task)
    }

    /// Looks again at the files that were not what they should be.
    private func noteReplaced() {
        for (path, file) in changed where !file.isReplaced {
            if case .some(.none) = try? mismatch(file.member, at: path) { changed[path]?.isReplaced = true }
        }
    }

    /// Reads the files that are here and notes those that are not what they should be; they stay until others replace
    /// them.
    private func verify(_ tasks: [TaskEntry]) throws(FetchError) {
        for task in tasks {
            var isTold = false
            for member in task.members {
                let path = library.folder.file(member, of: task.name)
                guard FilePaths.size(of: path) != nil else { continue }
                if !isTold { progress(.verifying(task.name)) }
                isTold = true
                if let mismatch = try mismatch(member, at: path) {
                    changed[path] = ChangedFile(
                        task: task.name, path: path, expected: mismatch.expected, found: mismatch.found, member: member)
                } else {
                    verifiedFiles += 1
                }
            }
        }
    }

    private func mismatch(
        _ member: MemberEntry, at path: String
    ) throws(FetchError) -> (expected: String, found: String)? {
        // A download that is a single file has its checksums itself.
        let archive = library.manifest.archive(member.archive)
        let isWhole = archive?.format.hasMembers == false
        return try ChecksumReader.mismatch(
            of: path, byteCount: member.byteCount ?? (isWhole ? archive?.byteCount : nil),
            checksums: member.checksums + (isWhole ? archive?.checksums ?? [] : []), isCancelled: isCancelled)
    }

    /// Takes what a folder of files has, single files first, then archives.
    private func take(_ tasks: [TaskEntry], from source: SourceFolder) throws(FetchError) {
        for task in lacking(tasks) {
            for member in task.members where isLacking(member, of: task.name) {
                guard let path = try source.file(for: member, isCancelled: isCancelled) else { continue }
                copy(path, to: task.name, member: member, archive: path)
            }
        }
        for archive in library.manifest.archives {
            let needing = { self.lacking(tasks).filter { $0.members.contains { $0.archive == archive.id } } }
            guard !needing().isEmpty else { continue }
            let paths = try source.files(for: archive, mustMatch: mustMatch(archive), isCancelled: isCancelled)
            // An archive that was packed again is known by its members alone: every one of that form is tried.
            for (index, path) in paths.enumerated() where !needing().isEmpty && !isCancelled() {
                let before = problems
                _ = unpack(archive, at: path, tasks: needing())
                if index > 0 { problems = before }
            }
        }
    }

    /// Takes downloads that were asked for by their own names.
    private func take(_ downloads: [ArchiveEntry], from source: SourceFolder) throws(FetchError) {
        for archive in downloads where try !isRight(archive) {
            guard let path = try source.files(for: archive, mustMatch: true, isCancelled: isCancelled).first else {
                continue
            }
            let destination = library.folder.download(archive)
            try FilePaths.makeFolder(FilePaths.parent(of: destination))
            try FilePaths.copy(path, to: destination + ".copy")
            try FilePaths.place(destination + ".copy", at: destination)
        }
    }

    /// Copies a file to a task's folder when it is right.
    private func copy(_ path: String, to task: TaskName, member: MemberEntry, archive: String) {
        do throws(UnpackError) {
            try unpacker.copy(path, to: task, member: member, archive: archive)
            noteReplaced()
        } catch {
            problems[task] = .unpack(error)
        }
    }

    /// Fetches files by themselves that no archive brought.
    private func fetchAlternatives(_ tasks: [TaskEntry]) throws(FetchError) {
        guard !isCancelled() else { return }
        let wanted = tasks.flatMap { task in
            task.members.filter { isLacking($0, of: task.name) }.map { (task: task.name, member: $0) }
        }
        let archives = library.manifest.archives.filter { archive in
            wanted.contains { $0.member.alternatives.contains(archive.id) }
        }
        guard !archives.isEmpty else { return }
        var requests: [FetchRequest] = []
        for archive in archives {
            let path = library.folder.download(archive)
            try FilePaths.makeFolder(FilePaths.parent(of: path))
            requests.append(
                FetchRequest(
                    name: archive.fileName, urls: archive.urls, destination: path, format: archive.format,
                    byteCount: archive.byteCount, checksums: archive.checksums))
        }
        let fetcher = Fetcher(options: options, progress: progress, isCancelled: isCancelled)
        let results = try fetcher.fetch(requests)
        for (archive, result) in zip(archives, results) {
            let takers = wanted.filter { $0.member.alternatives.contains(archive.id) }
            for (task, member) in takers {
                switch result {
                case .success:
                    copy(library.folder.download(archive), to: task, member: member, archive: archive.fileName)
                // Why the archive did not serve says more, unless it was only not there.
                case .failure(let error): if problems[task] == nil { problems[task] = .fetch(error) }
                }
            }
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
                    byteCount: archive.byteCount, checksums: archive.checksums,
                    mustMatch: mustMatch(archive) || downloads.contains(archive))
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
        defer { noteReplaced() }
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
