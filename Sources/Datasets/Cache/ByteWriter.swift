/// Bytes that grow number by number, the least significant byte of each first.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ number: Int) { append(UInt64(bitPattern: Int64(number))) }

    mutating func append(_ more: [UInt8]) { bytes += more }

    /// Appends zeros until the number of bytes is a multiple of eight.
    mutating func pad() {
        while !bytes.count.isMultiple(of: 8) { bytes.append(0) }
    }
}
