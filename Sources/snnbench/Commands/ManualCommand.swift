import ArgumentParser
import Foundation

/// `snnbench manual`.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Prints the manual page of all commands, for man.",
        discussion: """
            make install puts it where man finds it. Completions for a shell are printed by \
            snnbench --generate-completion-script bash (or zsh, or fish).
            """,
        examples: ["snnbench manual | man -l -", "snnbench --generate-completion-script bash"])

    func run() throws {
        try FileHandle.standardOutput.write(try ManualPage().roff, place: "standard output")
    }
}
