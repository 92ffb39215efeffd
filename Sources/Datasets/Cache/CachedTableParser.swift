import Formats

/// The reader of the table in a ``CachedTask``'s file.
///
/// Nothing in it is trusted: a file that was not written by this program gives nil, whatever it holds.
struct CachedTableParser {
    /// What a table tells.
    struct Parts {
        let key: Digest
        let contentDigest: Digest
        let scale: FeatureScale
        let rows: Int
        let columns: Int
        let sources: [CachedSource]
        let targets: TaskTargets
        let splits: [Split]
    }

    private var reader: ByteReader
    private let limit: Int

    init(_ bytes: [UInt8], limit: Int) {
        reader = ByteReader(bytes)
        self.limit = limit
    }

    mutating func parse() -> Parts? {
        guard let key = digest(), let contentDigest = digest(), let scale = reader.count(0...1),
            let rows = reader.count(1...limit), let columns = reader.count(1...limit),
            let outputs = reader.count(1...limit), let splitCount = reader.count(1...1000),
            let sourceCount = reader.count(0...1000)
        else { return nil }
        var sources: [CachedSource] = []
        for _ in 0..<sourceCount {
            guard let source = source() else { return nil }
            sources.append(source)
        }
        guard let targets = targets(rows: rows, outputs: outputs), reader.skipPadding() else { return nil }
        var splits: [Split] = []
        for _ in 0..<splitCount {
            guard let split = split(rows: rows), reader.skipPadding() else { return nil }
            splits.append(split)
        }
        guard reader.isAtEnd else { return nil }
        return Parts(
            key: key, contentDigest: contentDigest, scale: scale == 1 ? .raw : .prepared, rows: rows, columns: columns,
            sources: sources, targets: targets, splits: splits)
    }

    private mutating func digest() -> Digest? {
        reader.slice(32).flatMap { Digest(bytes: $0) }
    }

    private mutating func source() -> CachedSource? {
        var numbers: [UInt64] = []
        for _ in 0..<FileStamp.count {
            guard let number = reader.number() else { return nil }
            numbers.append(number)
        }
        guard let stamp = FileStamp(numbers: numbers), let digest = digest() else { return nil }
        return CachedSource(stamp: stamp, digest: digest)
    }

    private mutating func targets(rows: Int, outputs: Int) -> TaskTargets? {
        guard let kind = reader.count(0...2) else { return nil }
        if kind == 2 {
            let numbers = (0..<rows).compactMap { _ in reader.number().map { Double(bitPattern: $0) } }
            return outputs == 1 && numbers.count == rows && numbers.allSatisfy(\.isFinite) ? .numbers(numbers) : nil
        }
        guard kind == 0 else {
            guard let slice = reader.slice(rows * outputs) else { return nil }
            return LabelMatrix(rows: rows, columns: outputs, values: slice.map { Int8(bitPattern: $0) }).map {
                .labels($0)
            }
        }
        guard let slice = reader.slice(rows * 4) else { return nil }
        var classes: [Int32] = []
        classes.reserveCapacity(rows)
        for start in stride(from: slice.startIndex, to: slice.endIndex, by: 4) {
            let label = (0..<4).reduce(UInt32(0)) { $0 | UInt32(slice[start + $1]) << UInt32(8 * $1) }
            guard label < UInt32(truncatingIfNeeded: outputs) else { return nil }
            classes.append(Int32(truncatingIfNeeded: label))
        }
        return .classes(classes, count: outputs)
    }

    private mutating func split(rows: Int) -> Split? {
        guard let index = reader.count(0...limit), let digest = digest(), let parts = reader.slice(rows) else {
            return nil
        }
        var counts = [0, 0, 0, 0]
        for part in parts {
            guard part < 4 else { return nil }
            counts[Int(part)] += 1
        }
        guard counts[1...].allSatisfy({ $0 > 0 }) else { return nil }
        var lists = (1...3).map { code -> [Int] in
            var list: [Int] = []
            list.reserveCapacity(counts[code])
            return list
        }
        for (row, part) in parts.enumerated() where part > 0 { lists[Int(part) - 1].append(row) }
        return Split(index: index, training: lists[0], validation: lists[1], test: lists[2], digest: digest)
    }
}
