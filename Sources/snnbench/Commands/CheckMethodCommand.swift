import ArgumentParser
import Benchmark
import Formats
import Foundation

/// `snnbench check-method`.
struct CheckMethodCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-method",
        abstract:
            "Tries a method file: a program on three tiny tasks, with each violation of the protocol in one line.",
        discussion: """
            The program of the file is run with the first configuration of its grid on two classes, on three classes and on a \
            column that is the same in all rows; one that is said to be deterministic twice. The exit code is 65 where \
            something is wrong.
            """,
        examples: ["snnbench check-method gelu.json5"])

    @Argument(
        help: ArgumentHelp("The method file, JSON5 (docs/programs.md).", valueName: "file"), completion: .settingsFile)
    var file: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        switch try MethodSource(path: file) {
        case .network(let method):
            try output.write("\(method.definition.name): a network; the file is well\n")
        case .program(let method):
            let check = try ProgramCheck(method)
            let lines = check.lines.map { "\($0.task): \($0.text)" }
            try output.write(
                (lines + ["version: \(check.version ?? "none is reported")"]).joined(separator: "\n") + "\n")
            guard !check.isSound else { return }
            if let error = check.error {
                // Its lines stay lines.
                let end = error.suffix(2000).trimmingCharacters(in: .whitespacesAndNewlines)
                Message.write(TerminalText.safeLines(end) + "\n")
            }
            let count = check.lines.count(where: \.isViolation)
            throw Failure(
                kind: .badData, description: "\(method.name) breaks the protocol: \(counted(count, "violation"))")
        }
    }
}
