import ArgumentParser

/// `snnbench theory`.
struct TheoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "theory",
        abstract: "Checks the paper's theory number by number, and shows how mean and variance travel.",
        subcommands: [
            TheoryVerifyCommand.self, TheoryMapCommand.self, TheoryActivationCommand.self,
            TheoryActivationsCommand.self,
        ],
        defaultSubcommand: TheoryVerifyCommand.self)
}
