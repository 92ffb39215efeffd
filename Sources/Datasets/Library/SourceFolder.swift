import Foundation

/// A folder of files that were fetched by other means, recognised by size and checksums, whatever their names.
final class SourceFolder {
    private struct File {
        let path: String
        let name: String
        let size: Int
    }

    private let files: [File]
    private var computed: [String: [Checksum]] = [:]

    /// Lists the files below a folder; links are not followed.
    init(path: String) throws(FetchError) {
        // The enumerator takes a folder that isn't there for an empty one.
        guard FilePaths.isFolder(path), let names = FileManager.default.enumerator(atPath: path) else {
            throw .noSourceFolder(path: path)
        }
        var files: [File] = []
        for case let name as String in names {
            let full = path + "/" + name
            var status = stat()
            guard lstat(full, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            let last = name.split(separator: "/").last.map(String.init) ?? name
            files.append(File(path: full, name: last, size: Int(status.st_size)))
        }
        // In order of path, so that the choice among equal files is the same everywhere.
        self.files = files.sorted { $0.path < $1.path }
    }

    /// A file with a member's content.
    func file(for member: MemberEntry, isCancelled: () -> Bool) throws(FetchError) -> String? {
        guard !member.checksums.isEmpty else { return nil }
        for file in files where member.byteCount == nil ? file.name == member.fileName : file.size == member.byteCount {
            if try matches(file, member.checksums, isCancelled: isCancelled) { return file.path }
        }
        return nil
    }

    /// The file that is the archive or, where its members decide, those of its form, one of its name first.
    func files(for archive: ArchiveEntry, mustMatch: Bool, isCancelled: () -> Bool) throws(FetchError) -> [String] {
        let plausible = files.filter {
            ContentSniffer.isPlausible(FilePaths.head(of: $0.path, count: 4), as: archive.format)
        }
        if !archive.checksums.isEmpty {
            for file in plausible where archive.byteCount == nil || file.size == archive.byteCount {
                if try matches(file, archive.checksums, isCancelled: isCancelled) { return [file.path] }
            }
        }
        guard !mustMatch, archive.format.hasMembers else { return [] }
        let named = plausible.filter { $0.name == archive.fileName }
        return (named + plausible.filter { $0.name != archive.fileName }).map(\.path)
    }

    private func matches(
        _ file: File, _ checksums: [Checksum], isCancelled: () -> Bool
    ) throws(FetchError) -> Bool {
        let known = computed[file.path] ?? []
        let missing = checksums.map(\.kind).filter { kind in !known.contains { $0.kind == kind } }
        let all =
            known
            + (missing.isEmpty
                ? [] : try ChecksumReader.checksums(of: file.path, kinds: missing, isCancelled: isCancelled))
        computed[file.path] = all
        return checksums.allSatisfy(all.contains)
    }
}
