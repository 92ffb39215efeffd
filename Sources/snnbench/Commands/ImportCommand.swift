import ArgumentParser
import ResultStore

/// `snnbench import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Adds the facts of an export that a results file lacks.",
        discussion: """
            Digests and ids are computed again, and the whole must fit together as verify demands; otherwise nothing is \
            imported. A second import of the same facts adds nothing.
            """,
        examples: ["snnbench import facts.json --database copy.sqlite"])

    @Argument(
        help: ArgumentHelp("A file of JSON or a folder of CSV that export wrote.", valueName: "path"),
        completion: .file())
    var path: String

    @OptionGroup var database: DatabaseOption

    func run() throws {
        try database.writing { store in
            Message.note(MergeCommand.summary(try store.importFacts(from: path)))
        }
    }
}
