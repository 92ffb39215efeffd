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
