import Foundation

/// What the system tells of a file without reading it: while none of it changes, its content hasn't either.
struct FileStamp: Hashable, Sendable {
    /// Size in bytes, times of the last change of content and of anything in nanoseconds, inode and device.
    let numbers: [UInt64]

    /// The number of numbers.
    static let count = 5

    init?(numbers: [UInt64]) {
        guard numbers.count == Self.count else { return nil }
        self.numbers = numbers
    }

    /// Asks about a file; nil where there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        numbers = [
            UInt64(truncatingIfNeeded: status.st_size), Self.nanoseconds(status.st_mtim),
            Self.nanoseconds(status.st_ctim), UInt64(truncatingIfNeeded: status.st_ino),
            UInt64(truncatingIfNeeded: status.st_dev),
        ]
    }

    /// Tells whether the file changed within some nanoseconds, so lately that its times might not tell the next change apart.
    func isFresh(within nanoseconds: UInt64) -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let (age, isFuture) = Self.nanoseconds(now).subtractingReportingOverflow(numbers[2])
        return isFuture || age < nanoseconds
    }

    private static func nanoseconds(_ time: timespec) -> UInt64 {
        UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000 &+ UInt64(truncatingIfNeeded: time.tv_nsec)
    }
}
