import Foundation
import Testing

/// The documents say what the program and the kept results say.
@Suite struct DocumentTests {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let hasPython = ["/usr/bin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/python3")
    }

    @Test("Figures in the documents are those of the kept results", .enabled(if: hasPython, "there is no python3"))
    func figures() throws {
        try Program.withFolder { folder in
            let process = Process()
            process.executableURL = Self.root.appending(path: "Tools/write-figures")
            process.arguments = ["--check"]
            var environment = ProcessInfo.processInfo.environment
            environment["SNNBENCH"] = Program.executable.path
            process.environment = environment
            let output = folder.appending(path: "output")
            try Data().write(to: output)
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = process.standardOutput
            try process.run()
            process.waitUntilExit()
            let said = try String(contentsOf: output, encoding: .utf8)
            #expect(process.terminationStatus == 0, "\(said)")
        }
    }

    @Test("docs/commands.md has the help of every command, and the changelog this version")
    func commands() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/commands.md"), encoding: .utf8)
        try Program.withFolder { folder in
            let help = try Program.run("--help", in: folder).output
            let commands = help.split(separator: "\n").compactMap {
                $0.wholeMatch(of: #/  ([a-z][a-z0-9-]*) +[A-Z].*/#)?.1
            }
            #expect(commands.count > 20)
            for command in commands {
                let help = try Program.run(String(command), "--help", in: folder).output
                #expect(
                    page.contains(help.trimmingCharacters(in: .newlines)), "\(command): write it anew with make docs")
            }
            let version = try Program.run("--version", in: folder).output.prefix { $0 != "," }
            let changes = try String(contentsOf: Self.root.appending(path: "CHANGELOG.md"), encoding: .utf8)
            #expect(changes.contains("\n## \(version)"), "CHANGELOG.md says nothing of \(version)")
        }
    }
}
