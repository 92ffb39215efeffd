/// A SHA-256 digest: 32 bytes that name a content.
///
/// Prints as 64 lower-case hexadecimal digits and orders as those do.
public struct Digest: Hashable, Comparable, Sendable, LosslessStringConvertible, Codable {
    // Four big-endian words rather than an array: no allocation, and the order of words is the order of the text.
    private let words: SIMD4<UInt64>

    init(words: SIMD4<UInt64>) {
        self.words = words
    }

    /// Makes a digest of 32 bytes, or nil of any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words = SIMD4<UInt64>()
        for (index, byte) in bytes.enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.words = words
    }

    /// Parses 64 hexadecimal digits of either case.
    public init?(_ description: String) {
        guard let bytes = Hexadecimal.decode(description), let digest = Digest(bytes: bytes) else { return nil }
        self = digest
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(8 * (7 - $0 % 8))) }
    }

    /// The 64 lower-case hexadecimal digits.
    public var description: String { Hexadecimal.encode(bytes) }

    /// Orders as the hexadecimal texts do.
    public static func < (left: Digest, right: Digest) -> Bool {
        for index in 0..<4 where left.words[index] != right.words[index] {
            return left.words[index] < right.words[index]
        }
        return false
    }

    /// Decodes the text form.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let digest = Digest(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a digest has 64 hexadecimal digits"))
        }
        self = digest
    }

    /// Encodes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
