import Formats

/// Addresses of mirrors.
enum Address {
    /// Where a mirror has the copy of an address: HOST/PATH below its base.
    ///
    /// A base without a scheme is a folder of this machine.
    static func onMirror(_ base: String, of url: String) -> String {
        var base = base
        if !base.contains("://") {
            let path = base.hasPrefix("/") ? base : FilePaths.current + "/" + base
            base = "file://" + percentEncoded(path)
        }
        while base.hasSuffix("/") { base.removeLast() }
        return base + "/" + withoutScheme(url)
    }

    /// The host of an address with its port, in lower case; empty for a file.
    static func host(of url: String) -> String {
        withoutScheme(url).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first.map {
            $0.lowercased()
        } ?? ""
    }

    /// An address fit for a message: without the name and password before an `@`, and without what steers a terminal.
    static func shown(_ url: String) -> String {
        guard let start = url.range(of: "://")?.upperBound else { return TerminalText.safe(url) }
        let end = url[start...].firstIndex { "/?#".contains($0) } ?? url.endIndex
        guard let mark = url[start..<end].lastIndex(of: "@") else { return TerminalText.safe(url) }
        return TerminalText.safe(url[..<start] + "***" + url[mark...])
    }

    /// Tells whether an address is a file of this machine.
    static func isFile(_ url: String) -> Bool { RedirectPolicy.scheme(of: url) == "file" }

    private static func withoutScheme(_ url: String) -> Substring {
        guard let end = url.range(of: "://") else { return url[...] }
        return url[end.upperBound...]
    }

    private static func percentEncoded(_ path: String) -> String {
        var result = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return result
    }
}
