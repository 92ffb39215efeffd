import ArgumentParser
import Evaluation
import ResultStore
import Tables

/// `snnbench verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks that every number of a results file follows from what it is made of.",
        discussion: """
            Computes ids and digests again, and looks for orphans, missing epochs, two results of one unit, metrics that do \
            not follow from their counts, and selections that are not what their units give. Ends with exit code 65 where \
            anything is wrong.
            """,
        examples: ["snnbench verify", "snnbench verify --database other.sqlite"])

    @Option(help: ArgumentHelp("The most findings of one kind to list.", valueName: "count"))
    var limit = 100

    @Flag(help: "Leaves out the digests of results, which take the longest.")
    var quick = false

    @OptionGroup var database: DatabaseOption
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is at least 1") }
    }

    func run() throws {
        let store = try database.openForReading()
        let interruption = StoreInterruption(store)
        let findings = try withExtendedLifetime(interruption) {
            let facts = try store.verify(limitPerKind: limit, recomputesResults: !quick)
                .map { (kind: $0.kind.rawValue, message: $0.message) }
            // What cannot be read is said already.
            guard facts.isEmpty else { return facts }
            return try facts
                + StaleSelections(store, includesFresh: !quick).selections.filter(\.isWrong).prefix(limit)
                .map { (kind: Finding.Kind.selection.rawValue, message: $0.description) }
        }
        let table = Table(
            columns: ["kind", "finding"], rows: findings.map { [.text($0.kind), .text($0.message)] })
        guard findings.isEmpty else {
            try output.print(table)
            throw Failure(
                kind: .badData, description: "\(database.database): \(counted(findings.count, "finding"))")
        }
        switch output.format {
        case .table: try output.write("\(database.database): nothing is wrong\n")
        default: try output.print(table)
        }
    }
}
