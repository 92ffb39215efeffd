import Foundation
import LoopbackServer
import Testing

/// The commands around data sets, as people and scripts use them.
@Suite struct DataCommandTests {
    @Test func helpIsAsLookedAt() throws {
        try Program.withFolder { folder in
            let result = try Program.run("add", "--help", in: folder)
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
                path: "Fixtures/help-add.txt")
            if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
                try Data(result.output.utf8).write(to: file)
            }
            #expect(try result.output == String(contentsOf: file, encoding: .utf8))
        }
    }

    /// 60 rows with a number, a colour and two classes, some cells missing.
    private func table() -> String {
        var text = "id,x,colour,y\n"
        for row in 0..<60 {
            let x = row % 13 == 0 ? "" : "\(Double(row % 7) - 3 + (row % 2 == 0 ? 2 : 0))"
            text += "\(row),\(x),\(["red", "green", "blue"][row % 3]),\(row % 2 == 0 ? "yes" : "no")\n"
        }
        return text
    }

    @Test func aTableIsAddedListedAndTrainedOn() throws {
        try Program.withFolder { folder in
            try Data(table().utf8).write(to: folder.appending(path: "my.csv"))
            let added = try Program.run(
                "add", "my.csv", "--target", "y", "--ignore", "id", "--format", "csv", in: folder)
            #expect(added.exitCode == 0, "\(added.errors)")
            #expect(
                added.output
                    == "column,role,features,filled,values\nid,ignored,0,0,\nx,number,1,5,\ncolour,category,3,0,\"blue, green, red\"\n"
                    + "y,target,0,0,\"no, yes\"\n")
            #expect(
                added.errors.contains("user/my: 60 rows, 4 features, 2 classes, 4 splits of 38 training, 7 validation"))
            let listed = try Program.run("list", "tasks", "--suite", "user", "--format", "csv", in: folder)
            #expect(listed.output == "task,rows,features,classes,state\nuser/my,60,4,2,ready\n")
            let run = try Program.run("run", "--task", "my", "--method", "snn", "--grid", "small", in: folder)
            #expect(run.exitCode == 0, "\(run.errors)")
            let again = try Program.run("add", "my.csv", "--target", "y", in: folder)
            #expect(again.exitCode == 65 && again.errors.contains("--replace"))
            #expect(try Program.run("add", "my.csv", "--target", "y", "--replace", in: folder).exitCode == 0)
        }
    }

    /// A grid of one small network, and a table of 60 rows whose class follows `rule`.
    private func writeGrid(to folder: URL) throws -> [String] {
        let grid = folder.appending(path: "grid.json5")
        try Data("{name: 'g', default: {plain: {hidden_units: 8, layers: 1, learning_rates: 0.1}}}".utf8).write(
            to: grid)
        return ["--method", "snn", "--grid", grid.path]
    }

    private func table(_ rule: (Int) -> Bool) -> String {
        "x,\"the, colour\",y\n"
            + (0..<60).map {
                "\(Double($0 % 7) - 3 + ($0 % 2 == 0 ? 2 : 0)),\(["red", "green"][$0 % 2]),\(rule($0) ? "yes" : "no")\n"
            }.joined()
    }

    /// What is in the data folder decides what is shown, also when results of other content of the name are there.
    @Test func resultsAreOfTheTableThatIsThere() throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "my.csv")
            let grid = try writeGrid(to: folder)
            let (hard, easy) = (table { $0 * $0 % 11 < 5 }, table { $0 % 2 == 0 })
            func shown(_ text: String) throws -> [String] {
                try Data(text.utf8).write(to: file)
                #expect(try Program.run("add", "my.csv", "--replace", in: folder).exitCode == 0)
                let run = try Program.run(["run", "--task", "my", "--format", "csv"] + grid, in: folder)
                #expect(run.exitCode == 0, "\(run.errors)")
                let rank = try Program.run("rank", "--task", "my", "--format", "csv", in: folder)
                #expect(rank.output == run.output, "\(rank.errors)")
                let train = try Program.run("train", "--selected", "user/my", "snn", in: folder)
                #expect(train.exitCode == 0, "\(train.errors)")
                return [run.output, train.output]
            }
            let first = try shown(hard)
            let second = try shown(easy)
            #expect(first != second && second[0].hasSuffix(",1.0,\n"))
            #expect(try shown(hard) == first)
        }
    }

    @Test func aSavedNetworkReadsFurtherTables() throws {
        try Program.withFolder { folder in
            let grid = try writeGrid(to: folder)
            try Data(table { $0 % 2 == 0 }.utf8).write(to: folder.appending(path: "my.csv"))
            #expect(try Program.run("add", "my.csv", in: folder).exitCode == 0)
            #expect(try Program.run(["run", "--task", "my"] + grid, in: folder).exitCode == 0)
            let train = try Program.run("train", "--selected", "user/my", "snn", "--save", "m.safetensors", in: folder)
            #expect(train.exitCode == 0, "\(train.errors)")
            func predict(_ text: String, _ options: String...) throws -> (
                output: String, errors: String, exitCode: Int32
            ) {
                try Data(text.utf8).write(to: folder.appending(path: "new.csv"))
                let result = try Program.run(
                    ["predict", "m.safetensors", "new.csv", "--format", "csv"] + options, in: folder)
                return (result.output, result.errors, result.exitCode)
            }
            // The very table that was added; the columns turned round; a missing number; no names.
            let same = try predict(table { $0 % 2 == 0 })
            #expect(same.exitCode == 0 && same.output.hasPrefix("row,class,probability_no,probability_yes\n1,yes,"))
            let turned = try predict("\"the, colour\",more,x\nred,7,-1\ngreen,8,-2\nred,9,NA\n")
            #expect(turned.exitCode == 0 && turned.errors.contains("passed over") && turned.errors.contains("more"))
            let lines = turned.output.split(separator: "\n")
            #expect(lines.count == 4 && lines[1].hasPrefix("1,yes,") && lines[2].hasPrefix("2,no,"))
            #expect(same.output.split(separator: "\n").prefix(3).elementsEqual(lines.prefix(3)))
            #expect(
                try predict("-1,red\n-2,green\n", "--no-header").output.split(separator: "\n") == Array(lines.prefix(3))
            )
            for (text, hint) in [
                ("x,color\n1,red\n", "there is no column “the, colour”"), ("-1,red\n-2,green\n", "--no-header"),
            ] {
                let result = try predict(text)
                #expect(result.exitCode == 65 && result.errors.contains(hint), "\(result.errors)")
            }
            let unknown = try predict("x,\"the, colour\"\n1,blue\n-1,red\n")
            #expect(unknown.exitCode == 0 && unknown.output.split(separator: "\n").count == 3)
            #expect(unknown.errors.contains("1 unknown word such as “blue”"), "\(unknown.errors)")
        }
    }

    @Test func namesAndCellsDoNotSteerTheTerminal() throws {
        try Program.withFolder { folder in
            let text = "x\u{1B}[31m,k,y\n" + (0..<12).map { "\($0 * $0),\u{9B}31m\($0 % 2),\($0 % 2)\n" }.joined()
            try Data(text.utf8).write(to: folder.appending(path: "my.csv"))
            let added = try Program.run("add", "my.csv", in: folder)
            #expect(added.exitCode == 0, "\(added.errors)")
            let all = added.output + added.errors
            let shown = all.unicodeScalars
            #expect(!shown.contains("\u{1B}") && !shown.contains("\u{9B}") && all.contains(#"\u{1b}"#), "\(all)")
        }
    }

    @Test(arguments: [
        (["add", "none.csv"], 74, "No such file"), (["add", "my.csv", "--target", "z"], 65, "no column “z”"),
        (["add", "my.csv", "--test", "1"], 64, "--test"), (["add", "my.csv", "--splits", "0"], 64, "--splits"),
        (["add", "my.csv", "--separator", "ab"], 64, "--separator"),
        (["add", "my.csv", "--name", "a/b"], 65, "--name"),
        (["add", "my.csv", "--folds", "2"], 64, "--validation"), (["add", "-"], 65, "--name"),
        (["add", "my.csv", "--folds", "5", "--test", "0.1"], 64, "--test"),
        (["add", "my.csv", "--split-column", "k", "--splits", "2"], 64, "--splits"),
        (["add", "my.csv", "--test-table", "my.csv", "--folds", "5"], 64, "leave out --folds"),
        (
            ["add", "my.csv", "--test-table", "my.csv", "--validation-table", "my.csv", "--validation", "0.1"], 64,
            "leave out --validation"
        ),
        (
            ["add", "my.csv", "--test-table", "my.csv", "--validation-table", "my.csv", "--seed", "1"], 64,
            "leave out --seed"
        ),
        (["add", "my.csv", "--group", "k", "--unstratified"], 64, "leave out --unstratified"),
        (["add", "my.csv", "--time", "k", "--unstratified"], 64, "leave out --unstratified"),
        (["add", "my.csv", "--time", "k", "--seed", "0"], 64, "leave out --seed"),
        (["add", "my.csv", "--header", "--no-header"], 64, "--no-header"),
        (["add", "my.csv", "--decimal", ";"], 64, "--decimal"), (["add", "my.csv", "--ordinal", "x"], 64, "--ordinal"),
        (["list", "suites", "--audit"], 64, "list tasks"),
        (["fetch", "--from", "/nowhere", "uci"], 74, "/nowhere: no folder that can be read; name with --from"),
    ])
    func wrongInputGetsOneLine(_ arguments: [String], _ code: Int32, _ hint: String) throws {
        try Program.withFolder { folder in
            try Data(table().utf8).write(to: folder.appending(path: "my.csv"))
            let process = Program.process(arguments, in: folder)
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == code && text.contains(hint), "\(text)")
        }
    }

    @Test func auditInEveryForm() throws {
        try Program.withFolder { folder in
            for (form, start) in [
                ("csv", "finding,task,details\n"), ("json", "[\n  {\"finding\": "),
                ("markdown", "| finding | task | details |"),
                ("table", "finding  "), ("latex", "{\\small\n\\setlength{\\tabcolsep}{2pt}\n\\begin{tabular}"),
            ] {
                let result = try Program.run(
                    "list", "tasks", "--audit", "--suite", "sample", "--format", form, in: folder)
                #expect(result.exitCode == 0 && result.output.hasPrefix(start), "\(form): \(result.errors)")
                #expect(result.output.contains("duplicate-rows") && result.output.contains("sample/iris"))
            }
        }
    }

    // MARK: Fetching

    /// A disk that takes no more, here a limit of file sizes, is no fault of the server's and no silent death.
    @Test func aFullDiskIsExitCode74() throws {
        let server = try LoopbackServer { LoopbackServer.Step.file(Self.content, $0) }
        defer { server.stop() }
        try Program.withFolder { folder in
            try writeManifest(server.base + "/HTRU_2.csv", to: folder)
            let process = Program.process([], in: folder)
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = [
                "-c", "ulimit -f 64; exec \"$0\" fetch table --manifest my.manifest", Program.executable.path,
            ]
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 74 && text.contains("make room"), "\(text)")
        }
    }

    /// A manifest with one table of HTRU2's form in a file that a server has.
    private static let content: [UInt8] = {
        var text = ""
        for row in 0..<60_000 { text += "\(row),\(row % 17),\(row % 2)\r" }
        return Array(text.utf8)
    }()

    private func writeManifest(_ url: String, to folder: URL) throws {
        let sum = Process()
        let file = folder.appending(path: "content")
        try Data(Self.content).write(to: file)
        sum.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        sum.arguments = [file.path]
        let pipe = Pipe()
        sum.standardOutput = pipe
        try sum.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        sum.waitUntilExit()
        let manifest = """
            archive table
                format file
                url \(url)
                bytes \(Self.content.count)
                checksum sha256:\(text.prefix(64))
                licence none
                citation none

            task table
                layout htru2
                rows 60000
                features 2
                classes 2
                split 10-fold
                from table
                member HTRU_2.csv -

            """
        try Data(manifest.utf8).write(to: folder.appending(path: "my.manifest"))
    }

    private func part(_ folder: URL) -> Int {
        let path = folder.appending(path: "data/.downloads/table/HTRU_2.csv.part").path
        return ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }

    @Test func killedFetchGoesOn() throws {
        let half = Self.content.count / 2
        let server = try LoopbackServer { request in
            guard request.number == 1 else { return LoopbackServer.Step.file(Self.content, request) }
            return [
                .head(200, ["ETag: \"1\"", "Content-Length: \(Self.content.count)"]),
                .send(Array(Self.content[..<half])),
                .pause(20),
            ]
        }
        defer { server.stop() }
        try Program.withFolder { folder in
            try writeManifest(server.base + "/HTRU_2.csv", to: folder)
            let arguments = ["fetch", "table", "--manifest", "my.manifest"]
            let process = Program.process(arguments, in: folder)
            process.standardError = FileHandle.nullDevice
            try process.run()
            let start = Date()
            while part(folder) < half, Date().timeIntervalSince(start) < 10 { Thread.sleep(forTimeInterval: 0.05) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(part(folder) == half)
            let again = try Program.run("fetch", "table", "--manifest", "my.manifest", in: folder)
            #expect(again.exitCode == 0, "\(again.errors)")
            #expect(server.all.map(\.rangeStart) == [nil, half])
            let file = folder.appending(path: "data/table/table/HTRU_2.csv")
            #expect(try Data(contentsOf: file) == Data(Self.content))
            // Plain lines where there is no terminal.
            #expect(again.errors.contains("HTRU_2.csv: 613.6 kB") && again.errors.contains("ready: 1 task in "))
            let offline = try Program.run(
                "fetch", "table", "--manifest", "my.manifest", "--verify", "--offline", in: folder)
            #expect(offline.errors.contains("verified: 1 file, all as they should be") && offline.exitCode == 0)
        }
    }

    @Test func twoFetchesDoNotFight() throws {
        let server = try LoopbackServer { [.pause(0.5)] + LoopbackServer.Step.file(Self.content, $0) }
        defer { server.stop() }
        try Program.withFolder { folder in
            try writeManifest(server.base + "/HTRU_2.csv", to: folder)
            let processes = (0..<3).map { _ in
                Program.process(["fetch", "table", "--manifest", "my.manifest"], in: folder)
            }
            for process in processes {
                process.standardError = FileHandle.nullDevice
                try process.run()
            }
            for process in processes { process.waitUntilExit() }
            #expect(processes.map(\.terminationStatus) == [0, 0, 0])
            #expect(server.all.count == 1)
        }
    }

    @Test func proxiesComeFromTheEnvironment() throws {
        let proxy = try LoopbackServer { LoopbackServer.Step.file(Self.content, $0) }
        defer { proxy.stop() }
        try Program.withFolder { folder in
            try writeManifest("http://host.invalid/HTRU_2.csv", to: folder)
            let process = Program.process(["fetch", "table", "--manifest", "my.manifest", "--quiet"], in: folder)
            process.environment?["http_proxy"] = proxy.base
            process.environment?["no_proxy"] = ""
            let errors = Pipe()
            process.standardError = errors
            try process.run()
            #expect(errors.fileHandleForReading.readDataToEndOfFile().isEmpty)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(proxy.all.map(\.path) == ["http://host.invalid/HTRU_2.csv"])
        }
    }

    /// Opens a pseudo-terminal of Linux: what a program writes to the second descriptor can be read from the first.
    private func pseudoTerminal() -> (main: Int32, terminal: Int32)? {
        let main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var lock: Int32 = 0
        var number: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN of <asm-generic/ioctls.h>.
        guard main >= 0, ioctl(main, 0x4004_5431, &lock) == 0, ioctl(main, 0x8004_5430, &number) == 0 else {
            return nil
        }
        let terminal = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        return terminal < 0 ? nil : (main, terminal)
    }

    @Test func terminalShowsBytesRateAndTimeLeft() throws {
        let step = Self.content.count / 8
        let server = try LoopbackServer { _ in
            [.head(200, ["ETag: \"1\"", "Content-Length: \(Self.content.count)"])]
                + stride(from: 0, to: Self.content.count, by: step).flatMap { start -> [LoopbackServer.Step] in
                    [.send(Array(Self.content[start..<min(start + step, Self.content.count)])), .pause(0.15)]
                }
        }
        defer { server.stop() }
        try Program.withFolder { folder in
            try writeManifest(server.base + "/HTRU_2.csv", to: folder)
            let (main, terminal) = try #require(pseudoTerminal())
            let process = Program.process(["fetch", "table", "--manifest", "my.manifest"], in: folder)
            process.standardError = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
            try process.run()
            process.waitUntilExit()
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let got = read(main, &buffer, buffer.count)
            close(main)
            let lines = String(decoding: buffer.prefix(max(got, 0)), as: UTF8.self).split(separator: "\r")
            let growing = lines.filter { $0.contains(" of 613.6 kB") && $0.contains("/s") && $0.contains(" s left") }
            #expect(process.terminationStatus == 0 && growing.count >= 3, "\(lines)")
        }
    }
}
