import Formats

/// The digest of a task's content, which the identity of every result is made of: it must stay as it is.
struct ContentHasher: ~Copyable {
    private let hasher = SHA256()

    /// Begins the digest of a task.
    init(rows: Int, columns: Int) {
        hasher.update("snnbench.task.1\n")
        hasher.update(UInt64(rows))
        hasher.update(UInt64(columns))
    }

    /// Takes further features, row after row.
    func update(_ values: [Float]) {
        // Negative zero counts as zero: no network can tell them apart.
        update(values) { ($0 == 0 ? 0 : $0.bitPattern).littleEndian }
    }

    /// Ends the digest with the targets, the positions of what is missing, ascending, and the sizes of images that a user gave:
    /// what a convolution makes of the same numbers depends on them.
    consuming func finish(targets: TaskTargets, missing: [Int], image: ImageShape? = nil) -> Digest {
        switch targets {
        case .classes(let classes, let count):
            hasher.update("classes\n")
            hasher.update(UInt64(count))
            update(classes) { $0.littleEndian }
        case .labels(let matrix):
            hasher.update("labels\n")
            hasher.update(UInt64(matrix.columns))
            update(matrix.values) { $0 }
        case .numbers(let numbers):
            hasher.update("numbers\n")
            update(numbers) { ($0 == 0 ? 0 : $0.bitPattern).littleEndian }
        }
        if !missing.isEmpty {
            hasher.update("missing\n")
            hasher.update(UInt64(missing.count))
            update(missing) { UInt64($0).littleEndian }
        }
        if let image { hasher.update("image \(image)\n") }
        return hasher.finish()
    }

    /// Appends values in pieces that stay in cache.
    private func update<Value, Bits>(_ values: [Value], bits: (Value) -> Bits) {
        for start in stride(from: 0, to: values.count, by: 16_384) {
            values[start..<min(start + 16_384, values.count)].map(bits).withUnsafeBytes { hasher.update($0) }
        }
    }
}
