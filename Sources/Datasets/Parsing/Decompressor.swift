import CArchive

/// Decompression of single files in memory.
enum Decompressor {
    /// How a file is compressed, by its first bytes.
    enum Method: CaseIterable {
        case gzip
        case bzip2
        case xz
        case zstandard

        /// The method of some content; nil where it is not compressed.
        init?(_ bytes: [UInt8]) {
            guard let method = Self.allCases.first(where: { bytes.starts(with: $0.magic) }) else { return nil }
            self = method
        }

        private var magic: [UInt8] {
            switch self {
            case .gzip: [0x1F, 0x8B]
            case .bzip2: Array("BZh".utf8)
            case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]
            case .zstandard: [0x28, 0xB5, 0x2F, 0xFD]
            }
        }

        fileprivate func support(_ handle: OpaquePointer) {
            switch self {
            case .gzip: archive_read_support_filter_gzip(handle)
            case .bzip2: archive_read_support_filter_bzip2(handle)
            case .xz: archive_read_support_filter_xz(handle)
            case .zstandard: archive_read_support_filter_zstd(handle)
            }
        }
    }

    /// The content of a gzip file, up to a number of bytes.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)``.
    static func gzip(_ file: NamedBytes, limit: Int) throws(DatasetError) -> NamedBytes {
        guard Method(file.bytes) == .gzip else {
            throw .malformed(file: file.name, line: 0, problem: "it is not a gzip file; fetch it again")
        }
        return try content(of: file, limit: limit)
    }

    /// The content of a file, unpacked where it is compressed, up to a number of bytes.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)``.
    static func content(of file: NamedBytes, limit: Int) throws(DatasetError) -> NamedBytes {
        guard let method = Method(file.bytes) else { return file }
        guard let handle = archive_read_new() else {
            throw .malformed(file: file.name, line: 0, problem: "libarchive has no memory")
        }
        defer { archive_read_free(handle) }
        method.support(handle)
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
