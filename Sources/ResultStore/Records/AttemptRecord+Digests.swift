import Formats

extension AttemptRecord {
    /// The digest of the result: what two runs of one unit must share, whatever the host, the time and the threads.
    ///
    /// It is the SHA-256 of these values in order: the outcome; epochs completed; steps; the digest of the weights;
    /// then for each epoch in ascending order its number, training loss, validation loss, validation correct, test
    /// loss, test correct, validation AUC, test AUC, and its further metrics where it has some; then for each metric in the order of partition and name its
    /// partition, name, value, correct, total, epoch. Each value is written as a byte of type and its content: `0`
    /// (nothing), `1` (integer) or `2` (double) and 8 bytes, least significant first, or `3` (text), the number of
    /// its UTF-8 bytes as 8 bytes, and these. A number that is not finite counts as nothing.
    public var resultDigest: String {
        var hash = ResultHash()
        hash.add(outcome.rawValue)
        hash.add(epochsCompleted)
        hash.add(steps)
        hash.add(weightsDigest)
        for epoch in epochs.sorted(by: { $0.epoch < $1.epoch }) {
            hash.add(epoch.epoch)
            hash.add(epoch.trainingLoss)
            hash.add(epoch.validationLoss)
            hash.add(epoch.validationCorrect)
            hash.add(epoch.testLoss)
            hash.add(epoch.testCorrect)
            hash.add(epoch.validationAUC)
            hash.add(epoch.testAUC)
            // Only where there are some, so that digests from before they could be stay as they are.
            if let further = epoch.further { hash.add(further) }
        }
        for metric in metrics.sorted(by: { ($0.part.rawValue, $0.name) < ($1.part.rawValue, $1.name) }) {
            hash.add(metric.part.rawValue)
            hash.add(metric.name)
            hash.add(metric.value)
            hash.add(metric.correct)
            hash.add(metric.total)
            hash.add(metric.epoch)
        }
        return hash.finalize()
    }
    /// The digest of the attempt: what ties its result to its unit, its environment and its times.
    ///
    /// It is the SHA-256 of these values in order, each written as for `resultDigest`: the unit's hash; the digest of the
    /// environment; the outcome; the message; the times of start and end as they are stored; the seconds; the digest of
    /// the result.
    public var digest: String {
        Self.digest(
            unitHash: unitHash, environmentDigest: environment.digest, outcome: outcome.rawValue, message: message,
            startedAt: Timestamp.text(startedAt), finishedAt: Timestamp.text(finishedAt), seconds: seconds,
            resultDigest: resultDigest)
    }

    /// The digest from its parts, as the store's columns hold them.
    static func digest(
        unitHash: String, environmentDigest: String, outcome: String, message: String?, startedAt: String,
        finishedAt: String, seconds: Double?, resultDigest: String
    ) -> String {
        var hash = ResultHash()
        hash.add(unitHash)
        hash.add(environmentDigest)
        hash.add(outcome)
        hash.add(message)
        hash.add(startedAt)
        hash.add(finishedAt)
        hash.add(seconds)
        hash.add(resultDigest)
        return hash.finalize()
    }
}

/// A SHA-256 over typed values, which the digests of results and attempts are made with.
struct ResultHash {
    /// What is hashed so far is the first `count` bytes: results are millions of numbers, and appending took longer than hashing.
    private var pending: [UInt8] = []
    private var count = 0

    /// Adds an integer or nothing.
    mutating func add(_ value: Int?) { add(value.map { Int64($0) }) }

    /// Adds an integer or nothing.
    mutating func add(_ value: Int64?) {
        guard let value else { return addNothing() }
        add(type: 1, bits: UInt64(bitPattern: value))
    }

    /// Adds a number or nothing, as it would be stored.
    mutating func add(_ value: Double?) {
        guard let value = stored(value) else { return addNothing() }
        add(type: 2, bits: value.bitPattern)
    }

    /// Adds a text or nothing.
    mutating func add(_ value: String?) {
        guard var value else { return addNothing() }
        value.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    /// Adds the UTF-8 bytes of a text or nothing.
    mutating func add(_ bytes: UnsafeRawBufferPointer?) {
        guard let bytes else { return addNothing() }
        add(type: 3, bits: UInt64(bytes.count))
        reserve(bytes.count)
        for byte in bytes {
            pending[count] = byte
            count += 1
        }
    }

    /// Adds some cells of a row that hold numbers or nothing, each by its type.
    mutating func add(_ row: RawRows, _ columns: Range<Int>) {
        reserve(9 * columns.count)
        var end = count
        pending.withUnsafeMutableBytes { bytes in
            for column in columns {
                let (type, bits): (UInt8, UInt64) =
                    switch row.value(column) {
                    case .integer(let number): (1, UInt64(bitPattern: number))
                    case .real(let number): stored(number).map { (2, $0.bitPattern) } ?? (0, 0)
                    default: (0, 0)
                    }
                bytes[end] = type
                if type != 0 { bytes.storeBytes(of: bits.littleEndian, toByteOffset: end + 1, as: UInt64.self) }
                end += type == 0 ? 1 : 9
            }
        }
        count = end
    }

    /// Ends the list of values and gives the digest, 64 lower-case hexadecimal digits; then starts anew.
    mutating func finalize() -> String {
        defer { count = 0 }
        return pending.withUnsafeBytes { SHA256.digest(of: UnsafeRawBufferPointer(rebasing: $0[..<count])) }.description
    }

    /// Starts anew without a digest.
    mutating func discard() -> String {
        count = 0
        return ""
    }

    private mutating func addNothing() {
        reserve(1)
        pending[count] = 0
        count += 1
    }

    private mutating func add(type: UInt8, bits: UInt64) {
        reserve(9)
        pending[count] = type
        let place = count + 1
        pending.withUnsafeMutableBytes { $0.storeBytes(of: bits.littleEndian, toByteOffset: place, as: UInt64.self) }
        count += 9
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > pending.count else { return }
        pending.append(contentsOf: repeatElement(0, count: max(count + more, 4096, pending.count)))
    }
}
