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
