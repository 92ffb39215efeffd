import ArgumentParser
import Formats
import Foundation
import Graphics
import Numbers
import Reports
import Statistics
import Tables

/// `snnbench stats`.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Computes tests, tables, pictures and words on numbers of one's own, from JSON or CSV.",
        discussion: """
            Columns of text (CSV, also with ; or tabs, decimal commas and %): a header, then a row a task with a column a \
            method; or a row a task and method, with columns such as task, method, seed and one or more of scores; or a row a \
            method. A row is there once: runs of a task and method need a seed, fold or such, and are averaged. NA, n/a, None, -- and empty cells are missing. What is no method (ids, sizes, spreads) is set apart \
            with a line that says so.

            JSON: {"x": [...], "y": [...]} for two methods over the same tasks; {"d": [...]} for differences x - y; \
            {"methods": ["a", "b"], "scores": [[...], ...]}, a list a task; what pandas' to_json writes; {"p": [...]} for \
            p-values to adjust; {"k": 7, "n_tasks": 30} for critical differences. Beside x and y may stand mode (exact, \
            r, scipy, normal, normal-corrected), alternative, zero_method, rope, prior_strength, confidence, draws and seed.

            A text of fewer than 15 digits, or a count such as "117/150", is compared exactly; longer ones tie up to rounding. \
            Of two methods (--compare, or x and y) every p-value is printed, under all conventions; --format json has all numbers \
            with their conventions. --part alone lists the parts of a table; those that are drawn can be had as svg, tikz, \
            pdf and png. An option that would have no effect is an error.
            """,
        examples: [
            "snnbench stats numbers.csv", "snnbench stats numbers.csv --part cd-diagram --out diagram.pdf",
            "snnbench stats numbers.csv --report page.html",
        ])

    /// The forms of a part.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table
        case csv
        case json
        case markdown
        case latex
        case svg
        case tikz
        case pdf
        case png

        var tableFormat: TableFormat? { TableFormat(rawValue: rawValue) }
    }

    /// What `--part` says where no name follows.
    private static let list = "list"

    @Argument(help: "A file of JSON or CSV, or - for standard input.", completion: .file())
    var file: String

    @Option(
        name: [.long, .customLong("columns")],
        help: ArgumentHelp(
            "A column that is a method, or several with commas (repeatable; default: all that look so).",
            valueName: "name"))
    var method: [String] = []

    @Option(help: ArgumentHelp("A column to leave out (repeatable).", valueName: "name"))
    var ignore: [String] = []

    @Option(help: ArgumentHelp("The column that names the tasks.", valueName: "name"))
    var taskColumn: String?

    @Option(
        help: ArgumentHelp(
            "A column that tells the runs of a task and method apart, beside seed, fold, split and repeat (repeatable).",
            valueName: "name"))
    var runColumn: [String] = []

    @Option(
        help: ArgumentHelp("A column of scores where each row is a task and method (repeatable).", valueName: "name"))
    var score: [String] = []

    @Flag(help: "Each row is a method, each column a task.")
    var methodsInRows = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Two methods of the table, in full: --compare svm rf.", valueName: "name"))
    var compare: [String] = []

    @Flag(help: "Smaller values are better, as losses and times.")
    var smallerIsBetter = false

    @Option(
        help: ArgumentHelp("A metric of several of which smaller values are better (repeatable).", valueName: "name"))
    var minimize: [String] = []

    @Flag(help: "The comparisons of all pairs of a table (two-sided): --part pairs.")
    var pairs = false

    @Option(
        defaultAsFlag: Self.list,
        help: ArgumentHelp(
            "What is shown of a table (default: ranks); without a name: lists the parts.", valueName: "name"),
        completion: .numberParts)
    var part: String?

    @OptionGroup var testing: NumberTestOptions

    @Option(
        help: ArgumentHelp(
            "table, csv, json, markdown, latex, svg, tikz, pdf or png (default: what the ending of --out says, else table).",
            valueName: "form"))
    var format: Form?

    @Option(
        name: .customLong("out"), help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("Write a page with all parts of a table.", valueName: "file"), completion: .file())
    var report: String?

    @Flag(help: "No messages.")
    var quiet = false

    func validate() throws {
        guard compare.isEmpty || compare.count == 2 else {
            throw ValidationError("--compare takes two methods, as --compare svm rf")
        }
        guard runColumn.isEmpty || !methodsInRows else {
            throw ValidationError("--run-column has no effect with --methods-in-rows; leave one of them out")
        }
        guard !pairs || part == nil else { throw ValidationError("--pairs is --part pairs; give one of them") }
    }

    func run() throws {
        if part == Self.list { return try listParts() }
        let (numbers, notes) = try NumberReader.read(file, reading)
        if !quiet { notes.forEach(Message.note) }
        switch numbers {
        case .pair(let pair):
            try refuseWithoutEffect(Self.pairOptions, on: numbers.content)
            try printPair(pair)
        case .tables(let tables) where !compare.isEmpty:
            try refuseWithoutEffect(Self.pairOptions.union(Self.readingOptions).union(["compare"]), on: "two methods")
            guard let table = tables.first, tables.count == 1 else {
                throw Failure(
                    kind: .usage,
                    description:
                        "there are several metrics: --score \(tables.map(\.metric).joined(separator: " or --score "))")
            }
            try printPair(try table.pair(compare[0], compare[1]))
        case .tables(let tables): try show(tables)
        case .pValues(let p):
            try refuseWithoutEffect(["adjust"], on: numbers.content)
            try printAdjustments(p)
        case .size(let methods, let tasks):
            try refuseWithoutEffect(["alpha"], on: numbers.content)
            try printSize(try NemenyiTest(methods: methods, tasks: tasks))
        }
    }

    // MARK: - Options

    /// How the file is read.
    private var reading: ReadingOptions {
        var options = ReadingOptions()
        options.taskColumn = taskColumn
        options.runColumns = Self.names(runColumn)
        options.ignored = ignore
        options.columns = Self.names(method)
        options.scores = Self.names(score)
        options.methodsAreRows = methodsInRows
        return options
    }

    private static func names(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    }

    private static let readingOptions: Set = [
        "method", "ignore", "task-column", "run-column", "score", "methods-in-rows",
    ]
    private static let pairOptions: Set = [
        "smaller-is-better", "test", "alternative", "zeros", "confidence", "rope", "seed", "unit",
    ]
    private static let tableOptions = readingOptions.union(["smaller-is-better", "minimize", "missing"])

    /// The options that have an effect on each part, beside those of every table.
    private static let partOptions: [String: Set<String>] = [
        RankPart.name: ["against", "test", "alternative", "adjust", "alpha", "seed"],
        PairPart.name: ["test", "adjust"],
        MatrixPart.name: ["test", "alpha", "unit"], CriticalDifferencePart.name: ["alpha", "cd-test", "test"],
        OmnibusPart.name: ["seed"], TwoMetricPart.name: ["alpha"], WinRatePart.name: [], HeatMapPart.name: ["unit"],
        ControlPart.name: ["against", "test", "alpha", "confidence", "rope", "seed", "zeros", "unit"],
        IntervalPart.name: ["against", "confidence", "seed", "unit"],
        ScorePart.name: ["against", "test", "alpha", "unit"],
        ParagraphPart.name: ["against", "test", "alpha", "confidence", "rope", "seed", "zeros", "unit"],
    ]

    private var given: Set<String> {
        let all: [(String, Bool)] = [
            ("method", !method.isEmpty), ("ignore", !ignore.isEmpty), ("task-column", taskColumn != nil),
            ("run-column", !runColumn.isEmpty), ("score", !score.isEmpty), ("methods-in-rows", methodsInRows),
            ("compare", !compare.isEmpty),
            ("smaller-is-better", smallerIsBetter), ("minimize", !minimize.isEmpty), ("pairs", pairs),
            ("part", part != nil), ("report", report != nil),
        ]
        return testing.given.union(all.filter(\.1).map(\.0))
    }

    /// Throws where an option was given that changes nothing.
    private func refuseWithoutEffect(_ allowed: Set<String>, on what: String) throws {
        let idle = given.subtracting(allowed).sorted()
        guard idle.isEmpty else {
            throw Failure(
                kind: .usage,
                description:
                    "\(idle.map { "--\($0)" }.joined(separator: " and ")) \(idle.count == 1 ? "has" : "have") no effect on "
                    + "\(what); leave \(idle.count == 1 ? "it" : "them") out")
        }
    }

    // MARK: - Tables

    private func show(_ tables: [NumberTable]) throws {
        var options = testing.options
        options.comparison.order = smallerIsBetter ? .smallestFirst : .largestFirst
        options.minimized = Set(Self.names(minimize))
        if let unknown = Self.names(minimize).first(where: { name in !tables.contains { $0.metric == name } }) {
            throw Failure.unknown("metric", unknown, among: tables.map(\.metric))
        }
        if let report {
            let allowed = Self.partOptions.values.reduce(Self.tableOptions.union(["report"])) { $0.union($1) }
            try refuseWithoutEffect(allowed, on: "a page")
            let study = try NumberStudy(tables, options, file: file)
            try outputOptions(out: report == "-" ? nil : report).write(try NumberPage.html(study))
            if report != "-", !quiet { Message.note("report: \(report)") }
            return
        }
        let name = pairs ? PairPart.name : part ?? RankPart.name
        guard let type = NumberStudy.parts.first(where: { $0.name == name }) else {
            throw Failure.unknown("part", name, among: NumberStudy.parts.map { $0.name })
        }
        let allowed = Self.tableOptions.union(Self.partOptions[type.name] ?? []).union(["part", "pairs"])
        try refuseWithoutEffect(allowed, on: "the part \(type.name)")
        let study = try NumberStudy(tables, options, file: file)
        if form == .json, part == nil, !pairs {
            let values = try study.reports.map { try $0.json() }
            let json = values.count == 1 ? values[0] : .object(["kind": "tables", "tables": .array(values)])
            return try outputOptions(out: output).write(json.indentedText)
        }
        try write(try type.init(study), type)
    }

    private func write(_ part: any NumberPart, _ type: any NumberPart.Type) throws {
        let output = outputOptions(out: output)
        switch form {
        case .svg: try output.write(try chart(part, type).standalone)
        case .tikz: try output.write(part.latex.flatMap { type.isDrawn ? $0 : nil } ?? chart(part, type).tikz)
        case .pdf, .png:
            guard let kind = PictureFile.Form(rawValue: form.rawValue) else { return }
            guard let file = self.output else {
                throw Failure(kind: .usage, description: "\(form.rawValue) is no text: name a file with --out")
            }
            try PictureFile.write(try chart(part, type), as: kind, to: file)
        case .table, .csv, .json, .markdown, .latex:
            if form == .latex, let latex = part.latex {
                try output.write(latex)
            } else if !part.sentences.isEmpty, !type.isDrawn, form == .table || form == .markdown {
                try output.write(part.sentences.map { $0 + "\n" }.joined())
            } else {
                try output.print(part.table, notes: part.table.notes)
            }
        }
    }

    private func chart(_ part: any NumberPart, _ type: any NumberPart.Type) throws -> Chart {
        guard type.isDrawn else {
            let names = NumberStudy.parts.filter { $0.isDrawn }.map { $0.name }.joined(separator: ", ")
            throw Failure(kind: .usage, description: "\(type.name) has no drawing; \(form.rawValue) is for \(names)")
        }
        guard let first = part.charts.first else {
            throw Failure(kind: .badData, description: "there is nothing to draw for \(type.name) in \(file)")
        }
        guard part.charts.count > 1 else { return first }
        return Chart.grid(
            part.charts, columns: 1, title: first.title,
            description: part.charts.map { "\($0.title). \($0.description)" }.joined(separator: " "), legend: ([], 0))
    }

    private func listParts() throws {
        var output = outputOptions(out: output)
        output.format = form.tableFormat ?? .table
        try output.print(
            Table(
                columns: ["part", "formats", "shows"],
                rows: NumberStudy.parts.map { type in
                    [
                        .text(type.name),
                        .text("table csv json markdown latex" + (type.isDrawn ? " svg tikz pdf png" : "")),
                        .text(type.summary),
                    ]
                }))
    }

    // MARK: - Output

    private var form: Form { format ?? output.flatMap { Form(endingOf: $0) } ?? .table }

    private func outputOptions(out: String?) -> OutputOptions {
        var options = OutputOptions()
        options.format = form.tableFormat ?? .table
        options.output = out
        options.quiet = quiet
        options.raw = false
        return options
    }

    /// The form of a table, where a drawing makes no sense.
    private func tableOutput() throws -> OutputOptions {
        guard form.tableFormat != nil else {
            throw Failure(kind: .usage, description: "there is no drawing of this; take a form of tables")
        }
        return outputOptions(out: output)
    }

    private func printPair(_ pair: PairedNumbers) throws {
        var pair = pair
        if smallerIsBetter { pair.order = .smallestFirst }
        testing.apply(to: &pair)
        let report = try PairReport(pair)
        let output = try tableOutput()
        if output.format == .json { return try output.write(report.json.indentedText) }
        var table = report.table
        if output.format != .csv {
            table.columns.removeLast()
            table.rows = table.rows.map { Array($0.dropLast()) }
        }
        try output.print(table, notes: table.notes)
    }

    private func printAdjustments(_ p: [Double]) throws {
        let output = try tableOutput()
        if output.format == .json { return try output.write(try TableReport.json(adjusting: p).indentedText) }
        let shown = testing.options.shownAdjustments
        let adjusted = try shown.map { try $0.value.adjusted(p) }
        try output.print(
            Table(
                columns: ["p"] + shown.map { "p_\($0.name)" },
                rows: p.indices.map { row in
                    [.probability(p[row])] + adjusted.map { .probability($0[row]) }
                }), notes: ["Adjusted for \(counted(p.count, "test")), capped at 1, in the order given."])
    }

    private func printSize(_ nemenyi: NemenyiTest) throws {
        let output = try tableOutput()
        if output.format == .json {
            return try output.write(
                CanonicalJSON.object([
                    "kind": "nemenyi", "k": .integer(Int64(nemenyi.methods)), "n_tasks": .integer(Int64(nemenyi.tasks)),
                    "nemenyi": TableReport.criticalDifferences(nemenyi),
                ]).indentedText)
        }
        try output.print(
            Table(
                columns: ["alpha", "critical_difference"],
                rows: try (testing.alpha.map { [$0] } ?? [0.01, 0.05, 0.1]).map {
                    [.number($0), .decimal(try nemenyi.criticalDifference(alpha: $0), places: 4)]
                }),
            notes: [
                "\(nemenyi.methods) methods, \(nemenyi.tasks) tasks; studentized range with infinite degrees of freedom."
            ])
    }
}
