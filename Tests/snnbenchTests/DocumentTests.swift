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

    @Test("Units that the documents name are those of the kept results or of docs/commands.md")
    func units() throws {
        let files = FileManager.default
        let docs = Self.root.appending(path: "docs")
        let pages =
            try files.contentsOfDirectory(at: docs, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "md" } + [Self.root.appending(path: "README.md")]
        var known = try String(contentsOf: docs.appending(path: "commands.md"), encoding: .utf8)
        known += try String(contentsOf: Self.root.appending(path: "results/sample/digests.csv"), encoding: .utf8)
        var named = 0
        for page in pages where page.lastPathComponent != "commands.md" {
            let text = try String(contentsOf: page, encoding: .utf8)
            for match in text.matches(of: #/(?:--unit |unit_hash LIKE ')(?<id>[0-9a-f]{4,64})/#) {
                named += 1
                #expect(known.contains(match.output.id), "\(page.lastPathComponent) names \(match.output.id)")
            }
        }
        #expect(named > 1)
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

    @Test("docs/reports.md has every part that report knows, and whether it is drawn")
    func parts() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/reports.md"), encoding: .utf8)
        let rows = page.matches(of: #/\n\| (?<names>`[a-z0-9-]+`(?:, `[a-z0-9-]+`)*) \| (?<form>[^|]*)\|/#)
        let told = rows.flatMap { row in
            row.output.names.split(separator: ", ").map {
                "\($0.dropFirst().dropLast()),\(row.output.form.contains("SVG") ? "\"drawing, table\"" : "table")"
            }
        }
        try Program.withFolder { folder in
            let known = try Program.run("report", "--part", "--format", "csv", in: folder).output
                .split(separator: "\n").dropFirst().map { line in line.matches(of: #/^[^,]+,(?:"[^"]*"|[^,]*)/#)[0].0 }
            #expect(told.sorted() == known.map(String.init).sorted())
        }
    }

    @Test("The grid file of docs/methods.md is the one that is there, with the digest that the page says")
    func gridFile() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/methods.md"), encoding: .utf8)
        let file = Self.root.appending(path: "examples/grids/depth.json5")
        #expect(page.contains("```json5\n\(try String(contentsOf: file, encoding: .utf8))```"))
        try Program.withFolder { folder in
            let run = try Program.run(
                "run", "--task", "sample/iris", "--method", "snn", "--grid", file.path, "--protocol", "epochs=1",
                "--describe", in: folder)
            let name = try #require(run.output.firstMatch(of: #/"name": "(depth@[0-9a-f]+)"/#)?.1)
            #expect(page.contains("`\(name)`"), "\(name)")
        }
    }

    /// Each arrow of the way of the data names one function that is there, with these labels.
    @Test func theArrowsNameFunctions() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/architecture.md"), encoding: .utf8)
        let table = try #require(
            page.components(separatedBy: "| from | to | by |\n").last?.components(separatedBy: "\n\n").first)
        let names = table.matches(of: #/`(\w+)\.(\w+)\(([\w:]*)\)`/#).map {
            (type: String($0.1), function: String($0.2), labels: $0.3.split(separator: ":").map(String.init))
        }
        #expect(names.count == table.split(separator: "\n").count - 1 && names.count > 10)
        let folder = Self.root.appending(path: "Sources")
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
            .compactMap { ($0 as? URL).flatMap { $0.pathExtension == "swift" ? $0 : nil } } ?? []
        let sources = try files.map { try Data(contentsOf: $0) }
        for name in names {
            let signatures = sources.filter { Self.declares(name.type, $0) }.flatMap {
                Self.parameters(of: name.function, in: String(decoding: $0, as: UTF8.self))
            }
            let isThere = signatures.contains { parameters in
                var labels = name.labels[...]
                for parameter in parameters {
                    if parameter.label == labels.first {
                        labels.removeFirst()
                    } else if !parameter.hasDefault {
                        return false
                    }
                }
                return labels.isEmpty
            }
            #expect(isThere, "\(name.type).\(name.function)(\(name.labels)) is not there: \(signatures)")
        }
    }

    /// Whether a source declares or extends a type; by its bytes, since there are seventy thousand lines to look through.
    private static func declares(_ type: String, _ source: Data) -> Bool {
        ["struct", "class", "enum", "protocol", "extension"].contains { keyword in
            [" ", ":", "<", ".", "\n"].contains { source.range(of: Data("\(keyword) \(type)\($0)".utf8)) != nil }
        }
    }

    /// The labels of each declaration of a function, and whether a parameter may be left out.
    private static func parameters(
        of function: String, in source: String
    ) -> [[(label: String, hasDefault: Bool)]] {
        let head = function == "init" ? "init(" : "func \(function)("
        return source.components(separatedBy: head).dropFirst().map { rest in
            var depth = 1
            var parts = [""]
            for character in rest {
                if "([{".contains(character) { depth += 1 }
                if ")]}".contains(character) { depth -= 1 }
                if depth == 0 { break }
                if character == ",", depth == 1 { parts.append("") } else { parts[parts.count - 1].append(character) }
            }
            return parts.filter { $0.contains(":") }.map { part in
                let words = part.split(whereSeparator: { $0.isWhitespace || $0 == ":" })
                return (String(words.first ?? ""), part.contains(" = "))
            }
        }
    }
}
