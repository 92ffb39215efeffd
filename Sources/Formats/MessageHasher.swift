import CCrypto

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
