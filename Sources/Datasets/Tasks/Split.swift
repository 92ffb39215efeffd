import Formats

/// One partition of a task's rows into training, validation and test rows.
public struct Split: Hashable, Sendable {
    /// The position of the split within its task, counted from 0.
    public let index: Int
    /// The rows to learn from, ascending, counted from 0.
    public let training: [Int]
    /// The rows that choose among configurations and epochs, ascending, counted from 0.
    public let validation: [Int]
    /// The rows that are scored, ascending, counted from 0.
    public let test: [Int]
    /// The SHA-256 of the three lists, in a little-endian form; the index is no part of it.
    public let digest: Digest

    /// Makes a split of three lists of rows, which it sorts.
    ///
    /// ``LearningTask`` checks that they fit its rows and don't overlap.
    public init(index: Int, training: [Int], validation: [Int], test: [Int]) {
        self.index = index
        self.training = training.sorted()
        self.validation = validation.sorted()
        self.test = test.sorted()
        digest = Self.digest(of: [self.training, self.validation, self.test])
    }

    /// Makes a split from one part for each row.
    init(index: Int, parts: [SplitPart]) {
        var rows: [SplitPart: [Int]] = [:]
        for (row, part) in parts.enumerated() { rows[part, default: []].append(row) }
        self.init(
            index: index, training: rows[.training] ?? [], validation: rows[.validation] ?? [], test: rows[.test] ?? [])
    }

    /// Takes a split that was made before: ascending rows and their digest.
    init(index: Int, training: [Int], validation: [Int], test: [Int], digest: Digest) {
        self.index = index
        self.training = training
        self.validation = validation
        self.test = test
        self.digest = digest
    }

    /// The rows of one part, ascending.
    public func rows(of part: SplitPart) -> [Int] {
        switch part {
        case .training: training
        case .validation: validation
        case .test: test
        }
    }

    private static func digest(of parts: [[Int]]) -> Digest {
        let hasher = SHA256()
        hasher.update("snnbench.split.1\n")
        for part in parts {
            hasher.update(UInt64(part.count))
            part.map { UInt64(bitPattern: Int64($0)).littleEndian }.withUnsafeBytes { hasher.update($0) }
        }
        return hasher.finish()
    }
}

/// One of the three parts of a split.
public enum SplitPart: String, CaseIterable, Sendable {
    /// The rows that a network learns from.
    case training
    /// The rows that choose among configurations and epochs.
    case validation
    /// The rows that are scored.
    case test
}
