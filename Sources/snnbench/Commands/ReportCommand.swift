import ArgumentParser
import Benchmark
import Datasets
import Formats
import Foundation
import Reports
import ResultStore
import Tables

/// `snnbench report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Makes one HTML file of all results, or a table or drawing of a part of them.",
        discussion: """
            The file needs no network and no other file. It shows the claims of the paper with our numbers and a \
            verdict, ranks, critical differences, every task and method, the paper's accuracies beside ours, \
            learning curves, chosen depths, times, failures, and how it was made. Where grid, split and seed are \
            not given, those with most results are taken.

            --part alone lists the parts. A part can be had as table, csv, json, markdown or latex; those with a \
            drawing also as svg, without scripts and style sheets, ready for conversion to PDF. The \
            critical-difference diagram as latex is a TikZ picture.
            """)

    /// The forms of a report and its parts.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case html
        case svg
        case table
        case csv
        case json
        case markdown
        case latex

        var tableFormat: TableFormat? { TableFormat(rawValue: rawValue) }
    }

    /// What `--part` says where no name follows.
    private static let list = "list"

    @Option(
        defaultAsFlag: Self.list, help: ArgumentHelp("One part alone; without a name: lists them.", valueName: "name"))
    var part: String?

    @Option(
        help: ArgumentHelp(
            "html, svg, table, csv, json, markdown or latex (default: html, of a part table).", valueName: "form"))
    var format: Form?

    @Option(
        help: ArgumentHelp("The test of the critical-difference diagram: nemenyi or wilcoxon-holm.", valueName: "name"))
    var cdTest = CriticalDifferenceTest.nemenyi

    @Option(help: ArgumentHelp("A suite (repeatable; default: all).", valueName: "name"))
    var suite: [String] = []

    @Option(help: ArgumentHelp("A task, as suite/name or by its name (repeatable; default: all).", valueName: "name"))
    var task: [String] = []

    @Option(help: ArgumentHelp("A method (repeatable; default: all).", valueName: "name"))
    var method: [String] = []

    @Option(help: ArgumentHelp("The grid (default: the one with most results).", valueName: "name"))
    var grid: String?

    @Option(help: ArgumentHelp("The split (default: the one with most results).", valueName: "index"))
    var split: Int?

    @Option(help: "The seed (default: the one with most results).")
    var seed: Int64?

    @OptionGroup var database: DatabaseOption

    @Option(
        name: .customLong("out"),
        help: ArgumentHelp(
            "The file to write, or - for standard output (default: the results file with .html at its end; parts to "
                + "standard output).", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "The peak of a core of the machine that trained, in GFLOP/s, to show speeds as shares of it; measure: of this "
                + "machine, now.", valueName: "GFLOP/s"))
    var peak: PeakChoice?

    @Flag(help: "No messages.")
    var quiet = false

    func run() throws {
        if part == Self.list {
            try listParts()
            return
        }
        let chosen = try part.map { try Self.part(named: $0) }
        let store = try database.openForReading()
        let report = try Report(
            store, filter: filter(store), test: cdTest,
            speeds: TrainingSpeeds(
                operationsASecond: TrainingRates(store.unitStates()).operationsASecond,
                peak: peak?.operationsASecond),
            suiteSizes: ReportCommand.suiteSizes())
        if let chosen {
            try write(chosen, of: report)
        } else {
            guard format == nil || format == .html else {
                throw Failure(
                    kind: .usage,
                    description: "the whole report is html; --part NAME gives a part as \(format?.rawValue ?? "")")
            }
            try writePage(report)
        }
    }

    // MARK: - The whole

    private func writePage(_ report: Report) throws {
        let html = try report.html()
        let file = output ?? Self.pageFile(database: database.database)
        try options(out: file == "-" ? nil : file).write(html)
        if file != "-", !quiet { Message.note("report: \(file)") }
    }

    /// The results file with `.html` in place of its ending.
    static func pageFile(database: String) -> String {
        let url = URL(fileURLWithPath: database)
        let base = database.dropLast(url.lastPathComponent.count)
        return base + url.deletingPathExtension().lastPathComponent + ".html"
    }

    // MARK: - Parts

    private func write(_ part: ReportPart, of report: Report) throws {
        let form = format ?? .table
        let output = options(out: output == "-" ? nil : output)
        switch form {
        case .html: try output.write(report.html(parts: [part]))
        case .svg:
            guard part.hasChart else {
                let names = ReportPart.allCases.filter(\.hasChart).map(\.rawValue).joined(separator: ", ")
                throw Failure(kind: .usage, description: "\(part.rawValue) has no drawing; svg is for \(names)")
            }
            guard let svg = report.svg(part) else { throw Self.nothing(part) }
            try output.write(svg)
        case .latex where part == .criticalDifferences:
            guard let tikz = report.criticalDifferencesTikZ else { throw Self.nothing(part) }
            try output.write(tikz)
        case .table, .csv, .json, .markdown, .latex:
            let table = report.table(part)
            try output.print(table, notes: table.notes)
        }
    }

    private static func nothing(_ part: ReportPart) -> Failure {
        Failure(
            kind: .badData,
            description:
                "there is nothing to draw for \(part.rawValue); train first, for example: snnbench run --suite "
                + "sample --grid small")
    }

    private func listParts() throws {
        let rows: [[Cell]] = ReportPart.allCases.map { part in
            [
                .text(part.rawValue),
                .text((part.hasChart ? "svg " : "") + "table csv json markdown latex html"), .text(part.summary),
            ]
        }
        let form = format?.tableFormat ?? .table
        var output = options(out: output == "-" ? nil : output)
        output.format = form
        try output.print(Table(columns: ["part", "formats", "shows"], rows: rows))
    }

    private static func part(named name: String) throws -> ReportPart {
        guard let part = ReportPart(rawValue: name) else {
            throw unknown("part", name, among: ReportPart.allCases.map(\.rawValue))
        }
        return part
    }

    // MARK: - Options

    private func options(out: String?) -> OutputOptions {
        var options = OutputOptions()
        options.format = format?.tableFormat ?? .table
        options.output = out
        options.quiet = quiet
        return options
    }

    /// The filter, with names as the store has them.
    private func filter(_ store: ResultStore) throws -> StudyFilter {
        StudyFilter(
            suites: try suite.map { try Self.name($0, "suite", in: store, "SELECT DISTINCT suite FROM tasks") },
            tasks: try task.map { try Self.name($0, "task", in: store, "SELECT DISTINCT name FROM tasks") },
            methods: try method.map { try Self.name($0, "method", in: store, "SELECT DISTINCT name FROM methods") },
            grid: try grid.map { try Self.name($0, "grid", in: store, "SELECT DISTINCT grid FROM selections") },
            splitIndex: split, seed: seed)
    }

    /// The full name of something that the store has; a task may be called by its last part.
    private static func name(_ name: String, _ kind: String, in store: ResultStore, _ sql: String) throws -> String {
        let names = try store.query(sql).rows.compactMap { row -> String? in
            if case .text(let text) = row[0] { text } else { nil }
        }.sorted()
        if names.contains(name) { return name }
        let ends = kind == "task" ? names.filter { $0.hasSuffix("/" + name) } : []
        switch ends.count {
        case 1: return ends[0]
        case 0: throw unknown(kind, name, among: names)
        default:
            throw Failure(
                kind: .usage, description: "\(name) may be \(ends.joined(separator: " or ")); name it in full")
        }
    }

    private static func unknown(_ kind: String, _ name: String, among names: [String]) -> Failure {
        let near = EditDistance.nearest(to: name, among: names)
        let known = names.count <= 15 ? names.joined(separator: ", ") : "\(names.count) others"
        let advice =
            near.isEmpty
            ? (names.isEmpty ? "the results file has none" : "there are \(known)")
            : "did you mean \(near.joined(separator: " or "))?"
        return Failure(kind: .usage, description: "there is no \(kind) \"\(name)\"; \(advice)")
    }

    /// The number of tasks of each suite that the program knows.
    private static func suiteSizes() -> [String: Int] {
        guard let catalog = try? DataOptions.parse([]).library().catalog else { return [:] }
        return Dictionary(
            catalog.suites.map { ($0, (try? catalog.tasks(inSuite: $0).count) ?? 0) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension CriticalDifferenceTest: ExpressibleByArgument {}
