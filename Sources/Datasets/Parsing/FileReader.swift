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

extension FileReader {
    /// Reads all of standard input.
    ///
    /// - Throws: ``DatasetError/unreadable(file:reason:)``.
    static func readStandardInput(limit: Int) throws(DatasetError) -> NamedBytes {
        let name = "standard input"
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        while true {
            let got = Foundation.read(STDIN_FILENO, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable(file: name, reason: systemMessage(errno)) }
            guard got > 0 else { return NamedBytes(name: name, bytes: bytes) }
            bytes += buffer[..<got]
            guard bytes.count <= limit else {
                throw .unreadable(file: name, reason: "it has more than \(limit) bytes")
            }
        }
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
