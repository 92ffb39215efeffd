import Formats

/// A published checksum of a file, written as `sha256:` and hexadecimal digits.
public struct Checksum: Hashable, Sendable, LosslessStringConvertible {
    /// How a checksum is computed.
    public enum Kind: String, CaseIterable, Sendable {
        /// SHA-256 of the content.
        case sha256
        /// SHA-1 of the content.
        case sha1
        /// MD5 of the content.
        case md5
        /// Git's name of the content: SHA-1 of `blob`, a blank, the size in decimal, a zero byte and the content.
        case gitBlobSHA1 = "git-blob-sha1"

        /// The digest algorithm beneath.
        public var algorithm: DigestAlgorithm {
            switch self {
            case .sha256: .sha256
            case .sha1, .gitBlobSHA1: .sha1
            case .md5: .md5
            }
        }

        /// What is digested before the content of a file of some size.
        func prefix(byteCount: Int) -> [UInt8] {
            self == .gitBlobSHA1 ? Array("blob \(byteCount)\0".utf8) : []
        }
    }

    /// How it is computed.
    public let kind: Kind
    /// The value in lower-case hexadecimal digits.
    public let hexadecimal: String

    /// Parses `KIND:DIGITS`; nil where the kind is unknown or the number of digits is not the kind's.
    public init?(_ description: String) {
        let parts = description.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), let bytes = Hexadecimal.decode(parts[1]),
            bytes.count == kind.algorithm.byteCount
        else { return nil }
        self.init(kind: kind, bytes: bytes)
    }

    /// Computes a checksum of some bytes.
    ///
    /// - Throws: ``DigestError`` where libcrypto does not offer the algorithm.
    public init(_ kind: Kind, of content: [UInt8]) throws(DigestError) {
        let hasher = try MessageHasher(kind.algorithm)
        hasher.update(kind.prefix(byteCount: content.count))
        hasher.update(content)
        self.init(kind: kind, bytes: hasher.finish())
    }

    init(kind: Kind, bytes: [UInt8]) {
        self.kind = kind
        hexadecimal = Hexadecimal.encode(bytes)
    }

    /// The form `KIND:DIGITS`.
    public var description: String { "\(kind.rawValue):\(hexadecimal)" }
}
