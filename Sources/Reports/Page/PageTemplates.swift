import CEmbedded
import Formats
import Foundation
import Mustache

/// The templates of the page, parsed once, with the style sheet and the script.
struct PageTemplates: Sendable {
    /// The templates.
    let library: MustacheLibrary
    /// The style sheet.
    let style: String
    /// The script.
    let script: String
    /// The script's hash as a content security policy names it, so that a browser runs it and no other.
    let scriptHash: String

    /// The embedded ones; an error here is one of the build and found by every test.
    static let embedded = Result { try PageTemplates(files: embeddedFiles) }

    /// The embedded files by name.
    static var embeddedFiles: [String: String] {
        var count = 0
        guard let files = snnbench_embedded_files("templates", &count) else { return [:] }
        var result: [String: String] = [:]
        for file in UnsafeBufferPointer(start: files, count: count) {
            result[String(cString: file.name)] = String(
                decoding: UnsafeBufferPointer(start: file.bytes, count: file.count), as: UTF8.self)
        }
        return result
    }

    init(files: [String: String]) throws {
        MustacheContentTypes.register(MarkupContent(), named: "MARKUP")
        var library = MustacheLibrary()
        for (name, text) in files where name.hasSuffix(".mustache") {
            try library.register(text, named: String(name.dropLast(".mustache".count)))
        }
        self.library = library
        style = files["report.css"] ?? ""
        let script = files["report.js"] ?? ""
        self.script = script
        scriptHash = "sha256-" + Data(SHA256.digest(of: script).bytes).base64EncodedString()
    }
}

/// Content that is escaped by our own rule.
///
/// The library's goes by characters, and a quotation mark with a combining accent is another character to it.
private struct MarkupContent: MustacheContentType {
    func escapeText(_ text: String) -> String { Markup.escaped(text) }
}
