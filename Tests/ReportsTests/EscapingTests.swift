import Formats
import Foundation
import ReportStores
import Testing

@testable import Reports

/// Whatever names and messages hold, a page shows it and nothing more.
@Suite struct EscapingTests {
    @Test func markupIsEscapedScalarByScalar() {
        #expect(Markup.escaped("a<b>&\"c'") == "a&lt;b&gt;&amp;&quot;c&#39;")
        // One character to Swift, but its first scalar ends an attribute.
        #expect(Markup.escaped("\"\u{301}").unicodeScalars.first == "&")
        #expect(Markup.escaped("plain – ä 統") == "plain – ä 統")
        #expect(Markup.escaped("\u{0}\u{1B}\u{202E}\u{85}") == "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}")
    }

    /// Every mutation of a text, escaped and read back by an XML parser, is the text again.
    @Test func whatIsEscapedReadsBack() throws {
        var generator = SeededGenerator(state: 3)
        let alphabet = Array("<>&\"'ab \u{301}\u{200D}{}=/;!-]ä統😀".unicodeScalars)
        for _ in 0..<500 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                text.append(alphabet.randomElement(using: &generator) ?? "a")
            }
            let escaped = Markup.escaped(String(text))
            let isSafe = escaped.unicodeScalars.allSatisfy { !"<>\"'".unicodeScalars.contains($0) }
            #expect(isSafe, "\(escaped)")
            let checker = XMLChecker()
            #expect(checker.isWellFormed("<a b=\"\(escaped)\">\(escaped)</a>"), "\(checker.message)")
            #expect(Array(checker.content.unicodeScalars) == Array(text))
            #expect(checker.attributes.map { Array($0.unicodeScalars) } == [Array(text)])
        }
    }

    /// A template without the pragma would escape by the library's rule.
    @Test func everyTemplateChoosesOurEscaping() throws {
        let templates = PageTemplates.embeddedFiles.filter { $0.key.hasSuffix(".mustache") }
        #expect(templates.count == 4)
        for (name, text) in templates {
            #expect(text.hasPrefix("{{% CONTENT_TYPE:MARKUP}}"), "\(name)")
            // What is not escaped is ours: colours, style sheet, script, numbers as JSON and finished drawings.
            let raw = text.matches(of: /\{\{\{([^}]*)\}\}\}/).map { String($0.1) }
            #expect(
                Set(raw).isSubset(of: ["lightColours", "darkColours", "style", "script", "taskData", "drawing"]),
                "\(name)")
        }
    }

    @Test func hostileNamesStayText() throws {
        try StudySpecification.withFile(StudySpecification.hostile.write) { file in
            let html = try Report.of(file).html()
            #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(!html.contains("<script>alert"))
            // Our script, and the numbers of the task pages, which no name can leave: it has no less-than sign.
            let scripts = html.ranges(of: "<script")
            #expect(scripts.count == 2)
            let begin = try #require(html.firstRange(of: "<script type=\"application/json\" id=\"task-data\">"))
            let end = try #require(html[begin.upperBound...].firstRange(of: "</script>"))
            #expect(!html[begin.upperBound..<end.lowerBound].contains("<"))
            let markup = html[..<begin.upperBound] + html[end.lowerBound...]
            #expect(!html.contains("<img"))
            #expect(!html.contains("<svg onload"))
            #expect(!html.contains("\u{1B}"))
            #expect(html.contains("{{{style}}}{{&gt;page}}"))
            // No quotation mark of a name may stand in a tag.
            for bait in ["\"\u{301} onmouseover", "'onclick='"] {
                #expect(!markup.unicodeScalars.contains(sequence: bait.unicodeScalars), "\(bait)")
            }
            for part in Report.parts where part.isDrawn {
                guard let svg = try Report.of(file).svg(part) else { continue }
                #expect(!svg.contains("<script"), "\(part.name)")
                #expect(!svg.contains("<img"), "\(part.name)")
                let parser = XMLChecker()
                #expect(parser.isWellFormed(svg), "\(part.name): \(parser.message)")
            }
        }
    }
}

extension Collection where Element: Equatable {
    fileprivate func contains(sequence: some Collection<Element>) -> Bool {
        indices.contains { self[$0...].starts(with: sequence) }
    }
}
