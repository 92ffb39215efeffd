import CCrypto

/// A fast 128-bit check of bytes that were written by this program itself: the tag of AES-GMAC (NIST SP 800-38D) under a fixed key.
///
/// It finds every accidental change with a chance of failure of 2^-128 or so and runs at several gigabytes a second, ten times as
/// fast as SHA-256 without hardware for it. As the key is public it proves nothing about who wrote the bytes: what comes from
/// elsewhere needs ``SHA256``.
public final class IntegrityTag {
    /// The length of a tag in bytes.
    public static let byteCount = 16

    private let context: OpaquePointer

    /// Starts a tag.
    ///
    /// Nil where libcrypto does not offer the algorithm.
    public init?() {
        guard let context = EVP_CIPHER_CTX_new() else { return nil }
        let key = [UInt8](repeating: 0x53, count: 16)
        let nonce = [UInt8](repeating: 0, count: 12)
        guard EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), nil, key, nonce) == 1 else {
            EVP_CIPHER_CTX_free(context)
            return nil
        }
        self.context = context
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
    }

    /// Appends bytes.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        var start = 0
        // libcrypto counts in 32 bits.
        while start < bytes.count {
            let count = min(bytes.count - start, 1 << 28)
            var written: Int32 = 0
            EVP_EncryptUpdate(
                context, nil, &written, bytes.baseAddress.map { ($0 + start).assumingMemoryBound(to: UInt8.self) },
                Int32(count))
            start += count
        }
    }

    /// Returns the tag of all that was appended; it must not be used afterwards.
    public func finish() -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: Self.byteCount)
        var written: Int32 = 0
        var rest = [UInt8](repeating: 0, count: 16)
        guard EVP_EncryptFinal_ex(context, &rest, &written) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.byteCount), &tag) == 1
        else { return [] }
        return tag
    }
}
