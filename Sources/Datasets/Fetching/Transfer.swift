import CCurl

/// One request to one address, from its options to its end.
///
/// libcurl calls back with pieces of the answer; what they mean is decided here, at the first byte of the body.
final class Transfer {
    /// Where the bytes of the body go.
    private enum Sink {
        case undecided
        /// To the file, as they are what was asked for.
        case file
        /// To a sample for the message, as they are a page that explains a failure.
        case sample
    }

    let url: String
    let handle: OpaquePointer
    private(set) var headers = ResponseHeaders()
    /// What went wrong here rather than at the server.
    private(set) var failure: FetchError?
    /// The first bytes of a body that is not kept.
    private(set) var sample: [UInt8] = []
    private(set) var sampleCount = 0
    /// The first byte that was asked for.
    let offset: Int
    /// Whether the server itself says that what came before still holds.
    let isValidated: Bool
    private let isProvenByHash: Bool
    private let part: PartFile
    private let key: String
    private let limit: Int
    private var sink = Sink.undecided
    private var requestHeaders: UnsafeMutablePointer<curl_slist>?

    /// Prepares a request; nil where libcurl has no memory.
    ///
    /// `key` is the address to which the bytes so far are tied, the one before any redirect.
    init?(url: String, key: String, part: PartFile, byteLimit: Int, isProvenByHash: Bool, options: FetchOptions) {
        guard let handle = curl_easy_init() else { return nil }
        self.url = url
        self.key = key
        self.handle = OpaquePointer(UnsafeRawPointer(handle))
        self.part = part
        limit = byteLimit
        self.isProvenByHash = isProvenByHash
        var validator = Address.isFile(url) ? nil : part.validator(for: key)
        if validator == PartFile.provenByHash, !isProvenByHash { validator = nil }
        offset = validator == nil ? 0 : part.size
        isValidated = validator != nil && validator != PartFile.provenByHash
        set(CURLOPT_URL, url)
        set(CURLOPT_PROTOCOLS_STR, Address.isFile(url) ? "file" : "http,https")
        set(CURLOPT_USERAGENT, "snnbench")
        set(CURLOPT_NOSIGNAL, 1)
        // Redirects are followed by the fetcher, which knows which ones it may.
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_CONNECTTIMEOUT, options.connectSeconds)
        // No limit on the whole: a slow line may take its time as long as something comes.
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, options.stallSeconds)
        if let certificates = options.certificates { set(CURLOPT_CAINFO, certificates) }
        if let validator {
            set(CURLOPT_RANGE, "\(offset)-")
            if isValidated {
                requestHeaders = curl_slist_append(nil, "If-Range: \(validator)")
                snnbench_curl_set_list(handle, CURLOPT_HTTPHEADER, requestHeaders)
            }
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        snnbench_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().received(headerLine: line)
            return size * count
        }
        snnbench_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        snnbench_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let body = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().received(body: body) ? size * count : 0
        }
        snnbench_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    }

    deinit {
        curl_easy_cleanup(UnsafeMutableRawPointer(handle))
        curl_slist_free_all(requestHeaders)
    }

    /// The whole size as far as the server told it.
    var total: Int? {
        if sink == .sample { return nil }
        if let range = headers.range { return range.total }
        if let length = headers.contentLength { return length }
        guard Address.isFile(url) else { return nil }
        var length: curl_off_t = -1
        snnbench_curl_get_offset(UnsafeMutableRawPointer(handle), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length)
        return length > 0 ? Int(length) : nil
    }

    /// The absolute address that a redirect leads to.
    var redirectTarget: String? {
        var text: UnsafePointer<CChar>?
        snnbench_curl_get_string(UnsafeMutableRawPointer(handle), CURLINFO_REDIRECT_URL, &text)
        return text.map { String(cString: $0) }
    }

    /// The seconds after which the server asks to come back, 0 where it doesn't say.
    var retryAfter: Int {
        var seconds: curl_off_t = 0
        snnbench_curl_get_offset(UnsafeMutableRawPointer(handle), CURLINFO_RETRY_AFTER, &seconds)
        return Int(max(0, seconds))
    }

    /// Decides about a body that had no byte.
    func finishEmptyBody() {
        if sink == .undecided { _ = decide() }
    }

    private func received(headerLine bytes: UnsafeRawBufferPointer) {
        headers.append(line: String(decoding: bytes.prefix(8192), as: UTF8.self))
    }

    private func received(body: UnsafeRawBufferPointer) -> Bool {
        if sink == .undecided, !decide() { return false }
        guard sink == .file else {
            sampleCount += body.count
            sample += body.prefix(max(0, 1024 - sample.count))
            // A page that explains a failure is short; nothing is gained by reading one without end.
            return sampleCount < 1_000_000
        }
        guard body.count <= limit - part.size else {
            failure = .tooLarge(url: url, limit: limit)
            return false
        }
        do {
            try part.append(body)
            return true
        } catch {
            failure = error
            return false
        }
    }

    private func decide() -> Bool {
        switch headers.status {
        case 206 where offset > 0:
            guard let range = headers.range, range.first == part.size else {
                failure = .wrongRange(url: url, header: headers.contentRange ?? "no Content-Range")
                return false
            }
            sink = .file
        case 206:
            failure = .wrongRange(url: url, header: headers.contentRange ?? "no Content-Range")
            return false
        case 0, 200:
            // The whole file, also in answer to a request for the rest: then it has changed, or the server knows no
            // ranges.
            sink = .file
            do {
                try part.restart()
            } catch {
                failure = error
                return false
            }
            if headers.status == 200 {
                let other = isProvenByHash ? PartFile.provenByHash : nil
                part.note(validator: headers.validator ?? other, for: key)
            }
        default:
            sink = .sample
        }
        return true
    }

    private func set(_ option: CURLoption, _ value: String) {
        snnbench_curl_set_string(UnsafeMutableRawPointer(handle), option, value)
    }

    private func set(_ option: CURLoption, _ value: Int) {
        snnbench_curl_set_long(UnsafeMutableRawPointer(handle), option, value)
    }
}

/// Which addresses a server may lead to.
enum RedirectPolicy {
    /// The number of redirects that one request follows.
    static let limit = 10

    /// Why a redirect is not followed, or nil where it is.
    ///
    /// Only http and https are, and never from https to http: that would give up what the first address promised.
    static func refusal(from source: String, to target: String, count: Int) -> String? {
        let targetScheme = scheme(of: target)
        guard count < limit else { return "it is redirect number \(count + 1)" }
        guard targetScheme == "http" || targetScheme == "https" else { return "only http and https are followed" }
        guard scheme(of: source) != "https" || targetScheme == "https" else {
            return "it leads from https to http"
        }
        return nil
    }

    static func scheme(of url: String) -> String {
        guard let end = url.range(of: "://") else { return "" }
        return url[..<end.lowerBound].lowercased()
    }
}
