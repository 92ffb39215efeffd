/// How downloads are made.
public struct FetchOptions: Sendable {
    /// Addresses below which copies lie as HOST/PATH, tried before the original; `http:`, `https:` or `file:`, or a folder.
    public var mirrors: [String] = []
    /// Whether the network is left alone; mirrors on this machine's disk are still read.
    public var isOffline = false
    /// A folder with files fetched by other means; they are recognised by their content, whatever their names.
    public var sourceFolder: String?
    /// Whether files that are there already are read and hashed again.
    public var verifiesExisting = false
    /// The number of transfers at a time.
    public var transfers = 4
    /// The number of transfers at a time from one host.
    public var transfersPerHost = 2
    /// The number of attempts at one address in a row that bring nothing new.
    public var attempts = 5
    /// The number of seconds without data after which a transfer is given up and tried again.
    public var stallSeconds = 30
    /// The number of seconds that a connection may take.
    public var connectSeconds = 20
    /// The pause in seconds before the second attempt; it doubles from one to the next.
    public var firstPause = 0.5
    /// The longest pause in seconds, also where a server asks for a longer one.
    public var longestPause = 60.0
    /// The largest download in bytes.
    public var maximumBytes = 4_000_000_000

    /// A file of certificates (PEM) by which servers are judged, in place of the system's; nil for those.
    public var certificates: String?

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults with the certificates that `CURL_CA_BUNDLE`, else `SSL_CERT_FILE` names, as curl does.
    public init(environment: [String: String]) {
        certificates = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
}
