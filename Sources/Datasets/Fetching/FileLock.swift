import Foundation

/// A lock between processes, held on a file until it is released.
final class FileLock {
    private let descriptor: Int32

    /// Waits for the lock, calling `waiting` once and `isCancelled` ten times a second.
    ///
    /// Throws ``FetchError/cancelled`` and ``FetchError/file(path:reason:)``.
    init(path: String, isCancelled: () -> Bool, waiting: () -> Void) throws(FetchError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage(errno)) }
        var isTold = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let code = errno
                throw .file(path: path, reason: systemMessage(code))
            }
            if !isTold { waiting() }
            isTold = true
            guard !isCancelled() else { throw .cancelled }
            usleep(100_000)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
