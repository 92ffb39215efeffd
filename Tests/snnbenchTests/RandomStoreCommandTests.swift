import Benchmark
import Evaluation
import Formats
import Foundation
import ReportStores
import Reports
import ResultStore
import Statistics
import Testing

/// The commands as people run them, over made-up files of every shape: the cells, the order, the p and the words of one comparison.
@Suite struct RandomStoreCommandTests {
    private static func study(_ batch: Int) throws -> StudyProtocol {
        try #require(try StudyProtocols(changes: batch == 128 ? [] : ["batch_size=\(batch)"]).stored[.uci])
    }

    private static func json(_ text: String) throws -> [CanonicalJSON] {
        guard case .array(let rows) = try CanonicalJSON(parsing: text) else { return [] }
        return rows
    }

    private static let cases: [[String]] = [
        [], ["--split", "all", "--repeats", "2"], ["--protocol", "batch_size=32"], ["--grid", "mine.json5"],
    ]

    /// The first store, from some seed on, in which methods can be compared by a question.
    private static func write(_ question: ResultQuestion, in folder: URL, from first: UInt64) throws -> String {
        let definitions = [128: try study(128), 32: try study(32)]
        for seed in first..<first + 40 {
            let random = RandomStore(
                seed: seed, protocolDefinition: { definitions[$0]?.definition ?? .null },
                rule: try study(128).rule.record)
            let file = folder.appending(path: "\(seed).sqlite").path
            try random.write(to: file)
            let store = try ResultStore.open(file, for: .reading)
            defer { try? store.close() }
            let comparison = try? Comparison(try Results(store, question))
            if let comparison, comparison.methodCount > 2, comparison.tasks.count > 1 { return file }
        }
        throw CocoaError(.fileNoSuchFile)
    }

    /// What `status --watch` shows of a file until a signal ends it.
    private static func frames(of file: String, in folder: URL) throws -> String {
        let output = folder.appending(path: "frames.txt")
        try Data().write(to: output)
        let process = Program.process(["status", "--watch", "--interval", "60s", "--database", file], in: folder)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        while process.isRunning, try Data(contentsOf: output).isEmpty { Thread.sleep(forTimeInterval: 0.02) }
        process.interrupt()
        process.waitUntilExit()
        return try String(contentsOf: output, encoding: .utf8)
    }

    @Test(arguments: cases)
    func everyCommandShowsOneComparison(options: [String]) throws {
        var question = ResultQuestion.standard
        switch options.first {
        case "--split": (question.splitIndices, question.repeats) = ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2)
        case "--protocol": question.protocols = try StudyProtocols(changes: ["batch_size=32"]).stored
        case "--grid": question.grid = "mine.json5"
        default: break
        }
        try Program.withFolder { folder in
            let file = try Self.write(question, in: folder, from: 3)
            let store = try ResultStore.open(file, for: .reading)
            defer { try? store.close() }
            let results = try Results(store, question)
            let comparison = try Comparison(results)
            func run(_ arguments: [String], asking: Bool = true) throws -> Program.Result {
                try Program.run(arguments + ["--database", file] + (asking ? options : []), in: folder)
            }
            let rank = try run(["rank", "--format", "json"])
            let rows = try Self.json(rank.output)
            #expect(rows.map { $0["method"]?.stringValue } == comparison.rows.map(\.method), "\(rank.errors)")
            #expect(rows.map { $0["average_rank"]?.doubleValue } == comparison.rows.map(\.averageRank))
            #expect(rows.map { $0["mean_accuracy"]?.doubleValue } == comparison.rows.map(\.meanScore))
            #expect(rows.map { $0["p"]?.doubleValue } == comparison.rows.map(\.p))
            let notes = RankNotes.lines(comparison, results)
            #expect(rank.errors == notes.map { $0 + "\n" }.joined())
            #expect(notes.contains { $0.contains(comparison.convention) })
            for left in results.leftOut { #expect(notes.contains(left.description)) }

            let part = try run(["report", "--part", "ranks", "--format", "json"])
            let ranks = try Self.json(part.output)
            for column in ["method", "average_rank", "mean_accuracy", "p"] {
                #expect(
                    ranks.map { $0[column]?.text } == rows.map { $0[column]?.text }, "\(column) \(part.errors)")
            }
            #expect(part.errors.hasPrefix(rank.errors))
            let page = try run(["report", "--out", "-"])
            for note in notes { #expect(page.output.contains(Markup.escaped(note)), "\(note)") }
            let latex = try run(["report", "--part", "ranks", "--format", "latex"])
            #expect(latex.output.contains("\(comparison.rows[0].method) & "))

            if comparison.rows.count > 1, comparison.incompleteTasks.isEmpty {
                let other = comparison.rows[1]
                let compared = try run(
                    ["compare", comparison.reference, other.method, "--alternative", "greater", "--format", "json"])
                let summary = try CanonicalJSON(parsing: compared.output)["summary"]
                #expect(summary?["p_r"]?.doubleValue == other.p, "\(compared.errors)")
                #expect(summary?["r_convention"]?.stringValue == other.test?.convention)
            }
            let snapshot = try LiveSnapshot(store, question: question)
            #expect(snapshot.ranking.map(\.averageRank) == comparison.rows.map(\.averageRank))
            #expect(snapshot.rankedTasks == comparison.tasks.count)
            if options.isEmpty {
                let places = snapshot.ranking.map { "\($0.title) \(String(format: "%.2f", $0.averageRank))" }
                let words = try Self.frames(of: file, in: folder).split(whereSeparator: \.isWhitespace)
                let frames = words.filter { $0 != "<" }.joined(separator: " ")
                #expect(frames.contains(places.joined(separator: " ")), "\(frames)")
                let query = try Self.json(try run(["query", "average-ranks", "--format", "json"]).output)
                #expect(query.map { $0["average_rank"]?.doubleValue } == rows.map { $0["average_rank"]?.doubleValue })
                let best = try Self.json(try run(["query", "best-configurations", "--format", "json"]).output)
                let expected = try results.tasks.flatMap { task in
                    try results.best(on: task).map { "\(task) \($0)" }
                }
                #expect(
                    best.compactMap { row in
                        row["task"]?.stringValue.flatMap { task in row["method"]?.stringValue.map { "\(task) \($0)" } }
                    } == expected)
            }
        }
    }
}
