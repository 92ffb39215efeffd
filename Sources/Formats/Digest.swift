import CCrypto

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

/// A message digest algorithm that published checksums use.
public enum DigestAlgorithm: String, CaseIterable, Sendable {
    /// SHA-256 (FIPS 180-4), 32 bytes.
    case sha256
    /// SHA-1 (FIPS 180-4), 20 bytes; only to recognise files whose publisher gave nothing better.
    case sha1
    /// MD5 (RFC 1321), 16 bytes; only to recognise files whose publisher gave nothing better.
    case md5

    /// The length of the digest in bytes.
    public var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha1: 20
        case .md5: 16
        }
    }
}

/// A failure of the cryptographic library.
public enum DigestError: ClassifiedError, Equatable, Sendable {
    /// The library offers no such algorithm, as MD5 on a system restricted to FIPS.
    case unavailable(DigestAlgorithm)

    /// The kind of failure.
    public var kind: FailureKind { .unavailable }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .unavailable(let algorithm):
            "libcrypto on this system does not offer \(algorithm.rawValue.uppercased()); allow it in OpenSSL's configuration"
        }
    }
}

/// A digest computed piece by piece.
///
/// Feed the bytes in order with ``update(_:)-(UnsafeRawBufferPointer)`` and end with ``finish()``.
public final class MessageHasher {
    private let context: OpaquePointer
    private let byteCount: Int

    /// Starts a digest.
    ///
    /// Throws ``DigestError/unavailable(_:)`` where libcrypto does not offer the algorithm.
    public init(_ algorithm: DigestAlgorithm) throws(DigestError) {
        guard let context = EVP_MD_CTX_new() else { throw .unavailable(algorithm) }
        let method: OpaquePointer? =
            switch algorithm {
            case .sha256: EVP_sha256()
            case .sha1: EVP_sha1()
            case .md5: EVP_md5()
            }
        guard EVP_DigestInit_ex(context, method, nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw .unavailable(algorithm)
        }
        self.context = context
        byteCount = algorithm.byteCount
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Appends bytes.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0, let base = bytes.baseAddress else { return }
        EVP_DigestUpdate(context, base, bytes.count)
    }

    /// Appends bytes.
    public func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Returns the digest of all that was appended; the hasher must not be used afterwards.
    public func finish() -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        EVP_DigestFinal_ex(context, &result, nil)
        return Array(result.prefix(byteCount))
    }
}

/// SHA-256 (FIPS 180-4) of one piece or of a stream of bytes.
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    /// Starts a digest of nothing.
    public init() {
        // Every libcrypto has SHA-256. One that refuses it is broken, and no digest is better than a wrong one.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto on this system cannot compute SHA-256")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Appends bytes.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count > 0, let base = bytes.baseAddress else { return }
        EVP_DigestUpdate(context, base, bytes.count)
    }

    /// Appends bytes.
    public func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Appends the UTF-8 bytes of a text.
    public func update(_ text: String) {
        update(Array(text.utf8))
    }

    /// Appends the four bytes of each number, least significant first.
    public func update(_ numbers: UnsafeBufferPointer<Float>) {
        numbers.withLittleEndianBytes { update($0) }
    }

    /// Appends eight bytes, least significant first.
    public func update(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { update($0) }
    }

    /// Returns the digest of all that was appended.
    public consuming func finish() -> Digest {
        var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        withUnsafeMutableBytes(of: &words) { buffer in
            _ = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
        }
        return Digest(
            words: SIMD4(words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian))
    }

    /// Returns the digest of some bytes.
    public static func digest(of bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { digest(of: $0) }
    }

    /// Returns the digest of some bytes.
    public static func digest(of bytes: UnsafeRawBufferPointer) -> Digest {
        let hasher = SHA256()
        hasher.update(bytes)
        return hasher.finish()
    }

    /// Returns the digest of the UTF-8 bytes of a text.
    public static func digest(of text: String) -> Digest {
        digest(of: Array(text.utf8))
    }
}

extension UnsafeBufferPointer<Float> {
    /// Calls a closure with the four bytes of each number, least significant first: the numbers themselves where the processor has them so.
    ///
    /// Millions of weights go this way, and a key path such as `\.bitPattern.littleEndian` takes a third of a microsecond for each.
    package func withLittleEndianBytes<Outcome>(
        _ body: (UnsafeRawBufferPointer) throws -> Outcome
    ) rethrows -> Outcome {
        #if _endian(little)
        try body(UnsafeRawBufferPointer(self))
        #else
        try map { $0.bitPattern.littleEndian }.withUnsafeBytes(body)
        #endif
    }
}

/// Conversion between bytes and lower-case hexadecimal text.
public enum Hexadecimal {
    /// Returns two lower-case digits for each byte.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the bytes of a text with an even number of hexadecimal digits of either case, or nil.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(of: digits[index]), let low = value(of: digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
