/// Which addresses a server may lead to.
enum RedirectPolicy {
    /// The number of redirects that one request follows.
    static let limit = 10

    /// Returns why a redirect is not followed, or nil where it is.
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
