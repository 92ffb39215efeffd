import Evaluation
import Foundation
import Numbers
import ReportStores
import ResultStore
import Testing

@testable import Reports

#if canImport(FoundationXML)
import FoundationXML
#endif

extension Report {
    /// The report of a results file.
    static func of(
        _ file: String, question: ResultQuestion = ResultQuestion(), test: CriticalDifferenceTest = .nemenyi,
        focus: String? = nil
    ) throws -> Report {
        let store = try ResultStore.open(file, for: .reading)
        defer { try? store.close() }
        var options = ReportOptions()
        options.question = question
        options.commands = ["snnbench run --suite uci --grid test"]
        options.test = test
        options.focus = focus
        let report = Report(store, options)
        // All of it while the file is there.
        _ = try report.html()
        for part in parts { _ = try report.part(part) }
        return report
    }

    /// The report of a study that was written for it.
    static func of(_ study: StudySpecification, test: CriticalDifferenceTest = .nemenyi) throws -> Report {
        try StudySpecification.withFile(study.write) { try Report.of($0, test: test) }
    }

    var results: Results { get throws { try source.fact(RankedResults.self).results } }
    var comparison: Comparison? { get throws { try part(Ranks.self).comparison } }
    var differences: CriticalDifferences? { get throws { try part(CriticalDifferenceDiagram.self).differences } }
    var claims: [Claim] { get throws { try part(ClaimSummary.self).claims } }

    /// The part of a name as a drawing in a file of its own.
    func svg(_ type: any ReportPart.Type) throws -> String? { try part(type).chart?.standalone }
}

/// A generator with a seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    }
}

/// Reads XML with the system's parser.
final class XMLChecker: NSObject, XMLParserDelegate {
    private(set) var message = ""
    /// All text.
    private(set) var content = ""
    /// The values of all attributes.
    private(set) var attributes: [String] = []

    func parser(_ parser: XMLParser, foundCharacters string: String) { content += string }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        self.attributes += attributes.values
    }

    func isWellFormed(_ text: String) -> Bool {
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        let isDone = parser.parse()
        if !isDone { message = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")" }
        return isDone
    }
}

/// A text beside the file that holds what it should be.
func expectGolden(_ text: String, _ name: String) throws {
    // Scripts stand in the page as they are in their files, once, and not in each golden file too.
    var text = text
    if name.hasSuffix(".html") {
        for (script, content) in PageTemplates.embeddedFiles.sorted(by: { $0.key < $1.key })
        where script.hasSuffix(".js") {
            let content = content.trimmingCharacters(in: .newlines)
            #expect(text.ranges(of: content).count == 1, "\(script) in \(name)")
            text = text.replacing(content, with: "// \(script)")
        }
    }
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
        try Data(text.utf8).write(to: file)
    }
    #expect(try text == String(contentsOf: file, encoding: .utf8), "differs from \(name)")
}
