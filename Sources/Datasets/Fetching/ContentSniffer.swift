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
