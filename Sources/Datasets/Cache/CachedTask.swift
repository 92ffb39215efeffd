import Formats
import Foundation

/// A parsed task as it is kept on disk, with what it was made from.
///
/// The file has a head of fixed length (the format's name, the tag of all that follows it, the length of the table), a
/// table (key, digests, numbers, sources, targets, the part of each row in each split) and the features as they lie in
/// memory. Numbers have the least significant byte first.
struct CachedTask: Sendable {
    /// The name of the format; it changes whenever the format or what a reader makes of files does.
    static let format = Array("snnbench.cache.1".utf8)
    /// The format, the tag and the length of the table.
    private static let headByteCount = 16 + IntegrityTag.byteCount + 8
    /// No task has more rows, columns or splits; the bound keeps products from overflowing.
    private static let limit = 1 << 31

    let task: LearningTask
    /// What the task was asked to be: the manifest's facts of it.
    let key: Digest
    /// The files it was made from.
    let sources: [CachedSource]

    /// Writes a file, which appears whole or not at all; false where that could not be done.
    func write(to path: String) -> Bool {
        let table = table
        guard let tag = IntegrityTag() else { return false }
        table.withUnsafeBytes { tag.update($0) }
        task.features.values.withUnsafeBytes { tag.update($0) }
        let tagBytes = tag.finish()
        guard tagBytes.count == IntegrityTag.byteCount else { return false }
        var head = ByteWriter()
        head.append(Self.format)
        head.append(tagBytes)
        head.append(table.count)
        // Each process writes a file of its own; the last one to finish gives it the name.
        let staging = "\(path).\(getpid()).new"
        let descriptor = open(staging, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { return false }
        let isWritten =
            head.bytes.withUnsafeBytes { Self.write($0, to: descriptor) }
            && table.withUnsafeBytes { Self.write($0, to: descriptor) }
            && task.features.values.withUnsafeBytes { Self.write($0, to: descriptor) }
        close(descriptor)
        // Without waiting for the disk: a file that a power failure cuts short has a wrong tag and is made again.
        guard isWritten, rename(staging, path) == 0 else {
            unlink(staging)
            return false
        }
        return true
    }

    /// Reads a file but for its features; nil where it is not there, cut short, or of another format, key or state of its sources.
    static func readPartition(_ path: String, name: TaskName, key: Digest, paths: [String]) -> TaskPartition? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let head = bytes(headByteCount, from: descriptor), head.starts(with: format) else { return nil }
        var reader = ByteReader(head, from: 16)
        guard reader.skip(IntegrityTag.byteCount), let tableByteCount = reader.count(1...limit),
            let table = bytes(tableByteCount, from: descriptor)
        else { return nil }
        var parser = CachedTableParser(table, limit: limit)
        guard let parts = parser.parse(), parts.key == key,
            parts.sources.map({ Optional($0.stamp) }) == paths.map({ FileStamp(path: $0) })
        else { return nil }
        return TaskPartition(
            name: name, shape: TaskShape(rows: parts.rows, features: parts.columns, outputs: parts.targets.outputs),
            targets: parts.targets, contentDigest: parts.contentDigest, splits: parts.splits, relation: nil)
    }

    /// Reads a file; nil where it is not there, cut short, changed, or of another format, task or key.
    static func read(_ path: String, name: TaskName, key: Digest) -> CachedTask? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let size = Int(status.st_size)
        guard size > headByteCount, let head = bytes(headByteCount, from: descriptor), head.starts(with: format) else {
            return nil
        }
        var reader = ByteReader(head, from: 16)
        guard let tag = reader.slice(IntegrityTag.byteCount),
            let tableByteCount = reader.count(1...(size - headByteCount)),
            let table = bytes(tableByteCount, from: descriptor)
        else { return nil }
        var parser = CachedTableParser(table, limit: limit)
        guard let parts = parser.parse(), parts.key == key,
            parts.rows * parts.columns == (size - headByteCount - tableByteCount) / 4,
            (size - headByteCount - tableByteCount).isMultiple(of: 4),
            let values = floats(parts.rows * parts.columns, from: descriptor), let check = IntegrityTag()
        else { return nil }
        table.withUnsafeBytes { check.update($0) }
        values.withUnsafeBytes { check.update($0) }
        guard check.finish().elementsEqual(tag) else { return nil }
        let features = FeatureMatrix(checkedRows: parts.rows, columns: parts.columns, values: values)
        let task = LearningTask(
            cached: name, features: features, targets: parts.targets, splits: parts.splits, scale: parts.scale,
            contentDigest: parts.contentDigest)
        return CachedTask(task: task, key: key, sources: parts.sources)
    }

    /// All but the head and the features.
    var table: [UInt8] {
        var writer = ByteWriter()
        writer.append(key.bytes)
        writer.append(task.contentDigest.bytes)
        writer.append(task.scale == .raw ? 1 : 0)
        writer.append(task.features.rows)
        writer.append(task.features.columns)
        writer.append(task.targets.outputs)
        writer.append(task.splits.count)
        writer.append(sources.count)
        for source in sources {
            for number in source.stamp.numbers { writer.append(number) }
            writer.append(source.digest.bytes)
        }
        switch task.targets {
        case .classes(let classes, _):
            writer.append(0)
            for label in classes { withUnsafeBytes(of: label.littleEndian) { writer.append(Array($0)) } }
        case .labels(let matrix):
            writer.append(1)
            writer.append(matrix.values.map { UInt8(bitPattern: $0) })
        case .numbers(let numbers):
            writer.append(2)
            for number in numbers { writer.append(number.bitPattern) }
        }
        writer.pad()
        for split in task.splits {
            writer.append(split.index)
            writer.append(split.digest.bytes)
            var parts = [UInt8](repeating: 0, count: task.features.rows)
            for (code, part) in SplitPart.allCases.enumerated() {
                for row in split.rows(of: part) { parts[row] = UInt8(code + 1) }
            }
            writer.append(parts)
            writer.pad()
        }
        return writer.bytes
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes
        while rest.count > 0 {
            let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        return true
    }

    private static func bytes(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor)
        }
        return bytes.count == count ? bytes : nil
    }

    private static func floats(_ count: Int, from descriptor: Int32) -> [Float]? {
        #if _endian(little)
        let values = [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = fill(UnsafeMutableRawBufferPointer(buffer), from: descriptor) / 4
        }
        return values.count == count ? values : nil
        #else
        // The values are kept as they lie in memory, which is another order here.
        return nil
        #endif
    }

    /// Reads until a buffer is full or there is no more; returns the number of bytes.
    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Int {
        var filled = 0
        while filled < buffer.count {
            let got = Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            filled += got
        }
        return filled
    }
}

/// Numbers read from bytes one after the other; nil once they are used up.
struct ByteReader {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// Reads eight bytes, the least significant first.
    mutating func number() -> UInt64? {
        guard let slice = slice(8) else { return nil }
        var number: UInt64 = 0
        for byte in slice.reversed() { number = number << 8 | UInt64(byte) }
        return number
    }

    /// Reads a number that lies in a range.
    mutating func count(_ range: ClosedRange<Int>) -> Int? {
        guard let number = number(), let count = Int(exactly: number), range.contains(count) else { return nil }
        return count
    }

    /// Reads some bytes.
    mutating func slice(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    /// Passes over some bytes.
    mutating func skip(_ count: Int) -> Bool { slice(count) != nil }

    /// Passes over zeros up to a multiple of eight.
    mutating func skipPadding() -> Bool {
        slice((8 - position % 8) % 8) != nil
    }

    /// Whether all was read.
    var isAtEnd: Bool { position == bytes.count }
}

/// Bytes that grow number by number, the least significant byte of each first.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ number: Int) { append(UInt64(bitPattern: Int64(number))) }

    mutating func append(_ more: [UInt8]) { bytes += more }

    mutating func append(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }

    /// Appends zeros until the number of bytes is a multiple of eight.
    mutating func pad() {
        while !bytes.count.isMultiple(of: 8) { bytes.append(0) }
    }
}
