import Formats

/// A SHA-256 over typed values, which `AttemptRecord.resultDigest` is made with.
struct ResultHash {
    private var pending: [UInt8] = []

    /// Adds an integer or nothing.
    mutating func add(_ value: Int?) {
        guard let value else { return pending.append(0) }
        add(type: 1, bits: UInt64(bitPattern: Int64(value)))
    }

    /// Adds a number or nothing, as it would be stored.
    mutating func add(_ value: Double?) {
        guard let value = stored(value) else { return pending.append(0) }
        add(type: 2, bits: value.bitPattern)
    }

    /// Adds a text or nothing.
    mutating func add(_ value: String?) {
        guard let value else { return pending.append(0) }
        let bytes = Array(value.utf8)
        add(type: 3, bits: UInt64(bytes.count))
        pending.append(contentsOf: bytes)
    }

    /// Ends the list of values and gives the digest, 64 lower-case hexadecimal digits.
    func finalize() -> String { SHA256.digest(of: pending).description }

    private mutating func add(type: UInt8, bits: UInt64) {
        pending.append(type)
        withUnsafeBytes(of: bits.littleEndian) { pending.append(contentsOf: $0) }
    }
}
