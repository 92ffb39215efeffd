import Formats

/// A table of a public collection that is asked for by number or name, as `openml/61` and `pmlb/mushroom`.
struct CollectedTable {
    let collection: TableCollection
    let name: TaskName

    /// Tells whether a text names a table of a collection.
    init?(_ text: String) {
        guard let name = TaskName(text), text.contains("/"), let collection = TableCollection(rawValue: name.suite)
        else {
            return nil
        }
        self.collection = collection
        self.name = name
    }
}

extension DataLibrary {
    /// Tells whether a text names a table of a public collection, as `openml/61`.
    public static func isCollected(_ text: String) -> Bool { CollectedTable(text) != nil }

    /// Makes a task `user/NAME` of a table of a public collection, with options as for a table of one's own.
    ///
    /// Without targets among the options they are the collection's; columns that it calls identifiers are left out.
    ///
    /// - Parameters:
    ///   - collected: the table, as `openml/61`.
    ///   - name: the task's name; nil for the table's in its collection.
    ///   - options: how it becomes a task; separator and header are those of the collection.
    ///   - replacing: whether a task of the name is replaced.
    ///   - fetching: how the table is fetched.
    /// - Throws: as ``add(table:name:options:replacing:)``, and what fetching meets.
    public func add(
        collected text: String, name: String? = nil, options: TableOptions, replacing: Bool = false,
        fetching: FetchOptions = FetchOptions(), progress: @escaping (FetchProgress) -> Void = { _ in },
        isCancelled: @escaping () -> Bool = { false }
    ) throws(LibraryError) -> UserTable {
        guard let wanted = CollectedTable(text),
            let taskName = TaskName(suite: UserTaskStore.suite, shortName: name ?? wanted.name.shortName)
        else {
            throw .data(
                .malformed(file: text, line: 0, problem: "it names no table of a collection, or --name no task"))
        }
        if userTasks[taskName] != nil, !replacing { throw .taken(taskName) }
        let fetch = CollectionFetch(library: self, options: fetching, progress: progress, isCancelled: isCancelled)
        let source = try fetch.source(wanted)
        let merged = source.options(with: options)
        var table: UserTable
        do { table = try source.table(taskName, merged) } catch { throw .data(error) }
        table.warnings += DataAudit.warnings(of: table)
        try keep(table, origin: source.origin(of: table, merged), replacing: replacing)
        return table
    }
}

/// The fetching of a table from a public collection.
///
/// What a server has under a number or a name is not known beforehand: the SHA-256 of the first copy is recorded beside it
/// in `.downloads/SUITE/NAME.sha256`, and every later copy must have it.
struct CollectionFetch {
    private static let openML = "https://www.openml.org/api/v1/json/data"
    private static let pmlb = "https://github.com/EpistasisLab/pmlb/raw/master/datasets"

    let library: DataLibrary
    let options: FetchOptions
    let progress: (FetchProgress) -> Void
    let isCancelled: () -> Bool

    /// Fetches a table and keeps the task that it makes; one that is here stays as it is.
    func fetch(_ wanted: CollectedTable) throws(LibraryError) {
        let store = UserTaskStore(folder: library.folder)
        if FilePaths.size(of: store.path(of: wanted.name)) != nil {
            // What is here is read when it is to be verified: its file has a hash of its own.
            guard options.verifiesExisting, (try? store.load(wanted.name)) == nil else { return }
        }
        let source = try source(wanted)
        let table: UserTable
        do throws(DatasetError) {
            table = try source.table(wanted.name, source.options)
        } catch .malformed(let file, let line, let problem) {
            throw .data(
                .malformed(
                    file: file, line: line,
                    problem: problem + "; snnbench add \(wanted.name) takes the options of a table of your own"))
        } catch {
            throw .data(error)
        }
        try library.keep(table, origin: source.origin(of: table, source.options), replacing: true)
    }

    /// A table as its collection has it, with what the collection says of it.
    struct Source {
        let file: NamedBytes
        let url: String
        let options: TableOptions

        /// The options that a user gives beside those of the collection: targets in its place, the rest added.
        func options(with own: TableOptions) -> TableOptions {
            var merged = own
            if own.targets.isEmpty { merged.targets = options.targets }
            merged.ignored += options.ignored.filter { !merged.targets.contains($0) && !own.ignored.contains($0) }
            merged.format.separator = options.format.separator
            merged.format.header = options.format.header
            return merged
        }

        func table(_ name: TaskName, _ options: TableOptions) throws(DatasetError) -> UserTable {
            try TableReader.read([TableFile(file)], name: name, options: options)
        }

        func origin(of table: UserTable, _ options: TableOptions) -> CanonicalJSON {
            table.origin(of: [NamedBytes(name: url, bytes: file.bytes)], options)
        }
    }

    /// Fetches a table.
    func source(_ wanted: CollectedTable) throws(LibraryError) -> Source {
        switch wanted.collection {
        case .openML: try fetchOpenML(wanted.name)
        case .pmlb: try fetchPMLB(wanted.name)
        }
    }

    private func fetchPMLB(_ name: TaskName) throws(LibraryError) -> Source {
        let short = name.shortName
        let url = "\(Self.pmlb)/\(short)/\(short).tsv.gz"
        let file = try data(name, ending: "tsv.gz", url: url, checksums: [])
        var options = TableOptions()
        options.format.separator = UInt8(ascii: "\t")
        options.format.header = .present
        options.targets = ["target"]
        return Source(file: file, url: url, options: options)
    }

    private func fetchOpenML(_ name: TaskName) throws(LibraryError) -> Source {
        let number = Int(name.shortName) == nil ? try openMLNumber(name) : name.shortName
        let described = try get(name, ending: "json", url: "\(Self.openML)/\(number)")
        guard let description = (try? CanonicalJSON(parsing: described.bytes))?["data_set_description"],
            let url = description["url"]?.stringValue
        else { throw malformed(described, "it does not describe a data set of OpenML") }
        var checksums: [Checksum] = []
        if let sum = description["md5_checksum"]?.stringValue, let checksum = Checksum("md5:\(sum)") {
            checksums.append(checksum)
        }
        guard description["format"]?.stringValue.map({ $0.lowercased().hasSuffix("arff") }) ?? true else {
            throw malformed(described, "its data are not in ARFF, which is the form that is read")
        }
        guard let target = description["default_target_attribute"]?.stringValue, !target.isEmpty else {
            throw malformed(
                described,
                "it names no target; fetch the file itself and say what to predict: snnbench add FILE --target COLUMN")
        }
        let file = try data(name, ending: "arff", url: url, checksums: checksums)
        var options = TableOptions()
        options.targets = target.split(separator: ",").map(String.init)
        options.ignored = Self.names(description["row_id_attribute"]) + Self.names(description["ignore_attribute"])
        return Source(file: file, url: url, options: options)
    }

    /// The number of the oldest active data set of a name.
    private func openMLNumber(_ name: TaskName) throws(LibraryError) -> String {
        let list = try get(
            name, ending: "list.json", url: "\(Self.openML)/list/data_name/\(name.shortName)/status/active")
        guard case .array(let found)? = (try? CanonicalJSON(parsing: list.bytes))?["data"]?["dataset"] else {
            throw malformed(list, "it lists no data sets of OpenML")
        }
        let numbers = found.compactMap { entry -> Int? in
            guard entry["name"]?.stringValue == name.shortName else { return nil }
            return entry["did"]?.integerValue.map { Int($0) } ?? entry["did"]?.stringValue.flatMap { Int($0) }
        }
        guard let first = numbers.min() else {
            throw malformed(list, "OpenML has no active data set “\(quoted(name.shortName))”; give its number")
        }
        return "\(first)"
    }

    private static func names(_ value: CanonicalJSON?) -> [String] {
        if let texts = value?.texts { return texts }
        return value?.stringValue?.split(separator: ",").map(String.init) ?? []
    }

    // MARK: Files

    private func path(_ name: TaskName, _ ending: String) -> String {
        "\(library.folder.downloads)/\(name.suite)/\(name.shortName).\(ending)"
    }

    /// Fetches the data themselves, which must be what they were the first time.
    private func data(
        _ name: TaskName, ending: String, url: String, checksums: [Checksum]
    ) throws(LibraryError) -> NamedBytes {
        let record = path(name, "sha256")
        let recorded = (try? FileReader.read(record)).flatMap {
            Checksum(String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? "")
        }
        let file = try get(name, ending: ending, url: url, checksums: recorded.map { [$0] } ?? checksums)
        guard recorded == nil else { return file }
        do throws(FetchError) {
            try FilePaths.write(
                Array("sha256:\(SHA256.digest(of: file.bytes))\n\(Address.shown(url))\n".utf8), to: record)
        } catch {
            throw .fetch(error)
        }
        return file
    }

    private func get(
        _ name: TaskName, ending: String, url: String, checksums: [Checksum] = []
    ) throws(LibraryError) -> NamedBytes {
        let destination = path(name, ending)
        let request = FetchRequest(
            name: "\(name).\(ending)", urls: [url], destination: destination, checksums: checksums,
            mustMatch: !checksums.isEmpty)
        do throws(FetchError) {
            try FilePaths.makeFolder(FilePaths.parent(of: destination))
            let results = try Fetcher(options: options, progress: progress, isCancelled: isCancelled).fetch([request])
            if case .failure(let error)? = results.first { throw error }
        } catch {
            throw .fetch(error)
        }
        do throws(DatasetError) { return try FileReader.read(destination) } catch { throw .data(error) }
    }

    /// An answer that is of no use is not kept for another time.
    private func malformed(_ file: NamedBytes, _ problem: String) -> LibraryError {
        FilePaths.remove(file.name)
        return .data(.malformed(file: file.name, line: 0, problem: problem))
    }
}
