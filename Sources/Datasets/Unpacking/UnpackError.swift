import Formats

/// Why an archive, or a task's file in it, was not taken.
public enum UnpackError: ClassifiedError, Equatable, Sendable {
    /// The archive is cut off, no archive, or otherwise unreadable.
    case damaged(archive: String, reason: String)
    /// An entry that leads out of the folder, as `../x` or `/x`.
    case unsafePath(archive: String, path: String)
    /// A wanted entry that is a link, a folder or a device.
    case notAFile(archive: String, path: String)
    /// A wanted entry that is there twice.
    case duplicate(archive: String, path: String)
    /// More bytes than allowed, or than the size of the archive makes credible.
    case tooLarge(archive: String, limit: Int)
    /// A file that a task needs is not in the archive.
    case missing(archive: String, path: String)
    /// A file whose content is not the one that is known.
    case mismatch(archive: String, path: String, expected: String, found: String)
    /// A file could not be written or read.
    case file(path: String, reason: String)
    /// The user stopped it.
    case cancelled

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .file: .inputOutput
        case .cancelled: .tryAgain
        default: .badData
        }
    }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .damaged(let archive, let reason): "\(archive) cannot be unpacked: \(quoted(reason)); fetch it again"
        case .unsafePath(let archive, let path):
            "\(archive) has an entry “\(quoted(path))” that leads out of its folder; it is refused, fetch it from another place"
        case .notAFile(let archive, let path):
            "\(archive): “\(quoted(path))” is no plain file; fetch it from another place"
        case .duplicate(let archive, let path): "\(archive) has “\(quoted(path))” twice; fetch it from another place"
        case .tooLarge(let archive, let limit):
            "\(archive) unpacks to more than \(limit) bytes; fetch it from another place"
        case .missing(let archive, let path):
            "\(archive) has no file \(path); fetch it from a place with a complete copy"
        case .mismatch(let archive, let path, let expected, let found):
            "\(archive): \(path) is not the known file (\(found) where \(expected) is expected); fetch it from another place"
        case .file(let path, let reason): "\(path): \(reason); choose another folder with --data DIR or make room"
        case .cancelled: "stopped; the same command continues"
        }
    }
}
