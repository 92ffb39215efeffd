import CCrypto

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
