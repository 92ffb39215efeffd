import CCurl
import Formats

/// The downloader: several transfers at a time over libcurl, resumed, retried and checked.
///
/// A download grows in `FILE.part` and gets its name only when it is complete and right. Proxies come from the
/// environment, as libcurl reads it (`http_proxy`, `https_proxy`, `no_proxy`).
struct Fetcher {
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    let options: FetchOptions
    let progress: (FetchProgress) -> Void
    let isCancelled: () -> Bool

    init(
        options: FetchOptions, progress: @escaping (FetchProgress) -> Void = { _ in },
        isCancelled: @escaping () -> Bool = { false }
    ) {
        self.options = options
        self.progress = progress
        self.isCancelled = isCancelled
    }

    /// Fetches some files; the result has one entry a request, the position of the address that served or the error.
    ///
    /// Files that are there already stay, after a check where the options ask for one.
    ///
    /// - Throws: ``FetchError/file(path:reason:)`` where nothing could be started.
    func fetch(_ requests: [FetchRequest]) throws(FetchError) -> [Result<Int, FetchError>] {
        guard Self.isReady, let multi = curl_multi_init() else {
            throw .file(path: "libcurl", reason: "it could not be started")
        }
        defer { curl_multi_cleanup(multi) }
        var results: [Result<Int, FetchError>?] = []
        var downloads: [Download?] = []
        for request in requests {
            let isHere = try isHere(request)
            results.append(isHere ? .success(0) : nil)
            downloads.append(isHere ? nil : Download(request: request, options: options, report: progress))
        }
        run(downloads.compactMap { $0 }, multi: multi)
        return zip(downloads, results).map { download, result in
            if let result { return result }
            guard let download else { return .failure(.cancelled) }
            return switch download.next {
            case .done: .success(download.urlIndex)
            case .failed(let error): .failure(error)
            case .transfer: .failure(.cancelled)
            }
        }
    }

    private func isHere(_ request: FetchRequest) throws(FetchError) -> Bool {
        guard !request.replacesExisting, FilePaths.size(of: request.destination) != nil else { return false }
        // What a file must be decides whether it is here: a size and a hash that are known are always compared.
        guard request.mustMatch else { return true }
        return try ChecksumReader.mismatch(
            of: request.destination, byteCount: request.byteCount, checksums: request.checksums,
            isCancelled: isCancelled) == nil
    }

    private func run(_ downloads: [Download], multi: UnsafeMutableRawPointer) {
        var active: [OpaquePointer: Download] = [:]
        defer {
            for (handle, download) in active {
                curl_multi_remove_handle(multi, UnsafeMutableRawPointer(handle))
                download.suspend()
            }
        }
        while !isCancelled() {
            let now = FilePaths.now()
            var earliest = now + 0.1
            var isWaiting = false
            for download in downloads where download.transfer == nil {
                guard case .transfer(let time) = download.next else { continue }
                isWaiting = true
                guard time <= now else {
                    earliest = min(earliest, time)
                    continue
                }
                let host = Address.host(of: download.url)
                let sameHost = active.values.count { Address.host(of: $0.url) == host }
                guard active.count < options.transfers, sameHost < options.transfersPerHost else { continue }
                do {
                    let transfer = try download.start()
                    active[transfer.handle] = download
                    curl_multi_add_handle(multi, UnsafeMutableRawPointer(transfer.handle))
                } catch {
                    download.fail(error)
                }
            }
            guard isWaiting || !active.isEmpty else { return }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            // What ended may have a successor, as a redirect has, that need not wait.
            if finish(&active, multi: multi) { continue }
            for download in active.values { download.reportProgress(now: now) }
            let wait = active.isEmpty ? max(1, Int32((earliest - now) * 1000)) : 50
            curl_multi_poll(multi, nil, 0, wait, nil)
        }
    }

    /// Hands ended transfers to their downloads; true where there was one.
    private func finish(_ active: inout [OpaquePointer: Download], multi: UnsafeMutableRawPointer) -> Bool {
        var left: Int32 = 0
        var isAny = false
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = snnbench_curl_message_result(message)
            curl_multi_remove_handle(multi, easy)
            active.removeValue(forKey: OpaquePointer(easy))?.finished(code, isCancelled: isCancelled)
            isAny = true
        }
        return isAny
    }
}

/// A file to be had.
struct FetchRequest: Sendable {
    /// The name for messages, as `data_py.zip`.
    let name: String
    /// Where it can be had, in order of preference.
    let urls: [String]
    /// The path it is to have.
    let destination: String
    /// The form it must have.
    let format: ArchiveFormat
    /// The size of the original, where it is known.
    let byteCount: Int?
    /// The checksums of the original.
    let checksums: [Checksum]
    /// Whether size and checksums decide; otherwise those of the members do, after unpacking.
    let mustMatch: Bool
    /// The number of addresses, mirrors included, that are known to have the wrong file.
    var skippedAddresses = 0
    /// Whether a file that is there already is fetched again; it stays until the new one is complete.
    var replacesExisting = false

    /// The most bytes that are taken: what is known of the size bounds also a file that was packed again.
    func byteLimit(_ options: FetchOptions) -> Int {
        guard let byteCount else { return options.maximumBytes }
        return mustMatch ? byteCount : min(options.maximumBytes, max(2 * byteCount, byteCount + 16_000_000))
    }

    /// Whether what came in pieces is found out when they do not fit, so that no server's validator is needed.
    var isProvenByHash: Bool { !checksums.isEmpty }

    init(
        name: String, urls: [String], destination: String, format: ArchiveFormat = .file, byteCount: Int? = nil,
        checksums: [Checksum] = [], mustMatch: Bool = true
    ) {
        self.name = name
        self.urls = urls
        self.destination = destination
        self.format = format
        self.byteCount = byteCount
        self.checksums = checksums
        self.mustMatch = mustMatch
    }
}

/// How downloads are made.
public struct FetchOptions: Sendable {
    /// Addresses below which copies lie as HOST/PATH, tried before the original; `http:`, `https:` or `file:`, or a
    /// folder.
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

    /// The proxies that libcurl takes from the environment, to name them where they fail.
    var proxies = ProxySettings(environment: [:])

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults with the certificates that `CURL_CA_BUNDLE`, else `SSL_CERT_FILE` names, as curl does.
    public init(environment: [String: String]) {
        certificates = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        proxies = ProxySettings(environment: environment)
    }
}

/// How far a fetch has come.
public enum FetchProgress: Sendable, Equatable {
    /// Another fetch works on the same data folder; this one waits for it.
    case waiting(folder: String)
    /// The data folder's file system has no locks; another fetch at the same time would be in the way.
    case unlocked(folder: String)
    /// A download grows; `total` is nil where the server doesn't say, the rate is in bytes a second.
    case downloading(name: String, received: Int, total: Int?, rate: Double)
    /// An attempt failed and another follows after a pause in seconds.
    case retrying(name: String, reason: String, pause: Double)
    /// A download is complete.
    case downloaded(name: String, bytes: Int)
    /// The files of a task are being read and hashed again.
    case verifying(TaskName)
    /// An archive is being unpacked.
    case unpacking(name: String)
    /// A task is ready; or why it is not.
    case task(TaskName, problem: String?)
}

/// Why a file could not be had.
public enum FetchError: ClassifiedError, Equatable, Sendable {
    /// The server could not be reached, or broke off.
    case notReachable(url: String, reason: String)
    /// The server answered with a status that is no success.
    case status(url: String, code: Int, got: String)
    /// The server sent no data for some seconds.
    case stalled(url: String, seconds: Int)
    /// The server led to an address that is not followed.
    case redirectRefused(url: String, target: String, reason: String)
    /// Something else came than what was asked for.
    case wrongContent(url: String, expected: String, got: String)
    /// More came than is allowed.
    case tooLarge(url: String, limit: Int)
    /// A range of the file came that was not asked for.
    case wrongRange(url: String, header: String)
    /// A server asks to come back later than is waited for.
    case busy(url: String, seconds: Int)
    /// It is not here and the network is not to be used.
    case offline(name: String)
    /// Every address failed; each with its reason.
    case allFailed(name: String, reasons: [String])
    /// A file could not be written or read.
    case file(path: String, reason: String)
    /// The folder that files are to be taken from is none, or can't be read.
    case noSourceFolder(path: String)
    /// The user stopped it; what came so far is kept and continued next time.
    case cancelled

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .file, .noSourceFolder: .inputOutput
        case .cancelled: .tryAgain
        default: .unavailable
        }
    }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .notReachable(let url, let reason): "\(Address.shown(url)): \(reason)"
        case .status(let url, let code, let got):
            "\(Address.shown(url)): the server answered \(code)\(got.isEmpty ? "" : " with \(got)")"
        case .stalled(let url, let seconds): "\(Address.shown(url)): no data for \(seconds) s"
        case .redirectRefused(let url, let target, let reason):
            "\(Address.shown(url)): not led on to \(quoted(Address.shown(target))): \(reason)"
        case .wrongContent(let url, let expected, let got):
            "\(Address.shown(url)): expected \(expected), got \(got)"
        case .tooLarge(let url, let limit):
            "\(Address.shown(url)): more than \(limit) bytes came; it is not the file that was asked for"
        case .wrongRange(let url, let header):
            "\(Address.shown(url)): another part came than was asked for (“\(quoted(header))”)"
        case .busy(let url, let seconds): "\(Address.shown(url)): the server asks to come back in \(seconds) s"
        case .offline(let name):
            "\(name) is not here; fetch it without --offline, or name a folder that has it with --from DIR"
        case .allFailed(let name, let reasons):
            "cannot fetch \(name): \(reasons.joined(separator: "; ")); try again later, or use --mirror BASE or --from DIR"
        case .file(let path, let reason): "\(path): \(reason); choose another folder with --data DIR or make room"
        case .noSourceFolder(let path):
            "\(path): no folder that can be read; name with --from DIR the one that has the files"
        case .cancelled: "stopped; what came so far is kept, and the same command continues"
        }
    }
}
