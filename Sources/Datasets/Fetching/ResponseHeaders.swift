/// The head of a server's answer.
struct ResponseHeaders {
    /// The status, 0 before there is one and for files of this machine.
    private(set) var status = 0
    /// What a later request for the rest can be tied to: a strong entity tag, else the time of the last change.
    var validator: String? { entityTag ?? lastModified }
    /// The value of `Content-Range`.
    private(set) var contentRange: String?
    /// The value of `Content-Length`.
    private(set) var contentLength: Int?
    private var entityTag: String?
    private var lastModified: String?

    /// Takes one line of the head; a new status line starts afresh.
    mutating func append(line: String) {
        if line.hasPrefix("HTTP/") {
            self = ResponseHeaders()
            let words = line.split(separator: " ")
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
            return
        }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        switch line[..<colon].lowercased() {
        // A weak tag does not promise equal bytes (RFC 9110, section 8.8.1).
        case "etag": entityTag = value.hasPrefix("\"") ? value : nil
        case "last-modified": lastModified = value.isEmpty ? nil : value
        case "content-range": contentRange = value
        case "content-length": contentLength = Int(value)
        default: break
        }
    }

    /// The first byte and the total of `Content-Range: bytes FIRST-LAST/TOTAL`, the total nil where it is `*`.
    var range: (first: Int, total: Int?)? {
        guard let contentRange, contentRange.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = contentRange.dropFirst(6).split(separator: "/")
        guard parts.count == 2, let dash = parts[0].firstIndex(of: "-"), let first = Int(parts[0][..<dash]),
            let last = Int(parts[0][parts[0].index(after: dash)...]), first >= 0, last >= first
        else { return nil }
        if parts[1] == "*" { return (first, nil) }
        guard let total = Int(parts[1]), total > last else { return nil }
        return (first, total)
    }

    /// The total of `Content-Range: bytes */TOTAL`, with which a server refuses a range.
    var totalOfRefusedRange: Int? {
        guard let contentRange, contentRange.hasPrefix("bytes */") else { return nil }
        return Int(contentRange.dropFirst(8))
    }
}
