import Foundation

/// Small calls on the file system whose failures are typed.
enum FilePaths {
    /// The current folder.
    static var current: String { FileManager.default.currentDirectoryPath }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(FetchError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .file(path: path, reason: "the folder cannot be made (\(systemMessage(errno)))")
        }
    }

    /// The folder that holds a path.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes a file's content durable and gives it its name, replacing what had the name.
    static func place(_ source: String, at destination: String) throws(FetchError) {
        let descriptor = open(source, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: source, reason: systemMessage(errno)) }
        let isSynced = fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isSynced else { throw .file(path: source, reason: systemMessage(code)) }
        guard rename(source, destination) == 0 else { throw .file(path: destination, reason: systemMessage(errno)) }
        let folder = open(parent(of: destination), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// Writes a file beside its place, makes it durable and gives it its name: it is whole or not there.
    ///
    /// - Returns: false where there is a file already that is not to be replaced.
    @discardableResult
    static func write(_ bytes: [UInt8], to path: String, replacing: Bool = true) throws(FetchError) -> Bool {
        try makeFolder(parent(of: path))
        let staging = "\(path).\(getpid()).new"
        remove(staging)
        let descriptor = open(staging, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .file(path: staging, reason: systemMessage(errno)) }
        var code: Int32 = 0
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty, code == 0 {
                let written = Foundation.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                if written <= 0 { code = written < 0 ? errno : ENOSPC } else { rest = rest.dropFirst(written) }
            }
        }
        close(descriptor)
        defer { remove(staging) }
        guard code == 0 else { throw .file(path: path, reason: systemMessage(code)) }
        // A second name, unlike a new one, never takes that of another file.
        if !replacing, link(staging, path) != 0, errno == EEXIST { return false }
        try place(staging, at: path)
        return true
    }

    /// Copies a file, replacing what had the name.
    static func copy(_ source: String, to destination: String) throws(FetchError) {
        remove(destination)
        do {
            try FileManager.default.copyItem(atPath: source, toPath: destination)
        } catch {
            throw .file(path: destination, reason: "\(source) cannot be copied there")
        }
    }

    /// The size of a regular file; nil where there is none.
    static func size(of path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// The names in a folder, in order; none where it can't be read.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Tells whether a path is a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Tells whether a path is a symbolic link that leads out of a folder, or nowhere.
    static func leadsOut(_ path: String, of folder: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return false }
        guard let target = realpath(path, nil), let root = realpath(folder, nil) else { return true }
        defer {
            free(target)
            free(root)
        }
        return !String(cString: target).hasPrefix(String(cString: root) + "/")
    }

    /// Removes a file if it is there.
    static func remove(_ path: String) { unlink(path) }

    /// The first bytes of a file.
    static func head(of path: String, count: Int = 512) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let got = read(descriptor, &bytes, count)
        return Array(bytes.prefix(max(got, 0)))
    }

    /// Seconds of a clock that never goes back.
    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
