import Evaluation
import Formats
import Foundation
import ResultStore
import Tables

/// Where the numbers come from: by which protocol, when, on which machines, and the commands that make them again.
struct Provenance: ReportPart {
    static let name = "provenance"
    static let summary = "The protocol, the machines, and the commands that make the results again."

    /// The machines with the versions of the program, those with most attempts first.
    let environments: [EnvironmentCount]
    /// The commands that make the studies and the report again.
    let commands: [String]
    /// When the first attempt began and the last one ended.
    private let span: AttemptSpan
    /// What the protocols fix, and the rules of selection.
    private let values: [(experiment: String, name: String, value: String)]
    private let numericsVersions: [Int]

    init(_ source: ReportSource) throws {
        let store = source.store
        commands = source.options.commands
        environments = try store.environmentCounts()
        span = try store.attemptSpan()
        numericsVersions = try store.numericsVersions()
        let definitions = try store.protocolDefinitions()
        var used = try source.fact(RankedResults.self).results.protocols
        for experiment in Experiment.allCases where used[experiment] == nil {
            used[experiment] = try source.results(of: experiment).protocols[experiment]
        }
        values = Experiment.allCases.flatMap { experiment -> [(experiment: String, name: String, value: String)] in
            guard let used = used[experiment] else { return [] }
            let definition = Self.values(definitions[used.digest]?.definition.text)
            let rule = Self.values(used.rule).map { (name: "selection: " + $0.name, value: $0.value) }
            return (definition + rule).map { (experiment.rawValue, $0.name, $0.value) }
        }
    }

    var table: Table { Table(columns: ["experiment", "protocol", "value"], rows: rows, notes: notes) }

    var section: PageSection? {
        guard !environments.isEmpty else { return nil }
        var section = Self.section("How it was made", "How this was made, and how to make it again")
        section.filterNote = ""
        section.commands = commands
        section.hasCommands = !commands.isEmpty
        section.tables = [
            PageTable(
                Table(columns: ["experiment", "protocol", "value"], rows: rows, notes: []), title: "Protocol"),
            PageTable(
                Table(
                    columns: ["host", "system", "processor", "built_for", "threads", "versions", "attempts"],
                    rows: environments.map { use in
                        [
                            .text(use.environment.host), .text(use.environment.operatingSystem),
                            .text(use.environment.processor), .text(use.environment.instructionSet),
                            .integer(use.environment.threads), .text(Self.versions(use.environment)),
                            .integer(use.attempts),
                        ]
                    }, notes: []), title: "Machines and versions"),
        ]
        section.noteLines = notes
        return section
    }

    private var rows: [[Cell]] {
        values.map { [.text($0.experiment), .text($0.name), .text($0.value)] }
            + [
                [
                    .text("all"), .text("numerics version"),
                    .text(numericsVersions.map { "\($0)" }.joined(separator: ", ")),
                ]
            ]
    }

    private var notes: [String] {
        guard let start = span.firstStart else { return [] }
        return [
            "Attempts from \(Timestamp.text(start))" + (span.lastEnd.map { " to \(Timestamp.text($0))" } ?? "")
                + ". The same unit gives the same bits on every machine"
                + (commands.isEmpty ? "." : ", so the commands give these numbers again.")
        ]
    }

    private static func versions(_ environment: EnvironmentRecord) -> String {
        let commit = environment.sourceCommit
        return "snnbench \(environment.programVersion)" + (commit.isEmpty ? "" : ", commit \(commit.prefix(12))")
            + (commit.hasSuffix("+") ? " with changes" : "") + ", Swift \(environment.swiftVersion)"
    }

    /// The values of a JSON object, by name; texts without quotes.
    private static func values(_ json: String?) -> [(name: String, value: String)] {
        guard let json, case .object(let members)? = try? CanonicalJSON(parsing: json) else { return [] }
        return members.sorted { $0.key < $1.key }.map { name, value in
            (name.replacing("_", with: " "), value.stringValue ?? value.text)
        }
    }
}
