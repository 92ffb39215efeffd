import Formats
import Foundation
import Statistics
import Tables
import Testing

@testable import Numbers

/// What is told about a table, as it was looked at, and against other programs.
@Suite struct PartTests {
    /// Twelve tasks by four methods, with ties and one method that is alike; and two runs of each by a second metric.
    private static let text = """
        task,svm,rf,lr,knn
        t01,0.91,0.88,0.85,0.80
        t02,0.75,0.75,0.70,0.71
        t03,0.66,0.69,0.60,0.58
        t04,0.93,0.90,0.90,0.85
        t05,0.81,0.77,0.79,0.70
        t06,0.58,0.55,0.52,0.57
        t07,0.97,0.96,0.93,0.90
        t08,0.84,0.86,0.80,0.79
        t09,0.72,0.70,0.71,0.60
        t10,0.88,0.83,0.82,0.81
        t11,0.63,0.61,0.62,0.55
        t12,0.79,0.76,0.70,0.72

        """

    private func study(
        _ text: String = text, _ change: (inout NumberOptions) -> Void = { _ in }
    ) throws -> NumberStudy {
        guard case .tables(let tables) = try NumberReader.read(Array(text.utf8), file: "my.csv").numbers else {
            throw NumbersError(file: "", place: "", problem: "no table")
        }
        var options = NumberOptions()
        change(&options)
        return try NumberStudy(tables, options, file: "my.csv")
    }

    private func cell(_ table: Table, _ row: Int, _ column: String) throws -> Double {
        let place = try #require(table.columns.firstIndex(of: column), "\(table.columns)")
        return try #require(Double(table.rows[row][place].exact), "\(table.rows[row][place])")
    }

    @Test(arguments: NumberStudy.parts.map { $0.name })
    func partsAreAsLookedAt(_ name: String) throws {
        let type = try #require(NumberStudy.parts.first { $0.name == name })
        let part = try type.init(try study())
        var text = part.table.text(.table) + part.table.notes.map { $0 + "\n" }.joined()
        if !part.sentences.isEmpty { text += part.sentences.map { $0 + "\n" }.joined() }
        if let latex = part.latex { text += "\n" + latex }
        if name != "matrix" { for chart in part.charts { text += "\n" + chart.standalone } }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).txt")
        if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
        #expect(try text == String(contentsOf: file, encoding: .utf8), "differs from \(file.lastPathComponent)")
    }

    /// Against scikit-posthocs 0.11 and R 4.2 on the same numbers: see make_parts.py beside the fixtures.
    @Test func valuesAsOtherProgramsHaveThem() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/references.json")
        let references = try CanonicalJSON(parsing: String(contentsOf: file, encoding: .utf8))
        let study = try study()
        let pairs = try PairPart(study).table
        for column in ["p_nemenyi", "p_conover", "p_quade"] {
            guard case .array(let values)? = references[column] else {
                Issue.record("\(column)")
                continue
            }
            for (row, value) in values.enumerated() {
                let (found, expected) = (try cell(pairs, row, column), try #require(value.doubleValue))
                #expect(
                    abs(found - expected) <= 1e-6 * max(expected, 1e-6), "\(column) \(row): \(found), not \(expected)")
            }
        }
        let tests = try OmnibusPart(study).table
        for (row, key) in [(0, "friedman_p"), (3, "quade_p")] {
            let expected = try #require(references[key]?.doubleValue)
            #expect(
                abs(try cell(tests, row, "p") - expected) <= 1e-9 * max(1, expected / 1e-9) && expected > 0, "\(key)")
        }
        let pair = try PairReport(try #require(study.reports.first).table.pair("svm", "rf"))
        let expected = try #require(references["svm_rf_p_r"]?.doubleValue)
        #expect(abs((pair.survey.r[.twoSided]?.p ?? 0) - expected) < 1e-9)
    }

    /// 2^(1 - n) is the smallest two-sided p: 5 tasks can't show anything at 0.05.
    @Test func wordsSayWhatCannotBeConcluded() throws {
        let words = try ParagraphPart(
            try study("task,a,b,c\n1x,3,2,1\n2x,3,2,1\n3x,3,2,1\n4x,3,2,1\n5x,3,2,1\n")
        ).sentences.joined(separator: " ")
        #expect(words.contains("its smallest p is 0.0625") && words.contains("chosen as the best on the same tasks"))
        #expect(words.contains("by permutations (exact over all permutations)"))
        #expect(words.contains("does not show that there is none"))
    }

    @Test func smallerIsBetterInWords() throws {
        let study = try study(Self.text) {
            $0.comparison.order = .smallestFirst
            $0.comparison.reference = "knn"
        }
        let notes = try RankPart(study).table.notes.joined(separator: " ")
        #expect(notes.contains("smallest value") && notes.contains("one-sided, knn better than each"))
        #expect(!notes.contains("x greater than y"))
    }

    /// R's rules make some tests exact and others not: each p has its own convention.
    @Test func conventionsAreThoseOfEachRow() throws {
        let notes = try RankPart(try study("task,a,b,c\n1x,0.9,0.8,0.9\n2x,0.7,0.5,0.6\n3x,0.9,0.6,0.5\n")).table.notes
        let line = try #require(notes.first { $0.hasPrefix("p:") })
        #expect(line.contains("(for b)") && line.contains("(for c)"), "\(line)")
    }

    @Test func missingScoresAreTold() throws {
        let study = try study("task,a,b,c\n1x,0,,5\n2x,,0,\n3x,,,2\n") { $0.comparison.missing = .rankedLast }
        let notes = try RankPart(study).table.notes.joined(separator: " ")
        #expect(notes.contains("No test of"))
        #expect(try PairPart(study).table.rows.count == 1)
        #expect(try study.reports[0].json().text.contains("untested"))
        for type in NumberStudy.parts { _ = try type.init(study).table.text(.latex) }
    }

    @Test func twoMetricsStandBesideEachOther() throws {
        let text =
            "task,method,acc,loss\n"
            + (1...8).map { "t\($0),a,0.9,0.\($0)\nt\($0),b,0.8,0.0\($0)\nt\($0),c,0.\($0),0.5\n" }.joined()
        let study = try study(text) { $0.minimized = ["loss"] }
        let part = try TwoMetricPart(study)
        #expect(part.table.columns == ["method", "average_rank_acc", "average_rank_loss"] && part.charts.count == 1)
        #expect(part.table.rows.first { $0[0] == .text("b") }?[2] == .decimal(1, places: 3))
        #expect(try RankPart(study).table.columns.first == "metric")
        #expect(try HeatMapPart(study).charts.count == 2)
    }

    /// Runs are drawn again within their tasks; the same seed gives the same digits.
    @Test func runsAreStrata() throws {
        let text =
            "task,method,seed,acc\n"
            + (1...4).flatMap { task in (1...3).map { "t\(task),a,\($0),0.\(task)\($0)\nt\(task),b,\($0),0.\(task)5\n" }
            }.joined()
        let notes = try IntervalPart(try study(text)).table.notes
        #expect(notes.contains { $0.contains("within each task") })
        #expect(try IntervalPart(try study(text)).table == IntervalPart(try study(text)).table)
        #expect(try ScorePart(try study(text)).latex?.contains("\\pm") == true)
    }

    @Test func theBestIsBoldAndWorseOnesAreMarked() throws {
        let latex = try #require(try ScorePart(try study()).latex)
        #expect(latex.contains("t02 & \\textbf{0.7500} & \\textbf{0.7500}"))
        #expect(latex.contains("$^{*}$") && latex.contains("average rank & \\textbf{"))
    }
}
