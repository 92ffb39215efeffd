import CArchive

/// Decompression of gzip files in memory.
enum GzipReader {
    /// Returns the content of a gzip file, up to a number of bytes.
    ///
    /// Throws ``DatasetError/malformed(file:line:problem:)``.
    static func decompress(_ file: NamedBytes, limit: Int) throws(DatasetError) -> NamedBytes {
        guard file.bytes.starts(with: [0x1F, 0x8B]), let handle = archive_read_new() else {
            throw .malformed(file: file.name, line: 0, problem: "it is not a gzip file; fetch it again")
        }
        defer { archive_read_free(handle) }
        archive_read_support_filter_gzip(handle)
        archive_read_support_format_raw(handle)
        var result: [UInt8] = []
        var problem: String?
        file.bytes.withUnsafeBytes { bytes in
            var entry: OpaquePointer?
            guard archive_read_open_memory(handle, bytes.baseAddress, bytes.count) == ARCHIVE_OK,
                archive_read_next_header(handle, &entry) == ARCHIVE_OK
            else {
                problem = reason(handle)
                return
            }
            var buffer = [UInt8](repeating: 0, count: 1 << 17)
            while true {
                let got = archive_read_data(handle, &buffer, buffer.count)
                if got == Int(ARCHIVE_RETRY) { continue }
                guard got >= 0 else {
                    problem = reason(handle)
                    return
                }
                guard got > 0 else { return }
                result += buffer[..<got]
                guard result.count <= limit else {
                    problem = "it unpacks to more than \(limit) bytes"
                    return
                }
            }
        }
        if let problem { throw .malformed(file: file.name, line: 0, problem: "\(problem); fetch it again") }
        return NamedBytes(name: file.name, bytes: result)
    }

    private static func reason(_ handle: OpaquePointer) -> String {
        archive_error_string(handle).map { quoted(String(cString: $0)) } ?? "it cannot be unpacked"
    }
}
