import Foundation
import ReportStores
import Testing

/// What commands print on a terminal of 80 columns.
@Suite struct TerminalTests {
    /// One of each way of printing; the others where tests may take long.
    private static let commands: [[String]] =
        [
            ["rank"], ["status"], ["list", "grids"], ["tutorials"], ["query", "SELECT * FROM unit_overview"],
            ["report", "--part", "picks"],
        ]
        + (Program.isLongTest
            ? [
                ["compare", "snn", "msra"], ["list", "methods"], ["list", "tasks"], ["list", "suites"], ["published"],
                ["query", "--list"], ["query", "failures"], ["query", "learning-curves"], ["theory", "map"],
                ["report", "--part"], ["report", "--part", "ranks"], ["report", "--part", "heat-map"],
                ["report", "--part", "focus", "--focus", "snn"], ["report", "--part", "provenance"], ["verify"],
                ["plan", "--into", "plan", "--suite", "sample", "--grid", "small", "--simulate", "cores=4"],
                ["bench", "--quick", "--width", "64", "--depth", "2", "--batch", "32"],
            ] : [])

    /// The commands that read results.
    private static let readers: Set = ["rank", "compare", "status", "query", "report", "verify"]

    /// No line is longer than the terminal is wide: tables wrap, or are printed in blocks of columns.
    @Test(arguments: commands)
    func everyTableFits(_ command: [String]) throws {
        try Program.withFolder { folder in
            var arguments = command
            if Self.readers.contains(command[0]), !command.contains("--list") {
                try StudySpecification.small.write(to: folder.appending(path: "small.sqlite").path)
                arguments += ["--database", "small.sqlite"]
            }
            let text = try Program.onTerminal(arguments, in: folder, columns: 80)
            // What is written over again ends with a carriage return, and is erased before it is.
            let lines = text.replacing("\r\n", with: "\n").replacing("\u{1B}[K", with: "").split(whereSeparator: {
                $0 == "\n" || $0 == "\r"
            })
            #expect(!lines.isEmpty)
            #expect(lines.filter { $0.count > 80 } == [], "\(arguments)")
        }
    }

    /// In a file tables are as wide as they are, one line a row.
    @Test func filesDoNotWrap() throws {
        try Program.withFolder { folder in
            let rows = try Program.run("tutorials", in: folder).output.split(separator: "\n")
            #expect(rows.contains { $0.count > 120 })
        }
    }
}
