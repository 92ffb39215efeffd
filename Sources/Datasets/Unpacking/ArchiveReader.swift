import CArchive

/// A ZIP or tar.gz archive, read entry by entry.
final class ArchiveReader {
    /// One entry's head.
    struct Entry {
        let path: String
        let isFile: Bool
    }

    private let handle: OpaquePointer
    private let name: String
    private let packedBytes: Int
    private let limits: UnpackLimits
    private var readBytes = 0
    /// What the entries say that they unpack to, those that are passed over too.
    private var declaredBytes = 0

    init(path: String, name: String, format: ArchiveFormat, limits: UnpackLimits) throws(UnpackError) {
        guard let handle = archive_read_new() else { throw .damaged(archive: name, reason: "libarchive has no memory") }
        self.handle = handle
        self.name = name
        self.limits = limits
        packedBytes = FilePaths.size(of: path) ?? 0
        switch format {
        case .zip: archive_read_support_format_zip(handle)
        case .tarGzip:
            archive_read_support_format_tar(handle)
            archive_read_support_filter_gzip(handle)
        case .file: break
        }
        guard archive_read_open_filename(handle, path, 1 << 17) == ARCHIVE_OK else {
            throw .damaged(archive: name, reason: reason)
        }
    }

    deinit {
        archive_read_free(handle)
    }

    /// Goes to the next entry, past what is left of the current one; nil at the end.
    func next() throws(UnpackError) -> Entry? {
        var entry: OpaquePointer?
        var attempts = 0
        while true {
            let code = archive_read_next_header(handle, &entry)
            switch code {
            case ARCHIVE_EOF: return nil
            case ARCHIVE_OK, ARCHIVE_WARN: break
            case ARCHIVE_RETRY where attempts < 10:
                attempts += 1
                continue
            default: throw .damaged(archive: name, reason: reason)
            }
            guard let entry else { throw .damaged(archive: name, reason: "an entry without a head") }
            if archive_entry_size_is_set(entry) != 0 {
                declaredBytes += min(max(0, Int(archive_entry_size(entry))), limits.totalBytes + 1)
            }
            try checkSize()
            // A name that this system cannot spell is none that the manifest asks for.
            let path = archive_entry_pathname(entry).map { String(cString: $0) } ?? ""
            let isLink = archive_entry_hardlink(entry) != nil || archive_entry_symlink(entry) != nil
            return Entry(path: path, isFile: archive_entry_filetype(entry) & 0o170000 == 0o100000 && !isLink)
        }
    }

    /// Reads some bytes of the current entry; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        while true {
            let got = archive_read_data(handle, buffer.baseAddress, buffer.count)
            if got == Int(ARCHIVE_RETRY) { continue }
            guard got >= 0 else { throw .damaged(archive: name, reason: reason) }
            readBytes += got
            try checkSize()
            return got
        }
    }

    /// Refuses an archive that unpacks to more than is allowed or credible, entries that are passed over included.
    private func checkSize() throws(UnpackError) {
        let unpacked = max(readBytes, declaredBytes, Int(archive_filter_bytes(handle, 0)))
        guard unpacked <= limits.totalBytes else { throw .tooLarge(archive: name, limit: limits.totalBytes) }
        if unpacked > limits.ratioFreeBytes, unpacked / limits.ratio > packedBytes {
            throw .tooLarge(archive: name, limit: limits.ratio * packedBytes)
        }
    }

    private var reason: String {
        archive_error_string(handle).map { String(cString: $0) } ?? "unknown reason"
    }
}
