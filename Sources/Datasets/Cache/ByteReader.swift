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

    /// Passes over zeros up to a multiple of eight.
    mutating func skipPadding() -> Bool {
        slice((8 - position % 8) % 8) != nil
    }

    /// Whether all was read.
    var isAtEnd: Bool { position == bytes.count }
}
