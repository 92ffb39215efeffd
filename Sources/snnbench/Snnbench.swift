import ArgumentParser
import Benchmark
import Formats
import Foundation
import Kernels

extension CommandConfiguration {
    /// Makes the configuration of a command with examples, which end what its help and the manual page say about it.
    ///
    /// - Parameters:
    ///   - commandName: the name that is typed.
    ///   - abstract: what it does, one sentence.
    ///   - discussion: more about it.
    ///   - examples: lines to type, each of at most 76 characters, so that none is broken.
    init(commandName: String, abstract: String, discussion: String = "", examples: [String]) {
        let lines = (["Examples:"] + examples.map { "  \($0)" }).joined(separator: "\n")
        self.init(
            commandName: commandName, abstract: abstract,
            discussion: discussion.isEmpty ? lines : discussion + "\n\n" + lines)
    }
}

/// The program: parses the command line, runs a command, and ends with the exit code of the kind of what went wrong.
@main
struct Snnbench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snnbench",
        abstract: "Benchmarks feed-forward networks as \"Self-Normalizing Neural Networks\" did.",
        discussion: """
            Results go to standard output, progress and messages to standard error.

            Exit codes: 0 done, 64 wrong usage, 65 bad data, 69 not reachable or not on this processor, 70 our own fault, 74 input or \
            output failed, 75 interrupted and worth resuming.
            """,
        version: programDescription,
        groupedSubcommands: [
            CommandGroup(name: "Data", subcommands: [ListCommand.self, FetchCommand.self, AddCommand.self]),
            CommandGroup(
                name: "Training",
                subcommands: [
                    RunCommand.self, StatusCommand.self, TrainCommand.self, PredictCommand.self,
                    ActivationsCommand.self,
                ]),
            CommandGroup(
                name: "Many machines", subcommands: [PlanCommand.self, WorkCommand.self, SubmitCommand.self]),
            CommandGroup(
                name: "Results",
                subcommands: [
                    RankCommand.self, CompareCommand.self, ReportCommand.self, QueryCommand.self, StatsCommand.self,
                    PublishedCommand.self, ScoreCommand.self,
                ]),
            CommandGroup(
                name: "Results files",
                subcommands: [VerifyCommand.self, MergeCommand.self, ExportCommand.self, ImportCommand.self]),
            CommandGroup(
                name: "The paper's theory and figure",
                subcommands: [TheoryCommand.self, Figure1Command.self, TutorialsCommand.self]),
            CommandGroup(
                name: "The program itself",
                subcommands: [CheckCommand.self, BenchCommand.self, CheckMethodCommand.self, ManualCommand.self]),
        ])

    static func main() {
        SignalHandling.install()
        let builtFor = InstructionSet.builtFor
        guard builtFor.isSupportedHere else {
            Message.error(
                "this binary was built for \(builtFor.rawValue), this processor has "
                    + "\(InstructionSet.widestHere.rawValue) at most; build again here, or with "
                    + "SNNBENCH_MARCH=x86-64-v3 for machines of both kinds")
            Foundation.exit(FailureKind.unavailable.exitCode.rawValue)
        }
        var parsed: (any ParsableCommand)?
        do {
            var command = try parseAsRoot()
            parsed = command
            try command.run()
        } catch let error as ValidationError where parsed != nil {
            // Said by a command that runs, it is said with the usage of that command, as the parser does before.
            let usage = parsed.map { usageString(for: type(of: $0)) } ?? ""
            let name = usage.prefix { $0 != "[" && $0 != "<" }.trimmingCharacters(in: .whitespaces)
            Message.write(
                "Error: \(TerminalText.safe(error.message))\nUsage: \(usage.replacing("\n", with: "\n       "))\n"
                    + "  See '\(name) --help' for more information.\n")
            exit(withError: FailureKind.usage.exitCode)
        } catch let error as any ClassifiedError {
            Message.error("\(error)")
            exit(withError: error.kind.exitCode)
        } catch let error where error is ExitCode || exitCode(for: error) != .failure {
            // Help, the version and wrong arguments: the parser says them.
            exit(withError: error)
        } catch {
            Message.error("\(error)")
            exit(withError: FailureKind.internalFault.exitCode)
        }
    }
}
