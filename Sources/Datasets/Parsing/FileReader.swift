import CArchive
import Foundation

/// Reading of whole files.
enum FileReader {
    /// Reads a file into memory; its name in messages is the path.
    ///
    /// - Throws: ``DatasetError/unreadable(file:reason:)`` with the system's reason.
    static func read(_ path: String) throws(DatasetError) -> NamedBytes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: systemMessage(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: systemMessage(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "it is not a file") }
        let size = Int(status.st_size)
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Foundation.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { code = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard code == 0 else { throw .unreadable(file: path, reason: systemMessage(code)) }
        return NamedBytes(name: path, bytes: bytes)
    }
}

/// The system's text for an error number.
func systemMessage(_ code: Int32) -> String {
    String(cString: strerror(code))
}

/// The content of a file with the name that messages give it.
public struct NamedBytes: Sendable {
    /// The name for messages, as `abalone_py.dat`.
    public let name: String
    /// The content.
    public let bytes: [UInt8]

    /// Makes a file's content.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// Decompression of gzip files in memory.
enum GzipReader {
    /// The content of a gzip file, up to a number of bytes.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)``.
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
