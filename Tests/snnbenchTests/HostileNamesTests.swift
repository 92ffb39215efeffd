import Foundation
import ResultStore
import Testing

/// Names and messages of files from elsewhere: they steer no terminal and start no formula.
@Suite struct HostileNamesTests {
    private static let steering = "\u{1B}]0;x\u{7}\u{9B}2J\u{202E}evil\u{200F}\u{85}"

    /// A results file whose names hold what steers terminals, and whose messages what spreadsheets compute with.
    private func makeStore(_ folder: URL) throws {
        let store = try ResultStore.open(folder.appending(path: "h.sqlite").path, for: .writing(.thisProcess()))
        let task = TaskRecord(
            name: "user/\(Self.steering)", suite: "user", contentDigest: "1", rows: 12, features: 2, classes: 2)
        let unit = UnitRecord(
            split: SplitRecord(task: task, index: 0, digest: "2", trainingRows: 6, validationRows: 3, testRows: 3),
            protocolRecord: ProtocolRecord(name: "paper", definition: .object(["epochs": .integer(3)])),
            configuration: ConfigurationRecord(
                method: MethodRecord(name: "m\(Self.steering)", definition: .object([:])),
                hyperparameters: ["layers": .integer(-2)]), seed: -7, numericsVersion: 1)
        try store.register([unit])
        let environment = EnvironmentRecord(
            host: "h\(Self.steering)", operatingSystem: "o", processor: "p", instructionSet: "i", threads: 1,
            swiftVersion: "6", programVersion: "0", sourceCommit: "c")
        let date = Date(timeIntervalSince1970: 1_795_000_000)
        for message in ["=1+1 \(Self.steering)", "@a", "-5", "-x"] {
            try store.record(
                AttemptRecord(
                    unitHash: unit.hash, environment: environment, outcome: .failed, message: message, startedAt: date,
                    finishedAt: date, seconds: 1, epochsCompleted: 0, steps: 0))
        }
        try store.close()
    }

    @Test func nothingSteersATerminal() throws {
        try Program.withFolder { folder in
            try makeStore(folder)
            let everything = "SELECT u.task, u.method, a.message FROM unit_overview AS u, attempts AS a"
            var commands = [
                ["status"], ["verify"], ["export", "-"], ["rank"], ["compare", "snn", "layernorm"],
                ["report", "--part", "failures"], ["report", "--part", "provenance"], ["query", "failures"],
                ["report", "--part", "failures", "--format", "markdown"], ["query", "no\(Self.steering)"],
                ["merge", "h.sqlite", "--database", "t.sqlite"], ["merge", "\(Self.steering).sqlite"],
            ]
            for format in ["table", "csv", "json", "markdown", "latex"] {
                commands.append(["query", everything, "--format", format])
            }
            for command in commands {
                let named = command.contains("--database") ? command : command + ["--database", "h.sqlite"]
                let text = try Program.onTerminal(named, in: folder)
                let harmful = text.unicodeScalars.filter {
                    $0.value < 0x20 && $0 != "\n" && $0 != "\r" || (0x7F...0x9F).contains($0.value)
                        || "\u{202E}\u{200F}".unicodeScalars.contains($0)
                }
                #expect(harmful.isEmpty && !text.isEmpty, "\(command): \(text.debugDescription.prefix(400))")
            }
            // Programs get what is there.
            let json = try Program.run("query", everything, "--format", "json", "--database", "h.sqlite", in: folder)
            let objects = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
            #expect(objects?.first?["task"] as? String == "user/\(Self.steering)")
        }
    }

    @Test func cellsAreNoFormulas() throws {
        try Program.withFolder { folder in
            try makeStore(folder)
            let query = [
                "query",
                "SELECT u.seed, a.message FROM attempts AS a JOIN units AS u USING (unit_id) WHERE length(a.message) = 2",
                "--format", "csv", "--database", "h.sqlite",
            ]
            let plain = try Program.run(query, in: folder)
            #expect(plain.output == "seed,message\n-7,'@a\n-7,-5\n-7,'-x\n", "\(plain.output)\(plain.errors)")
            let raw = try Program.run(query + ["--raw"], in: folder)
            #expect(raw.output == "seed,message\n-7,@a\n-7,-5\n-7,-x\n", "\(raw.output)\(raw.errors)")
            let status = try Program.run("status", "--format", "csv", "--database", "h.sqlite", in: folder)
            #expect(status.output.contains(",'-x") || status.output.contains(",'@a"), "\(status.output)")
        }
    }
}
