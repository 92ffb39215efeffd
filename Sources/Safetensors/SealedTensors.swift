import Formats
import Foundation

/// Files of tensors that end in a seal over all bytes before it: what a process that is killed reads back.
///
/// They are safetensors files of single-precision tensors, written and read a tensor at a time, so that a large network is
/// never in memory twice. The last tensor, `seal`, has the sixteen bytes of an ``IntegrityTag``: it finds every truncation and
/// every changed bit.
public enum SealedTensors {
    static let seal = "seal"

    /// A tensor of a file that is to be written.
    public struct Entry: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The length of each dimension.
        public var shape: [Int]

        /// Names a tensor.
        public init(name: String, shape: [Int]) {
            self.name = name
            self.shape = shape
        }
    }
}

/// Writes a sealed file, tensor by tensor in the order of its entries.
///
/// The file is on the disk when ``finish()`` has returned; one that was not finished has no seal and is refused by the reader.
public final class SealedTensorWriter {
    private let path: String
    private let file: FileHandle
    private let tag: IntegrityTag
    private var pending: [UInt8] = []

    /// Begins a file; one that is there is replaced.
    ///
    /// - Parameters:
    ///   - path: where it goes.
    ///   - metadata: what is said about the tensors.
    ///   - entries: the tensors; no name twice.
    /// - Throws: `SafetensorsError.noAccess`.
    public init(
        path: String, metadata: [String: String], entries: [SealedTensors.Entry]
    ) throws(SafetensorsError) {
        guard let tag = IntegrityTag() else {
            throw .noAccess(file: path, reason: "libcrypto on this system offers no AES-GCM to seal it with")
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw .noAccess(file: path, reason: String(cString: strerror(errno))) }
        self.path = path
        self.file = file
        self.tag = tag
        var layouts: [Safetensors.Layout] = []
        var position = 0
        for entry in entries {
            let end = position + 4 * entry.shape.reduce(1, *)
            layouts.append(.init(name: entry.name, type: .float32, shape: entry.shape, begin: position, end: end))
            position = end
        }
        layouts.append(
            .init(
                name: SealedTensors.seal, type: .uint8, shape: [IntegrityTag.byteCount], begin: position,
                end: position + IntegrityTag.byteCount))
        try append(Safetensors.head(metadata, layouts))
    }

    /// Appends values of the tensor that is not full yet.
    ///
    /// - Throws: `SafetensorsError.noAccess`, as where the disk is full.
    public func append(_ values: UnsafeBufferPointer<Float>) throws(SafetensorsError) {
        values.withLittleEndianBytes { pending.append(contentsOf: $0) }
        if pending.count >= 1 << 20 { try flush() }
    }

    /// Writes what is left, the seal after it, and waits until the disk has it.
    ///
    /// - Throws: `SafetensorsError.noAccess`.
    public func finish() throws(SafetensorsError) {
        try flush()
        do {
            try file.write(contentsOf: tag.finish())
            try file.synchronize()
            try file.close()
        } catch {
            throw .noAccess(file: path, reason: error.localizedDescription)
        }
    }

    private func append(_ bytes: [UInt8]) throws(SafetensorsError) {
        pending += bytes
        if pending.count >= 1 << 20 { try flush() }
    }

    private func flush() throws(SafetensorsError) {
        pending.withUnsafeBytes { tag.update($0) }
        do {
            try file.write(contentsOf: pending)
        } catch {
            throw .noAccess(file: path, reason: error.localizedDescription)
        }
        pending.removeAll(keepingCapacity: true)
    }
}

/// Reads a sealed file, tensor by tensor.
public final class SealedTensorReader {
    /// What is said about the tensors.
    public let metadata: [String: String]
    /// The shapes of the tensors by name, without the seal's.
    public let shapes: [String: [Int]]
    private let path: String
    private let file: FileHandle
    private let bodyStart: Int
    private let layouts: [String: Safetensors.Layout]

    /// Opens a file, reads it once and checks its seal.
    ///
    /// - Parameter path: the path of the file.
    /// - Throws: `SafetensorsError` for anything that is not whole; never traps.
    public init(path: String) throws(SafetensorsError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw .noAccess(file: path, reason: "there is no such file")
        }
        guard let file = FileHandle(forReadingAtPath: path), let tag = IntegrityTag() else {
            throw .noAccess(file: path, reason: "it cannot be opened")
        }
        self.path = path
        self.file = file
        let size: Int
        do {
            size = Int(clamping: try file.seekToEnd())
        } catch {
            throw .noAccess(file: path, reason: error.localizedDescription)
        }
        guard size >= 8 else { throw .tooShort(bytes: size, needed: 8) }
        let length = try Safetensors.headerLength(Self.bytes(of: file, path, from: 0, count: 8))
        bodyStart = 8 + length
        guard size >= bodyStart else { throw .tooShort(bytes: size, needed: bodyStart) }
        let head = try Self.bytes(of: file, path, from: 8, count: length)
        let (metadata, layouts) = try Safetensors.directory(head[...], bodyBytes: size - bodyStart)
        guard let seal = layouts.last, seal.name == SealedTensors.seal, seal.type == .uint8,
            seal.end - seal.begin == IntegrityTag.byteCount,
            layouts.dropLast().allSatisfy({ $0.type == .float32 })
        else { throw .notSealed }
        self.metadata = metadata
        self.layouts = Dictionary(layouts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        shapes = Dictionary(
            layouts.dropLast().map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
        let sealed = size - IntegrityTag.byteCount
        for start in stride(from: 0, to: sealed, by: 1 << 20) {
            try Self.bytes(of: file, path, from: start, count: min(1 << 20, sealed - start)).withUnsafeBytes {
                tag.update($0)
            }
        }
        let found = try Self.bytes(of: file, path, from: sealed, count: IntegrityTag.byteCount)
        guard found == tag.finish() else { throw .brokenSeal }
    }

    /// The values of a tensor, in row-major order.
    ///
    /// - Throws: `SafetensorsError` where there is no such tensor or the file can no longer be read.
    public func values(of name: String) throws(SafetensorsError) -> [Float] {
        guard let layout = layouts[name], layout.type == .float32 else { throw .missingTensor(name: name) }
        let bytes = try Self.bytes(
            of: file, path, from: bodyStart + layout.begin, count: layout.end - layout.begin)
        guard case .float32(let values) = layout.type.values(bytes[...]) else { throw .missingTensor(name: name) }
        return values
    }

    private static func bytes(
        of file: FileHandle, _ path: String, from start: Int, count: Int
    ) throws(SafetensorsError) -> [UInt8] {
        let data: Data
        do {
            try file.seek(toOffset: UInt64(start))
            data = try file.read(upToCount: count) ?? Data()
        } catch {
            throw .noAccess(file: path, reason: error.localizedDescription)
        }
        guard data.count == count else { throw .tooShort(bytes: start + data.count, needed: start + count) }
        return Array(data)
    }
}
