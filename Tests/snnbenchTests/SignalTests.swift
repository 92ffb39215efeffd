import Foundation
import ResultStore
import Testing

/// Signals, locks of other programs and files that go away, for each command that works with a results file.
@Suite struct SignalTests {
    private static let study = [
        "--task", "sample/iris", "--method", "snn", "--method", "layernorm", "--grid", "small", "--protocol",
        "epochs=1",
    ]

    private func start(_ arguments: [String], in folder: URL, errors: Any? = FileHandle.nullDevice) throws -> Process {
        let process = Program.process(arguments, in: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        return process
    }

    /// Waits until a process has a file of a folder open, so that it listens to signals.
    private func wait(untilFileIsOpenIn folder: URL, of process: Process) {
        let descriptors = "/proc/\(process.processIdentifier)/fd"
        let root = folder.resolvingSymlinksInPath().path + "/"
        for _ in 0..<3000 where process.isRunning {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: descriptors)) ?? []
            let files = names.compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: descriptors + "/" + $0)
            }
            if files.contains(where: { $0.hasPrefix(root) }) { return }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// Locks a database as another program would that is busy with it, until the descriptor is closed.
    private func lock(_ file: URL) throws -> Int32 {
        let descriptor = open(file.path, O_RDWR)
        // The bytes by which SQLite says who reads and who writes.
        var range = flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = 0x4000_0000
        range.l_len = 512
        try #require(descriptor >= 0 && fcntl(descriptor, F_SETLK, &range) == 0)
        return descriptor
    }

    /// Whichever command waits for another program is ended by a signal with 75, and at once.
    @Test func aSignalEndsEveryCommandThatWaits() throws {
        try Program.withFolder { folder in
            #expect(try Program.run(["run"] + Self.study + ["--database", "r.sqlite"], in: folder).exitCode == 0)
            let exported = try Program.run("export", "facts.json", "--database", "r.sqlite", in: folder)
            #expect(exported.exitCode == 0)
            for name in ["source.sqlite", "kept.sqlite"] {
                try FileManager.default.copyItem(
                    at: folder.appending(path: "r.sqlite"), to: folder.appending(path: name))
            }
            // A file of its own for each that writes: of one file they would wait for each other.
            let files = ["r.sqlite", "merged.sqlite", "imported.sqlite"]
            for name in files.dropFirst() {
                try FileManager.default.copyItem(
                    at: folder.appending(path: "r.sqlite"), to: folder.appending(path: name))
            }
            let descriptors = try files.map { try lock(folder.appending(path: $0)) }
            defer { descriptors.forEach { close($0) } }
            let commands = [
                ["run"] + Self.study, ["merge", "source.sqlite"], ["import", "facts.json"],
                ["export", "other.json"],
                ["query", "SELECT 1"], ["report"], ["rank"], ["status"], ["verify"], ["compare", "snn", "layernorm"],
            ]
            let processes = try commands.enumerated().map { index, command in
                try start(command + ["--database", index < 3 ? files[index] : "r.sqlite"], in: folder)
            }
            for process in processes { wait(untilFileIsOpenIn: folder, of: process) }
            Thread.sleep(forTimeInterval: 0.3)
            let signals = [SIGINT, SIGTERM, SIGHUP]
            for (index, process) in processes.enumerated() {
                #expect(process.isRunning, "\(commands[index])")
                kill(process.processIdentifier, signals[index % 3])
            }
            // Without an end of their own they would wait for 20 s and more.
            let deadline = Date().addingTimeInterval(15)
            for (command, process) in zip(commands, processes) {
                while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
                if process.isRunning { process.terminate() }
                process.waitUntilExit()
                #expect(
                    process.terminationReason == .exit && process.terminationStatus == 75,
                    "\(command): \(process.terminationStatus)")
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!names.contains { $0.hasPrefix("other.json") || $0.hasPrefix("r.sqlite.snn") }, "\(names)")
        }
    }

    /// A signal in the midst of the work ends it with 75, or comes too late; it is done wholly or not at all.
    @Test(arguments: ["merge", "import", "export"])
    func aSignalEndsWorkWhollyOrNotAtAll(_ command: String) throws {
        try Program.withFolder { folder in
            let source = folder.appending(path: "source.sqlite").path
            try Self.fill(source)
            let store = try ResultStore.open(source, for: .reading)
            let facts = folder.appending(path: "facts.json").path
            try store.export(to: facts, format: .json)
            let arguments =
                switch command {
                case "merge": ["merge", "source.sqlite", "--database", "t.sqlite"]
                case "import": ["import", "facts.json", "--database", "t.sqlite"]
                default: ["export", "t.json", "--database", "source.sqlite"]
                }
            let target = folder.appending(path: command == "export" ? "t.json" : "t.sqlite")
            let clock = ContinuousClock()
            let whole = try clock.measure { try start(arguments, in: folder).waitUntilExit() }
            var interrupted = 0
            for step in 1...5 {
                for suffix in ["", "-wal", "-shm", ".lock"] { unlink(target.path + suffix) }
                let process = try start(arguments, in: folder)
                wait(untilFileIsOpenIn: folder, of: process)
                Thread.sleep(forTimeInterval: Double(step) / 8 * (whole / .seconds(1)))
                kill(process.processIdentifier, [SIGINT, SIGTERM, SIGHUP][step % 3])
                process.waitUntilExit()
                #expect(process.terminationReason == .exit && [0, 75].contains(process.terminationStatus))
                let isDone = process.terminationStatus == 0
                if !isDone { interrupted += 1 }
                let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                guard command != "export" else {
                    // A signal may also come between the file's last moment aside and the end of the program.
                    let files = left.filter { $0.hasPrefix("t.") }
                    #expect(files == ["t.json"] || !isDone && files.isEmpty, "\(left)")
                    if !files.isEmpty {
                        #expect(try Data(contentsOf: target) == Data(contentsOf: URL(filePath: facts)))
                    }
                    continue
                }
                // The first moment of a file may leave it without any content.
                guard isDone || left.contains("t.sqlite") else { continue }
                let store = try ResultStore.open(target.path, for: .writing(.thisProcess()))
                // A merge that is through may be stopped while selections are made anew from it.
                let finished = try store.progress().finished
                #expect(finished == 60 || !isDone && finished == 0, "\(process.terminationStatus): \(finished)")
                #expect(try store.verify().isEmpty)
            }
            #expect(interrupted > 0)
        }
    }

    /// The results file is deleted while a run goes on: it ends with 74, and what is known is kept beside it.
    @Test func aDeletedFileEndsTheRunAndIsRescued() throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "r.sqlite")
            let errors = Pipe()
            let process = try start(
                ["run", "--suite", "sample", "--grid", "quick", "--method", "snn", "--database", "r.sqlite"],
                in: folder, errors: errors)
            for _ in 0..<600 {
                let done = try? ResultStore.open(file.path, for: .reading).progress().finished
                if (done ?? 0) > 2 { break }
                Thread.sleep(forTimeInterval: 0.05)
            }
            unlink(file.path)
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 74, "\(text)")
            #expect(text.contains("r.sqlite.rescued"), "\(text)")
            let rescued = try ResultStore.open(file.path + ".rescued", for: .reading)
            #expect(try rescued.progress().finished > 2)
            #expect(try rescued.verify().allSatisfy { $0.kind == .abandoned })
        }
    }

    /// A limit of file sizes is an error of the write that meets it, and what was finished stays.
    @Test func aFileSizeLimitEndsARunWith74() throws {
        try Program.withFolder { folder in
            let study = [
                "run", "--task", "sample/iris", "--grid", "small", "--protocol", "epochs=60", "--database", "r.sqlite",
            ]
            let process = Program.process(study, in: folder)
            let arguments = process.arguments ?? []
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = ["-c", "ulimit -f 400; exec \"$0\" \"$@\"", Program.executable.path] + arguments
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 74, "\(text)")
            #expect(text.contains("r.sqlite"), "\(text)")
            let again = try Program.run(study, in: folder)
            #expect(again.exitCode == 0, "\(again.errors)")
            #expect(try Program.run("verify", "--database", "r.sqlite", in: folder).exitCode == 0)
        }
    }

    /// A store of sixty units with long curves.
    private static func fill(_ file: String) throws {
        let store = try ResultStore.open(file, for: .writing(.thisProcess()))
        let task = TaskRecord(name: "user/t", suite: "user", contentDigest: "1", rows: 90, features: 2, classes: 2)
        let split = SplitRecord(task: task, index: 0, digest: "2", trainingRows: 30, validationRows: 30, testRows: 30)
        let training = ProtocolRecord(name: "p", definition: .object(["epochs": .integer(400)]))
        let method = MethodRecord(name: "m", definition: .object([:]))
        let environment = EnvironmentRecord(
            host: "h", operatingSystem: "o", processor: "p", instructionSet: "i", threads: 1, swiftVersion: "6",
            programVersion: "0", sourceCommit: "c")
        let units = (1...60).map { seed in
            UnitRecord(
                split: split, protocolRecord: training,
                configuration: ConfigurationRecord(method: method, hyperparameters: ["layers": .integer(2)]),
                seed: seed, numericsVersion: 1)
        }
        try store.register(units)
        let date = Date(timeIntervalSince1970: 1_795_000_000)
        for unit in units {
            let epochs = (1...400).map {
                EpochRecord(
                    epoch: $0, trainingLoss: 1 / Double($0), validationLoss: 2 / Double($0), validationCorrect: 20,
                    testLoss: 3 / Double($0), testCorrect: 21)
            }
            try store.record(
                AttemptRecord(
                    unitHash: unit.hash, environment: environment, outcome: .succeeded, startedAt: date,
                    finishedAt: date, seconds: 1, epochsCompleted: 400, steps: 400, epochs: epochs,
                    metrics: [.accuracy(.test, correct: 21, total: 30, epoch: 400)]))
        }
        try store.close()
    }
}
