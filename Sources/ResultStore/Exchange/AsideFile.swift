import Foundation

/// A file that is written beside its place and takes it at the end, so that what was there before stays until then.
///
/// What is no regular file, as a terminal or a pipe, is written to at once, and so is standard output under the name "-".
public final class AsideFile {
    private let path: String
    /// Where it is written; `nil` where that is its place.
    private let aside: String?
    private var descriptor: Int32
    private let isStandardOutput: Bool

    /// What the name of an unfinished file or folder ends with.
    package static let mark = ".snnbench-part"

    /// Starts a file.
    ///
    /// - Parameter name: Its place; a symbolic link is followed.
    /// - Throws: `ResultStoreError.noAccess`, `.locked` where another process writes the same file.
    public init(_ name: String) throws(ResultStoreError) {
        isStandardOutput = name == "-"
        guard !isStandardOutput else {
            (path, aside, descriptor) = (name, nil, STDOUT_FILENO)
            return
        }
        path = ResultStore.absolutePath(name)
        var status = stat()
        let isThere = stat(path, &status) == 0
        if isThere, status.st_mode & S_IFMT == S_IFDIR { throw .isAFolder(file: path) }
        if isThere, status.st_mode & S_IFMT != S_IFREG {
            aside = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .noAccess(file: path, reason: systemMessage(errno)) }
            return
        }
        // A fixed name, so that what a killed process left is written over by the next, and one that nobody else gives.
        let place = path + Self.mark
        aside = place
        descriptor = open(place, O_RDWR | O_CREAT | O_CLOEXEC, isThere ? status.st_mode & 0o777 : 0o644)
        guard descriptor >= 0 else { throw .noAccess(file: place, reason: systemMessage(errno)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            descriptor = -1
            throw .locked(file: path, holder: nil)
        }
        guard ftruncate(descriptor, 0) == 0 else {
            let reason = systemMessage(errno)
            close(descriptor)
            descriptor = -1
            throw .noAccess(file: place, reason: reason)
        }
    }

    deinit {
        guard !isStandardOutput, descriptor >= 0 else { return }
        if let aside { unlink(aside) }
        close(descriptor)
    }

    /// Appends bytes.
    ///
    /// - Throws: `ResultStoreError.diskFull`, `.readerGone`, `.inputOutput`.
    public func write(_ bytes: [UInt8]) throws(ResultStoreError) {
        switch AsideFile.append(bytes, to: descriptor) {
        case nil: return
        case ENOSPC?: throw .diskFull(file: path)
        case EPIPE?: throw .readerGone(place: isStandardOutput ? "standard output" : path)
        case let code?: throw .inputOutput(file: path, detail: systemMessage(code))
        }
    }

    /// Writes bytes to an open file, all of them.
    ///
    /// - Returns: the value of `errno` where that fails, else nil.
    package static func append(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { buffer -> Int32? in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, rest.base, rest.count)
                if count < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    return errno
                }
                rest = rest.dropFirst(count)
            }
            return nil
        }
    }

    /// Ends the file: it is on the disk and in its place.
    ///
    /// - Throws: `ResultStoreError.inputOutput`.
    public func commit() throws(ResultStoreError) {
        guard !isStandardOutput else { return }
        if let aside {
            guard fsync(descriptor) == 0, rename(aside, path) == 0 else {
                throw .inputOutput(file: path, detail: systemMessage(errno))
            }
            AsideFile.synchronize(folderOf: path)
        }
        close(descriptor)
        descriptor = -1
    }

    /// Makes the names in a file's folder reach the disk, where the system can.
    static func synchronize(folderOf path: String) {
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// Where the bytes begin.
    fileprivate var base: UnsafeRawPointer? { UnsafeRawBufferPointer(rebasing: self).baseAddress }
}

/// A folder of files that is written beside its place; at the end each file takes its place in it.
final class AsideFolder {
    private let path: String
    private let aside: String
    private var names: [String] = []

    /// Starts a folder.
    ///
    /// - Parameter name: Its place.
    /// - Throws: `ResultStoreError.noAccess`.
    init(_ name: String) throws(ResultStoreError) {
        path = ResultStore.absolutePath(name)
        aside = path + AsideFile.mark
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw .noAccess(file: path, reason: "it is a file, not a folder")
        }
        do {
            if FileManager.default.fileExists(atPath: aside) { try FileManager.default.removeItem(atPath: aside) }
            try FileManager.default.createDirectory(atPath: aside, withIntermediateDirectories: true)
        } catch {
            throw .noAccess(file: path, reason: ResultStoreError.oneLine(error.localizedDescription))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: aside) }

    /// Starts a file of the folder.
    func file(_ name: String) throws(ResultStoreError) -> AsideFile {
        names.append(name)
        return try AsideFile(aside + "/" + name)
    }

    /// Ends the folder: where there is one already, its files of the same names are replaced and others stay.
    func commit() throws(ResultStoreError) {
        if rename(aside, path) != 0 {
            for name in names {
                guard rename(aside + "/" + name, path + "/" + name) == 0 else {
                    throw .inputOutput(file: path + "/" + name, detail: systemMessage(errno))
                }
            }
            AsideFile.synchronize(folderOf: path + "/.")
        }
        AsideFile.synchronize(folderOf: path)
    }
}
