import ArgumentParser
import Benchmark
import Datasets
import Evaluation
import Formats
import Foundation
import Graphics
import Networks
import Numbers
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
            drawing also as svg, pdf or png. The critical-difference diagram as latex is a TikZ picture.
            """,
        examples: [
            "snnbench report", "snnbench report --focus gelu", "snnbench report --beside other.sqlite",
            "snnbench report --part cd-diagram --format pdf --out figure.pdf",
            "snnbench report --part ranks --format latex",
        ])

    /// The forms of a report and its parts.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case html
        case svg
        case pdf
        case png
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
        defaultAsFlag: Self.list, help: ArgumentHelp("One part alone; without a name: lists them.", valueName: "name"),
        completion: .reportParts)
    var part: String?

    @Option(
        help: ArgumentHelp(
            "html, svg, pdf, png, table, csv, json, markdown or latex (default: html, of a part table); pdf and png are made by "
                + "rsvg-convert.", valueName: "form"))
    var format: Form?

    @Option(
        help: ArgumentHelp("The test of the critical-difference diagram: nemenyi or wilcoxon-holm.", valueName: "name"))
    var cdTest = CriticalDifferenceTest.nemenyi

    @OptionGroup var study: StudyOptions

    @Option(
        help: ArgumentHelp(
            "A method to set against each other one (default: the only one that is none of the paper's seven).",
            valueName: "name"), completion: .methods)
    var focus: String?

    @Option(
        help: ArgumentHelp(
            "Sets other results beside: those of another results file, of another grid of this one as grid=paper, or under "
                + "other protocol values as batch_size=32.", valueName: "what"), completion: .resultsFile)
    var beside: String?

    @Option(
        help: ArgumentHelp(
            "A text with what there is to say about the study, shown first (default: the results file with .notes.md at "
                + "its end, where there is one).", valueName: "file"), completion: .file(extensions: ["md"]))
    var notes: String?

    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions

    @Option(
        name: .customLong("out"),
        help: ArgumentHelp(
            "The file to write, or - for standard output (default: the results file with .html at its end; parts to "
                + "standard output).", valueName: "file"), completion: .file())
    var output: String?

    @Option(
        help: ArgumentHelp(
            "The peak of a core of the machine that trained, in GFLOP/s, to show speeds as shares of it; measure: of this "
                + "machine, now.", valueName: "GFLOP/s"))
    var peak: PeakChoice?

    @Flag(
        help:
            "Leave texts of CSV as they are, also those that a spreadsheet takes for formulas (= + - @ at their start)."
    )
    var raw = false

    @Flag(help: "No messages.")
    var quiet = false

    func run() throws {
        if part == Self.list {
            try listParts()
            return
        }
        let chosen = try part.map { try Self.part(named: $0) }
        let store = try database.openForReading()
        let report = Report(store, try reportOptions(store, for: chosen))
        if let chosen {
            try write(chosen, of: report)
        } else {
            guard form ?? .html == .html else {
                throw Failure(
                    kind: .usage,
                    description: "the whole report is html; --part NAME gives a part as \(form?.rawValue ?? "")")
            }
            try writePage(report)
        }
    }

    // MARK: - The whole

    private func writePage(_ report: Report) throws {
        let html = try report.html()
        let file = output ?? Self.file(database: database.database, ending: ".html")
        try options(out: file == "-" ? nil : file).write(html)
        if file != "-", !quiet { Message.note("report: \(file)") }
    }

    /// The results file with another ending in place of its own.
    static func file(database: String, ending: String) -> String {
        let url = URL(fileURLWithPath: database)
        let base = database.dropLast(url.lastPathComponent.count)
        return base + url.deletingPathExtension().lastPathComponent + ending
    }

    // MARK: - Parts

    private func write(_ type: any ReportPart.Type, of report: Report) throws {
        let form = form ?? .table
        let output = options(out: output == "-" ? nil : output)
        switch form {
        case .html: try output.write(report.html(parts: [type]))
        case .svg: try output.write(try chart(type, report, form).standalone)
        case .pdf, .png:
            guard let kind = PictureFile.Form(rawValue: form.rawValue) else { return }
            guard let file = self.output, file != "-" else {
                throw Failure(kind: .usage, description: "\(form.rawValue) is no text: name a file with --out")
            }
            try PictureFile.write(try chart(type, report, form), as: kind, to: file)
        case .table, .csv, .json, .markdown, .latex:
            let part = try report.part(type)
            if form == .latex, let latex = part.latex {
                try output.write(latex)
            } else {
                try output.print(part.table, notes: part.table.notes)
            }
        }
    }

    private func chart(_ type: any ReportPart.Type, _ report: Report, _ form: Form) throws -> Chart {
        guard type.isDrawn else {
            let names = Report.parts.filter { $0.isDrawn }.map { $0.name }.joined(separator: ", ")
            throw Failure(kind: .usage, description: "\(type.name) has no drawing; \(form.rawValue) is for \(names)")
        }
        guard let chart = try report.part(type).chart else { throw nothing(type, report) }
        return chart
    }

    /// Why a part has no drawing: nothing was trained, or the results are not such as it is about.
    private func nothing(_ type: any ReportPart.Type, _ report: Report) -> Failure {
        let advice =
            if type.name == "beside" {
                beside.map { "no method has results on a task both here and in \($0)" }
                    ?? "--beside says which results stand beside these"
            } else if (try? report.part(type).table.rows.isEmpty) ?? true {
                "train first, for example: snnbench run --suite sample --grid small"
            } else {
                "its table has what there is: leave out --format \(format?.rawValue ?? "")"
            }
        return Failure(kind: .badData, description: "there is nothing to draw for \(type.name); \(advice)")
    }

    private func listParts() throws {
        let rows: [[Cell]] = Report.parts.map { type in
            [
                .text(type.name), .text(type.isDrawn ? "drawing, table" : "table"),
                .text(type.summary),
            ]
        }
        let output = options(out: output == "-" ? nil : output)
        try output.print(Table(columns: ["part", "is", "shows"], rows: rows))
    }

    private static func part(named name: String) throws -> any ReportPart.Type {
        guard let type = Report.parts.first(where: { $0.name == name }) else {
            throw Failure.unknown("part", name, among: Report.parts.map { $0.name })
        }
        return type
    }

    // MARK: - Options

    /// The form that is asked for, by itself or by the ending of the file.
    private var form: Form? { format ?? output.flatMap { Form(endingOf: $0) } }

    private func options(out: String?) -> OutputOptions {
        var options = OutputOptions()
        options.format = form?.tableFormat ?? .table
        options.output = out
        options.quiet = quiet
        options.raw = raw
        return options
    }

    /// What is asked of the report.
    private func reportOptions(_ store: ResultStore, for part: (any ReportPart.Type)?) throws -> ReportOptions {
        var options = ReportOptions()
        options.question = try question(store)
        options.notes = try studyNotes()
        options.beside = try beside.map { try otherResults($0, store, options.question) }
        if let focus {
            let methods = try store.resultNames().methods
            let name = MethodDefinition.name(focus, among: methods)
            guard methods.contains(name) else { throw Failure.unknown("method", focus, among: methods) }
            options.focus = name
        }
        options.test = cdTest
        if part == nil || part?.name == "provenance" { options.commands = try commands(store, options.question) }
        // Only what is asked for is computed: all units are read for speeds alone.
        if part == nil || part?.name == "times" {
            options.speeds = TrainingSpeeds(
                operationsASecond: TrainingRates(try store.unitStates()).operationsASecond,
                peak: peak?.operationsASecond)
        }
        return options
    }

    /// The results that `--beside` names, by the same question but for what it changes.
    private func otherResults(_ text: String, _ store: ResultStore, _ question: ResultQuestion) throws -> OtherResults {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        if parts.count < 2 || FileManager.default.fileExists(atPath: text) {
            var other = DatabaseOption()
            other.database = text
            let file = try other.openForReading()
            // What this file leaves open is decided there anew.
            let name = URL(fileURLWithPath: text).lastPathComponent
            let isAlike = name == URL(fileURLWithPath: database.database).lastPathComponent
            return try named(isAlike ? text : name, file, try study.question(data.library(), in: file))
        }
        var changed = question
        if parts[0] == "grid" {
            let grids = try store.gridNames()
            guard grids.contains(parts[1]) else { throw Failure.unknown("grid", parts[1], among: grids) }
            changed.grid = parts[1]
        } else {
            var options = study
            options.protocolValues += text.split(separator: ",").map(String.init)
            changed.protocols = try options.protocols().stored
        }
        do {
            return try named(text, store, changed)
        } catch EvaluationError.noResults {
            let option =
                parts[0] == "grid" ? "--grid \(ShellWord.quoted(parts[1]))" : "--protocol \(ShellWord.quoted(text))"
            throw Failure(
                kind: .badData,
                description:
                    "--beside \(text): \(database.database) has no such results of these tasks and methods; the same "
                    + "snnbench run with \(option) makes them")
        }
    }

    private func named(_ name: String, _ store: ResultStore, _ question: ResultQuestion) throws -> OtherResults {
        let results = try Results(store, question)
        try results.requireResults()
        return OtherResults(name: name, results: results)
    }

    /// The commands that make the studies of the results file again, and the report.
    ///
    /// None where a definition in it is of a newer version than this program knows.
    private func commands(_ store: ResultStore, _ question: ResultQuestion) throws -> [String] {
        let file = URL(fileURLWithPath: database.database).lastPathComponent
        let grids = try store.gridNames()
        do {
            let runs = try StudyRecipe.lines(
                for: store,
                UnitFilter(
                    tasks: question.tasks?.map { DigestedName($0).name },
                    methods: question.methods?.map { DigestedName($0).name }),
                grid: grids.count == 1 ? grids[0] : nil, catalog: data.library().catalog,
                further: ["--database", file])
            return runs + ["snnbench report --database \(ShellWord.quoted(file))"]
        } catch let error where !(error is ResultStoreError) {
            return []
        }
    }

    /// The question that rank would ask; a report of results that are not there says so at once.
    private func question(_ store: ResultStore) throws -> ResultQuestion {
        let question = try study.question(data.library(), in: store)
        let names = try store.resultNames()
        if let grid = question.grid, !names.grids.isEmpty, !names.grids.contains(grid) {
            throw Failure.unknown("grid", grid, among: names.grids)
        }
        let tasks = names.tasks.map(\.name)
        if let asked = question.tasks, !tasks.isEmpty, !asked.contains(where: { tasks.contains(DigestedName($0).name) })
        {
            throw Failure.unknown("task", (study.task + study.suite).joined(separator: ", "), among: tasks)
        }
        return question
    }

    /// The paragraphs of the notes.
    private func studyNotes() throws -> [String] {
        let file = notes ?? Self.file(database: database.database, ending: ".notes.md")
        guard notes != nil || FileManager.default.fileExists(atPath: file) else { return [] }
        let text: String
        do {
            text = try String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8)
        } catch {
            throw Failure(kind: .inputOutput, description: "cannot read \(file): \(error.localizedDescription)")
        }
        return Report.paragraphs(text)
    }
}

extension CriticalDifferenceTest: ExpressibleByArgument {}
