import Evaluation
import Foundation
import ReportStores
import ResultStore
import Tables
import Testing

@testable import Reports

// The part of docs/development.md, to the letter.
/// On how many tasks each method has a result.
struct Successes: ReportPart {
    static let name = "successes"
    static let summary = "Tasks with a result, by method."

    private let counts: [String: Int]

    init(_ source: ReportSource) throws {
        let results = try source.fact(RankedResults.self).results
        counts = Dictionary(
            uniqueKeysWithValues: results.methodNames.map { name in
                (name, results.tasks.count { results[$0, name] != nil })
            })
    }

    var table: Table {
        Table(
            columns: ["method", "tasks"],
            rows: MethodName.sorted(counts.keys).map { [.text($0), .integer(counts[$0] ?? 0)] })
    }

    var section: PageSection? {
        var section = Self.section("Successes", "What succeeded")
        section.tables = [PageTable(table, title: "Tasks with a result", naming: 0)]
        return section
    }
}

/// A part of one's own takes one file, as the page for those who change the program says.
@Suite struct OwnPartTests {
    @Test func onePartIsOneFile() throws {
        try StudySpecification.withFile(StudySpecification.small.write) { file in
            let store = try ResultStore.open(file, for: .reading)
            defer { try? store.close() }
            let report = Report(store)
            let part = try report.part(Successes.self)
            #expect(part.table.rows.map { $0[1] } == [.integer(4), .integer(4), .integer(3)])
            let page = try report.html(parts: [Successes.self])
            #expect(page.contains("What succeeded") && page.contains("id=\"successes\""))
        }
    }

    @Test func thePageShowsThatVeryPart() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let own = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
        let start = try #require(own.range(of: "/// On how many tasks each method has a result.\n")?.lowerBound)
        let end = try #require(own.range(of: "\n}\n", range: start..<own.endIndex)?.upperBound)
        let page = try String(contentsOf: root.appending(path: "docs/development.md"), encoding: .utf8)
        #expect(page.contains("```swift\n" + own[start..<end] + "```\n"))
    }
}
