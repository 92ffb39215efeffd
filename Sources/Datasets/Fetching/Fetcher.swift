import CCurl

/// The downloader: several transfers at a time over libcurl, resumed, retried and checked.
///
/// A download grows in `FILE.part` and gets its name only when it is complete and right. Proxies come from the environment, as
/// libcurl reads it (`http_proxy`, `https_proxy`, `no_proxy`).
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
    /// Throws ``FetchError/file(path:reason:)`` where nothing could be started.
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
        guard request.mustMatch, options.verifiesExisting else { return true }
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
