import Formats
import Foundation
import ResultStore

/// Where the numbers come from: how many units, when, on which machines, by which protocol.
struct Provenance: Sendable {
    /// One machine with one version of the program.
    struct Environment: Sendable {
        let host: String
        let system: String
        let processor: String
        let instructionSet: String
        let threads: Int
        let versions: String
        let attempts: Int
    }

    /// The name of the results file, without its folder.
    let file: String
    /// How the units stand.
    let progress: ProgressCount
    /// When the first attempt began and the last one ended, as text; none where there was none.
    let firstStart: String?
    let lastEnd: String?
    /// The machines, those with most attempts first.
    let environments: [Environment]
    /// What the protocol of the study fixes, by name.
    let protocolValues: [(name: String, value: String)]
    /// The rule of selection, by name.
    let ruleValues: [(name: String, value: String)]
    /// The versions of the arithmetic.
    let numericsVersions: [Int]
    /// The commands that make the study and the report again.
    let commands: [String]

    init(_ store: ResultStore, _ study: StudyResults, suiteSizes: [String: Int]) throws {
        file = store.path.split(separator: "/").last.map(String.init) ?? store.path
        progress = try store.progress()
        let times = try Rows(store, "SELECT min(started_at), max(finished_at) FROM attempts").first { _ in true }
        firstStart = times.map { $0.text(0) }.flatMap { $0.isEmpty ? nil : $0 }
        lastEnd = times.map { $0.text(1) }.flatMap { $0.isEmpty ? nil : $0 }
        environments = try Rows(
            store,
            """
            SELECT e.host, e.operating_system, e.processor, e.instruction_set, e.threads, e.program_version,
                e.source_commit, e.swift_version, count(*)
            FROM environments AS e JOIN attempts AS a ON a.environment_id = e.environment_id
            GROUP BY e.environment_id ORDER BY count(*) DESC, e.environment_digest
            """
        ).map { row in
            let commit = row.text(6).isEmpty ? "" : ", commit \(row.text(6).prefix(12))"
            let isChanged = row.text(6).hasSuffix("+") ? " with changes" : ""
            return Environment(
                host: row.text(0), system: row.text(1), processor: row.text(2), instructionSet: row.text(3),
                threads: row.integer(4) ?? 0,
                versions: "snnbench \(row.text(5))\(commit)\(isChanged), Swift \(row.text(7))",
                attempts: row.integer(8) ?? 0)
        }
        numericsVersions = try Rows(store, "SELECT DISTINCT numerics_version FROM units ORDER BY 1").compactMap {
            $0.integer(0)
        }
        let definition = try study.key.flatMap { key in
            try Rows(
                store, "SELECT definition FROM protocols WHERE protocol_digest = :digest",
                ["digest": .text(key.protocolDigest)]
            ).first { _ in true }?.text(0)
        }
        protocolValues = Self.values(definition)
        ruleValues = Self.values(study.key?.rule)
        commands = Self.commands(store, study, suiteSizes)
    }

    /// The values of a JSON object, by name; texts without quotes.
    private static func values(_ json: String?) -> [(name: String, value: String)] {
        guard let json, let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else {
            return []
        }
        return object.sorted { $0.key < $1.key }.map { name, value in
            let text =
                value as? String
                ?? (try? JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys]))
                .map { String(decoding: $0, as: UTF8.self) } ?? "?"
            return (name.replacing("_", with: " "), text)
        }
    }

    private static func commands(
        _ store: ResultStore, _ study: StudyResults, _ suiteSizes: [String: Int]
    ) -> [String] {
        guard let key = study.key else { return [] }
        let suites = Dictionary(grouping: study.tasks) { task in
            study.results[task]?.values.first?.suite ?? ""
        }
        var run = "snnbench run"
        for (suite, tasks) in suites.sorted(by: { $0.key < $1.key }) {
            // A suite of unknown size counts as whole.
            if tasks.count >= suiteSizes[suite] ?? 0 {
                run += " --suite \(quoted(suite))"
            } else {
                run += tasks.map { " --task \(quoted($0))" }.joined()
            }
        }
        if Set(study.methods) != Set(MethodName.paperNames) {
            run += study.methods.map { " --method \(quoted($0))" }.joined()
        }
        let choice =
            " --grid \(quoted(key.grid))" + (key.splitIndex == 0 ? "" : " --split \(key.splitIndex)")
            + (key.seed == 1 ? "" : " --seed \(key.seed)")
        let database = " --database \(quoted(store.path.split(separator: "/").last.map(String.init) ?? store.path))"
        return [run + choice + database, "snnbench report\(choice)\(database)"]
    }

    /// A word for a shell, in quotes where it needs them.
    static func quoted(_ word: String) -> String { ShellWord.quoted(word) }
}
