import Foundation
import Testing

/// What a shell offers, asked of the shell itself; and the manual page.
@Suite struct CompletionTests {
    private static func isInstalled(_ shell: String) -> Bool {
        ["/bin", "/usr/bin", "/usr/local/bin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(shell)")
        }
    }

    /// Runs a script with a shell in a folder with the completion script of that shell; the program is found by its name.
    private func run(_ shell: String, _ script: String, arguments: [String] = []) throws -> String {
        var output = ""
        try Program.withFolder { folder in
            let completion = try Program.run("--generate-completion-script", shell, in: folder)
            #expect(completion.exitCode == 0 && completion.errors.isEmpty)
            try Data(completion.output.utf8).write(to: folder.appending(path: "completion"))
            try Data("{name: \"mine\", activation: \"gelu\"}".utf8).write(to: folder.appending(path: "mine.json5"))
            try Data().write(to: folder.appending(path: "own.sqlite"))
            try FileManager.default.createDirectory(
                at: folder.appending(path: "plan"), withIntermediateDirectories: false)
            let file = folder.appending(path: "script")
            try Data(script.utf8).write(to: file)
            let process = Program.process([], in: folder)
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [shell] + arguments + [file.path]
            let path = process.environment?["PATH"] ?? "/usr/bin"
            process.environment?["PATH"] = "\(Program.executable.deletingLastPathComponent().path):\(path)"
            let answer = folder.appending(path: "answer")
            try Data().write(to: answer)
            process.standardOutput = try FileHandle(forWritingTo: answer)
            try process.run()
            process.waitUntilExit()
            output = try String(contentsOf: answer, encoding: .utf8)
        }
        return output
    }

    /// Lines that are typed, and what must be offered then.
    private static let lines: [(typed: [String], offered: String)] = [
        (["snnbench", "ru"], "run"),
        (["snnbench", "run", "--task", "sample/i"], "sample/ionosphere sample/iris"),
        (["snnbench", "rank", "--task", "abal"], "abalone"),
        (["snnbench", "run", "--suite", "uci-s"], "uci-small"),
        (["snnbench", "run", "--method", "l"], "layernorm"),
        (["snnbench", "run", "--method-file", "mine.json5", "--method", "mi"], "mine"),
        (["snnbench", "run", "--grid", "q"], "quick"),
        (["snnbench", "run", "--grid", "m"], "mine.json5"),
        (["snnbench", "run", "--protocol", "epochs=5,window_"], "epochs=5,window_ties="),
        (["snnbench", "query", "learning-c"], "learning-curves"),
        (["snnbench", "query", "better-m"], "better-method"),
        (["snnbench", "report", "--part", "regr"], "regret"),
        (["snnbench", "compare", "snn", "ba"], "batchnorm"),
        (["snnbench", "tutorials", "tensorflow-ml"], "tensorflow-mlp-mnist-selu"),
        (["snnbench", "bench", "--tutorial", "tensorflow-ml"], "tensorflow-mlp-mnist-selu"),
        (["snnbench", "stats", "own.csv", "--part", "parag"], "paragraph"),
        (["snnbench", "plan", "--study", "mi"], "mine.json5"),
        (["snnbench", "work", "pl"], "plan"),
        (["snnbench", "report", "--beside", "ow"], "own.sqlite"),
        (["snnbench", "report", "--focus", "hi"], "highway"),
    ]

    @Test(.enabled(if: isInstalled("bash"), "there is no bash"))
    func bashOffersNames() throws {
        let typed = Self.lines.map { "try \($0.typed.map { "'\($0)'" }.joined(separator: " "))" }.joined(
            separator: "\n")
        let offered = try run(
            "bash",
            """
            source ./completion
            try() {
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMPREPLY=()
                COMP_POINT=${#COMP_LINE}
                _snnbench "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                echo "${COMPREPLY[*]}"
            }
            \(typed)
            """)
        #expect(
            offered.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
                == Self.lines.map(\.offered))
    }

    @Test(.enabled(if: isInstalled("fish"), "there is no fish"))
    func fishTakesItsScript() throws {
        // fish tells a script nothing of an unfinished line, so that names are not asked for.
        let said = try run("fish", "source ./completion\ncomplete -C 'snnbench ru'", arguments: ["--no-config"])
        #expect(said.hasPrefix("run\tTrains what is missing"), "\(said)")
    }

    @Test(.enabled(if: isInstalled("zsh"), "there is no zsh"))
    func zshTakesItsScript() throws {
        // What zsh offers is seen by its line editor alone; that the script is one, and what it would ask the program, by anybody.
        let said = try run(
            "zsh",
            """
            autoload -Uz compinit && compinit -u -d ./dump
            source ./completion
            whence -w _snnbench
            snnbench ---completion run -- --grid 3 1 snnbench run --grid q
            """, arguments: ["-f"])
        #expect(said.contains("_snnbench: function"))
        #expect(said.contains("quick"))
    }

    /// A command as the parser tells about it.
    private struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable { let name: String }

            let names: [Name]?
            let valueName: String?
            let completionKind: Kind?
        }

        /// Any object: that there is one is what counts.
        struct Kind: Decodable {}

        let commandName: String
        let discussion: String?
        let subcommands: [Command]?
        let arguments: [Argument]?

        /// The commands that do something, each with its whole name.
        func leaves(_ name: [String] = []) -> [(name: [String], command: Command)] {
            let own = (subcommands ?? []).filter { $0.commandName != "help" }
            return own.isEmpty ? [(name, self)] : own.flatMap { $0.leaves(name + [$0.commandName]) }
        }
    }

    /// Every command's help ends with examples of it, whose options it has; every file and folder that it takes is completed.
    @Test func everyCommandHasExamplesAndCompletions() throws {
        try Program.withFolder { folder in
            let help = try Program.run("--experimental-dump-help", in: folder).output
            struct Answer: Decodable { let command: Command }
            let leaves = try JSONDecoder().decode(Answer.self, from: Data(help.utf8)).command.leaves()
            #expect(leaves.count >= 31)
            for (name, command) in leaves {
                let parts = (command.discussion ?? "").components(separatedBy: "Examples:\n")
                let examples = parts.last.map { $0.split(separator: "\n") } ?? []
                #expect(parts.count == 2 && !examples.isEmpty, "\(name)")
                let options = Set((command.arguments ?? []).flatMap { $0.names ?? [] }.map { "--" + $0.name })
                for example in examples where name != ["manual"] {
                    #expect(
                        example.hasPrefix("  snnbench " + name.joined(separator: " ")) && example.count <= 78,
                        "\(example)")
                    // What stands behind a double dash is another program's.
                    let words = example.components(separatedBy: " -- ")[0].split(separator: " ").map(String.init)
                    #expect(Set(words.filter { $0.hasPrefix("--") }).subtracting(options) == [], "\(example)")
                }
                for argument in command.arguments ?? [] where ["file", "folder"].contains(argument.valueName) {
                    #expect(argument.completionKind != nil, "\(name) \(argument.names?.first?.name ?? "its argument")")
                }
            }
        }
    }

    @Test func theManualHasEveryCommandAndOption() throws {
        try Program.withFolder { folder in
            let page = try Program.run("manual", in: folder)
            #expect(page.exitCode == 0 && page.output.hasPrefix(".TH SNNBENCH 1 "))
            let help = try Program.run("--help", in: folder).output
            let commands = help.split(separator: "\n").compactMap {
                $0.wholeMatch(of: #/  ([a-z][a-z0-9-]*) +[A-Z].*/#)?.1
            }
            #expect(commands.count >= 24)
            for command in commands {
                let name = command.replacing("-", with: "\\-")
                #expect(page.output.contains("\n.SS snnbench \(name)\n"), "\(command)")
            }
            for option in try Program.run("run", "--help", in: folder).output.matches(of: #/\n  (--[a-z-]+)/#)
            where option.1 != "--version" {
                #expect(page.output.contains("\\fB\(option.1.replacing("-", with: "\\-"))\\fR"), "\(option.1)")
            }
            // No line begins with what man would take for a request of another name.
            for line in page.output.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
                #expect(line.wholeMatch(of: #/\.(TH|SH|SS|PP|TP|B|br)( .*)?/#) != nil, "\(line)")
            }
        }
    }
}
