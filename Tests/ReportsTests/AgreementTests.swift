import Evaluation
import Formats
import Foundation
import ReportStores
import ResultStore
import Tables
import Testing

@testable import Reports

/// Over random results files every part, in every form, shows the cells, the order, the p and the words of one comparison.
@Suite struct AgreementTests {
    /// Tasks, methods of one's own, splits, seeds, grids, and results that are missing.
    private func write(_ generator: inout SeededGenerator, to file: String) throws {
        let own = ["gelu", "swish@2", "a & b"].shuffled(using: &generator).prefix(
            Int.random(in: 0...2, using: &generator))
        let methods =
            StudySpecification.seven.shuffled(using: &generator)
            .prefix(Int.random(in: 1...7, using: &generator)) + own
        let tasks = (0..<Int.random(in: 1...7, using: &generator)).map { "uci/t\($0)" }
        for grid in ["quick", "other"] {
            for (split, seed) in [(0, 1), (1, 1), (0, 2)] as [(Int, Int64)] {
                guard grid == "quick" && split == 0 && seed == 1 || Bool.random(using: &generator) else { continue }
                var values: [String: Int] = [:]
                for task in tasks.indices {
                    for method in methods {
                        for layers in [2, 8] where Int.random(in: 0..<15, using: &generator) > 0 {
                            values["\(task) \(method) \(layers)"] = Int.random(in: 40...60, using: &generator)
                        }
                    }
                }
                let known = values
                var study = StudySpecification(tasks: tasks, methods: Array(methods)) { task, method, layers in
                    known["\(task) \(method) \(layers)"].map {
                        StudySpecification.Correct(validation: 100 - $0, test: $0)
                    }
                }
                study.splitIndex = split
                study.seed = seed
                study.grid = grid
                study.layers = grid == "quick" ? [2, 8] : [8]
                try study.write(to: file)
            }
        }
    }

    @Test func everyPartShowsOneComparison() throws {
        var generator = SeededGenerator(state: 23)
        for round in 0..<4 {
            try StudySpecification.withFile {
                try write(&generator, to: $0)
            } _: { file in
                let questions = [
                    ResultQuestion(), ResultQuestion(splitIndices: [0, 1]), ResultQuestion(grid: "other"),
                    ResultQuestion(seeds: [1, 2]),
                ]
                for question in questions { try compare(file, question, "round \(round)") }
            }
        }
    }

    private func compare(_ file: String, _ question: ResultQuestion, _ place: String) throws {
        let store = try ResultStore.open(file, for: .reading)
        defer { try? store.close() }
        let results = try Results(store, question)
        let comparison = try? Comparison(results)
        var options = ReportOptions()
        options.question = question
        let report = Report(store, options)
        let table = try report.part(Ranks.self).table
        let html = try report.html()
        guard let comparison else {
            #expect(table.rows.isEmpty && !table.notes.isEmpty, "\(place)")
            return
        }
        // The table: order, ranks, means, p, and the words of each test.
        #expect(table.rows.map { $0[0] } == comparison.rows.map { .text($0.method) }, "\(place)")
        func column(_ name: String) throws -> [Cell] {
            let index = try #require(table.columns.firstIndex(of: name))
            return table.rows.map { $0[index] }
        }
        #expect(try column("average_rank") == comparison.rows.map { .decimal($0.averageRank, places: 3) }, "\(place)")
        #expect(try column("mean_accuracy") == comparison.rows.map { .decimal($0.meanScore, places: 4) }, "\(place)")
        #expect(try column("p") == comparison.rows.map { .probability($0.p) }, "\(place)")
        #expect(table.notes.contains { $0.contains(comparison.convention) }, "\(place)")
        for left in results.leftOut { #expect(table.notes.contains(left.description), "\(place)") }
        // The page and LaTeX: the same lines in the same order.
        var page = html[...]
        var latex = table.text(.latex)[...]
        for (row, cells) in zip(comparison.rows, table.rows) {
            let title = MethodName.title(row.method).replacing("&", with: "&amp;")
            let method = Markup.escaped(row.method)
            let line =
                "<tr data-method=\"\(method)\"><td>\(title)</td><td class=\"n\">\(cells[1].display)</td>"
            let found = try #require(page.range(of: line), "\(place): \(line)")
            page = page[found.upperBound...]
            let start = row.method.replacing("&", with: "\\&") + " & \(cells[1].display)"
            let printed = try #require(latex.range(of: start), "\(place): \(start)")
            latex = latex[printed.upperBound...]
        }
        // The diagram, the heat map and the focus.
        if let differences = try report.part(CriticalDifferenceDiagram.self).differences {
            #expect(differences.methods == comparison.rows.map(\.method), "\(place)")
            #expect(differences.averageRanks == comparison.rows.map(\.averageRank), "\(place)")
            #expect(differences.friedman == comparison.friedman, "\(place)")
        }
        let heat = try report.part(HeatMap.self)
        #expect(heat.tasks == results.tasks && heat.methods == results.methodNames, "\(place)")
        for (task, row) in zip(heat.tasks, heat.cells) {
            #expect(row.map { $0?.value } == heat.methods.map { results[task, $0]?.score.value }, "\(place)")
        }
        for row in try report.part(Focus.self).rows {
            let method = try #require(try report.part(Focus.self).method)
            let own = try MethodComparison(results, method, row.other, options: .init())
            #expect(row.comparison.paired.wilcoxon == own.paired.wilcoxon, "\(place)")
        }
    }
}
