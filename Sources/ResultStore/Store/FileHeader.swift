import Foundation

/// What the first bytes of a file say about whose it is, read before SQLite may touch it.
enum FileHeader: Equatable {
    /// There is no file.
    case absent
    /// The file has no bytes.
    case empty
    /// The file does not begin as an SQLite database does, or ends within the header.
    case otherContent
    /// The file is an SQLite database with these marks.
    case database(applicationID: Int32, userVersion: Int32)

    /// Reads the header of a file without changing anything.
    ///
    /// The layout is that of the SQLite file format: 16 bytes of magic, the user version at offset 60 and the
    /// application id at offset 68, both big-endian.
    ///
    /// - Parameter file: The path.
    /// - Throws: `ResultStoreError.isAFolder`, `.notAFile` or `.noAccess`.
    static func read(_ file: String) throws(ResultStoreError) -> FileHeader {
        var status = stat()
        guard stat(file, &status) == 0 else {
            let reason = errno
            if reason == ENOENT { return .absent }
            throw .noAccess(file: file, reason: systemMessage(reason))
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw .isAFolder(file: file)
        case S_IFREG: break
        default: throw .notAFile(file: file)
        }
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .noAccess(file: file, reason: systemMessage(errno)) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw .inputOutput(file: file, detail: systemMessage(errno)) }
        guard count > 0 else { return .empty }
        guard count == 100, bytes.starts(with: Array("SQLite format 3\0".utf8)) else { return .otherContent }
        return .database(applicationID: integer(bytes, at: 68), userVersion: integer(bytes, at: 60))
    }

    private static func integer(_ bytes: [UInt8], at offset: Int) -> Int32 {
        Int32(bitPattern: bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
    }
}

/// Which file a path names at a moment, and how it was last changed.
struct FileState: Equatable {
    let device: UInt64
    let inode: UInt64
    let names: Int
    let size: Int64
    let changed: [Int]

    /// Looks at a file; `nil` where there is none.
    init?(_ file: String) {
        var status = stat()
        guard stat(file, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        names = Int(status.st_nlink)
        size = Int64(status.st_size)
        changed = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
    }

    /// Whether both are the same file, whatever it holds.
    func isSameFile(as other: FileState) -> Bool { device == other.device && inode == other.inode }
}
