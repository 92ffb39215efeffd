import CCurl

/// The proxies of the environment, as libcurl reads them: so that a failure can name the one that was in between.
struct ProxySettings: Sendable {
    private let environment: [String: String]

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// The proxy by which an address is asked for and the variable that names it; nil where there is none.
    func proxy(for url: String) -> (variable: String, address: String)? {
        let scheme = RedirectPolicy.scheme(of: url)
        guard scheme == "http" || scheme == "https", !isExcepted(Address.host(of: url)) else { return nil }
        // HTTP_PROXY in capitals is what a web server makes of a client's header: libcurl passes it over.
        let names = scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        for name in names + ["all_proxy", "ALL_PROXY"] {
            if let address = environment[name], !address.isEmpty {
                return (name, address.contains("://") ? address : "http://\(address)")
            }
        }
        return nil
    }

    private func isExcepted(_ host: String) -> Bool {
        guard let list = environment["no_proxy"] ?? environment["NO_PROXY"] else { return false }
        var host = host[...]
        if let mark = host.lastIndex(of: "@") { host = host[host.index(after: mark)...] }
        if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") { host = host[..<colon] }
        return list.split { $0 == "," || $0.isWhitespace }.contains { entry in
            let name = entry.lowercased().drop { $0 == "." }
            return entry == "*" || host == name || host.hasSuffix("." + name)
        }
    }

    /// Whether a failure of a transfer can be the proxy's.
    static func mayBeAtFault(_ code: CURLcode) -> Bool {
        switch code {
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_PROXY, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PROXY,
            CURLE_OPERATION_TIMEDOUT, CURLE_SSL_CONNECT_ERROR:
            true
        default: false
        }
    }
}
