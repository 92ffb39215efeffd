import CCurl

/// One requested file on its way through addresses, attempts and redirects.
final class Download {
    /// What the fetcher does with it next.
    enum Next {
        /// Start a transfer, not before a time.
        case transfer(notBefore: Double)
        /// Nothing: it is here.
        case done
        /// Nothing: it failed.
        case failed(FetchError)
    }

    let request: FetchRequest
    private(set) var next = Next.transfer(notBefore: 0)
    /// The transfer under way.
    private(set) var transfer: Transfer?
    /// The position of the address in use among the request's, mirrors included.
    private(set) var urlIndex = 0
    private(set) var lastReport = 0.0
    private let urls: [String]
    private let options: FetchOptions
    private var part: PartFile?
    private var redirect: String?
    private var redirects = 0
    private var attempt = 0
    private var farthest = 0
    private var reasons: [String] = []
    private var random = SystemRandomNumberGenerator()
    private let report: (FetchProgress) -> Void
    private var speedStart: (time: Double, bytes: Int)?

    init(request: FetchRequest, options: FetchOptions, report: @escaping (FetchProgress) -> Void) {
        self.request = request
        self.options = options
        self.report = report
        let onMirrors = options.mirrors.flatMap { mirror in request.urls.map { Address.onMirror(mirror, of: $0) } }
        let all = onMirrors + request.urls
        urls = options.isOffline ? all.filter(Address.isFile) : all
        urlIndex = request.skippedAddresses
        if urls.isEmpty {
            next = .failed(.offline(name: request.name))
        } else if urlIndex >= urls.count {
            next = .failed(.allFailed(name: request.name, reasons: ["no further address is known"]))
        }
    }

    /// The address of the next request.
    var url: String { redirect ?? address }

    /// The address in use before any redirect, to which what came so far is tied.
    private var address: String { urls[min(urlIndex, urls.count - 1)] }

    /// Prepares the next transfer.
    func start() throws(FetchError) -> Transfer {
        let open: PartFile
        if let part { open = part } else { open = try PartFile(destination: request.destination) }
        part = open
        guard
            let transfer = Transfer(
                url: url, key: address, part: open, byteLimit: request.byteLimit(options),
                isProvenByHash: request.isProvenByHash, options: options)
        else {
            throw .file(path: request.destination, reason: "libcurl has no memory")
        }
        farthest = max(farthest, transfer.offset)
        speedStart = (FilePaths.now(), transfer.offset)
        self.transfer = transfer
        return transfer
    }

    /// Keeps what came so far for another time.
    func suspend() {
        part?.synchronize()
        transfer = nil
    }

    /// Ends the download with an error.
    func fail(_ error: FetchError) {
        suspend()
        next = .failed(error)
    }

    /// Tells how far it is, at most ten times a second.
    func reportProgress(now: Double) {
        guard let transfer, let part, now - lastReport >= 0.1 else { return }
        lastReport = now
        guard transfer.headers.status < 300, part.size > 0 else { return }
        let start = speedStart ?? (now, part.size)
        let elapsed = now - start.time
        let rate = elapsed > 0 ? Double(max(0, part.size - start.bytes)) / elapsed : 0
        report(.downloading(name: request.name, received: part.size, total: transfer.total, rate: rate))
    }

    /// Decides what follows the end of a transfer.
    func finished(_ code: CURLcode, isCancelled: () -> Bool) {
        guard let transfer, let part else { return }
        defer { self.transfer = nil }
        if code == CURLE_OK { transfer.finishEmptyBody() }
        if let failure = transfer.failure {
            handle(failure, part: part)
        } else if code != CURLE_OK, !(code == CURLE_WRITE_ERROR && transfer.sampleCount > 0) {
            handle(code, transfer: transfer)
        } else {
            handleStatus(transfer, part: part, isCancelled: isCancelled)
        }
    }

    private func handleStatus(_ transfer: Transfer, part: PartFile, isCancelled: () -> Bool) {
        let got =
            transfer.sampleCount > 0
            ? ContentSniffer.describe(head: transfer.sample, byteCount: transfer.sampleCount) : ""
        switch transfer.headers.status {
        case 0, 200, 206:
            if let total = transfer.headers.range?.total, total != part.size {
                handle(.wrongRange(url: transfer.url, header: transfer.headers.contentRange ?? ""), part: part)
            } else {
                verify(transfer, part: part, isCancelled: isCancelled)
            }
        case 301, 302, 303, 307, 308:
            guard let target = transfer.redirectTarget else {
                return tryNextAddress(.status(url: transfer.url, code: transfer.headers.status, got: "no address"))
            }
            if let reason = RedirectPolicy.refusal(from: transfer.url, to: target, count: redirects) {
                return tryNextAddress(.redirectRefused(url: transfer.url, target: target, reason: reason))
            }
            redirects += 1
            redirect = target
            next = .transfer(notBefore: 0)
        case 416 where transfer.offset > 0:
            // The range begins at the end: all is here if the size is right, otherwise the file has changed.
            if transfer.headers.totalOfRefusedRange == part.size {
                verify(transfer, part: part, isCancelled: isCancelled)
            } else {
                startAgain(.wrongRange(url: transfer.url, header: transfer.headers.contentRange ?? "416"), part: part)
            }
        case 408, 425, 429, 500, 502, 503, 504:
            let error = FetchError.status(url: transfer.url, code: transfer.headers.status, got: got)
            retry(error, atLeast: transfer.retryAfter)
        case let status:
            tryNextAddress(.status(url: transfer.url, code: status, got: got))
        }
    }

    private func handle(_ error: FetchError, part: PartFile) {
        switch error {
        case .wrongRange: startAgain(error, part: part)
        case .file: fail(error)
        default:
            part.discard()
            self.part = nil
            tryNextAddress(error)
        }
    }

    private func handle(_ code: CURLcode, transfer: Transfer) {
        var reason = String(cString: curl_easy_strerror(code))
        if let proxy = options.proxies.proxy(for: transfer.url), ProxySettings.mayBeAtFault(code) {
            reason =
                "\(reason); it was asked for through the proxy \(Address.shown(proxy.address)) of \(proxy.variable)"
        }
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            reason += "; if its certificate is to be trusted, name the file (PEM) of who signed it in CURL_CA_BUNDLE"
        default: break
        }
        let error = FetchError.notReachable(url: transfer.url, reason: reason)
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            var connected: curl_off_t = 0
            snnbench_curl_get_offset(UnsafeMutableRawPointer(transfer.handle), CURLINFO_CONNECT_TIME_T, &connected)
            retry(connected > 0 ? .stalled(url: transfer.url, seconds: options.stallSeconds) : error)
        case CURLE_COULDNT_CONNECT, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING,
            CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SSL_CONNECT_ERROR, CURLE_COULDNT_RESOLVE_HOST,
            CURLE_COULDNT_RESOLVE_PROXY:
            // A name that cannot be resolved seldom can a moment later: that gets one more attempt only.
            let isName = code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY
            if isName, attempt >= 1 { tryNextAddress(error) } else { retry(error) }
        default:
            tryNextAddress(error)
        }
    }

    /// Checks a complete file and gives it its name.
    private func verify(_ transfer: Transfer, part: PartFile, isCancelled: () -> Bool) {
        let head = FilePaths.head(of: part.path)
        let got = ContentSniffer.describe(head: head, byteCount: part.size)
        do {
            let streamed = part.finish()
            let mismatch = try ChecksumReader.mismatch(
                of: part.path, byteCount: request.byteCount, checksums: request.checksums, known: [streamed],
                isCancelled: isCancelled)
            let isPlausible = ContentSniffer.isPlausible(head, as: request.format)
            // Pieces that no validator tied together are only believed where the whole is the original.
            let isStitched = transfer.offset > 0 && !transfer.isValidated
            if let mismatch, request.mustMatch || !isPlausible || isStitched {
                throw FetchError.wrongContent(
                    url: transfer.url, expected: mismatch.expected, got: "\(mismatch.found): \(got)")
            }
            guard isPlausible else {
                throw FetchError.wrongContent(
                    url: transfer.url, expected: "a \(request.format.rawValue) file", got: got)
            }
            try part.place(at: request.destination)
            self.part = nil
            report(.downloaded(name: request.name, bytes: part.size))
            next = .done
        } catch {
            switch error as? FetchError {
            case .wrongContent where transfer.offset > 0:
                // The rest may not have fitted the beginning; a download in one piece tells.
                part.discard()
                self.part = nil
                retry(error as? FetchError ?? .cancelled)
            case .wrongContent(let url, let expected, let got):
                part.discard()
                self.part = nil
                tryNextAddress(.wrongContent(url: url, expected: expected, got: got))
            case let other: fail(other ?? .cancelled)
            }
        }
    }

    private func startAgain(_ error: FetchError, part: PartFile) {
        do {
            try part.restart()
            farthest = 0
            retry(error)
        } catch {
            fail(error)
        }
    }

    /// Plans another attempt at the same address, or goes on to the next after too many.
    private func retry(_ error: FetchError, atLeast seconds: Int = 0) {
        part?.synchronize()
        // An attempt that brought the file further does not count against it.
        if let part, part.size > farthest, part.validator(for: address) != nil {
            farthest = part.size
            attempt = 0
        }
        attempt += 1
        guard attempt < options.attempts else { return tryNextAddress(error) }
        guard Double(seconds) <= options.longestPause else {
            return tryNextAddress(.busy(url: url, seconds: seconds))
        }
        let doubled = options.firstPause * Double(1 << min(attempt - 1, 16))
        // Jitter over the upper half: clients that failed together should not come back together.
        let jittered = min(doubled, options.longestPause) * Double.random(in: 0.5...1, using: &random)
        let pause = max(jittered, Double(seconds))
        report(.retrying(name: request.name, reason: error.description, pause: pause))
        redirect = nil
        redirects = 0
        next = .transfer(notBefore: FilePaths.now() + pause)
    }

    private func tryNextAddress(_ error: FetchError) {
        reasons.append(error.description)
        redirect = nil
        redirects = 0
        attempt = 0
        farthest = 0
        urlIndex += 1
        if urlIndex < urls.count {
            next = .transfer(notBefore: 0)
        } else {
            part?.synchronize()
            next = .failed(.allFailed(name: request.name, reasons: reasons))
        }
    }
}

/// Recognition of what came in place of a file.
enum ContentSniffer {
    /// Tells whether the first bytes are those of a format.
    static func isPlausible(_ head: [UInt8], as format: ArchiveFormat) -> Bool {
        switch format {
        case .zip: head.starts(with: [0x50, 0x4B])
        case .tarGzip: head.starts(with: [0x1F, 0x8B])
        case .file: true
        }
    }

    /// Describes some content by its first bytes and its size, as `an HTML page of 3 kB that begins “<!DOCTYPE html>”`.
    static func describe(head: [UInt8], byteCount: Int) -> String {
        guard byteCount > 0 else { return "an empty file" }
        let size = "of \(text(byteCount: byteCount))"
        if head.starts(with: [0x50, 0x4B]) { return "a ZIP archive \(size)" }
        if head.starts(with: [0x1F, 0x8B]) { return "a gzip file \(size)" }
        let sample = head.prefix(512)
        let isText = !sample.contains { $0 < 0x09 || (0x0E..<0x20).contains($0) }
        guard isText else { return "a binary file \(size) that begins \(hexadecimal(sample.prefix(8)))" }
        let words = String(decoding: sample, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let lower = words.lowercased()
        let isPage = ["<!doctype html", "<html", "<head", "<?xml"].contains { lower.hasPrefix($0) }
        return "\(isPage ? "an HTML page" : "a text") \(size) that begins “\(quoted(words))”"
    }

    /// Writes a size in decimal units, as `3 kB`.
    static func text(byteCount: Int) -> String {
        switch byteCount {
        case ..<1000: "\(byteCount) bytes"
        case ..<1_000_000: "\((byteCount + 500) / 1000) kB"
        default: "\((byteCount + 500_000) / 1_000_000) MB"
        }
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(separator: " ")
    }
}
