import Foundation
import ReportStores
import ResultStore
import Testing

/// Signals, limits and kills: how a run ends, and what the next one makes of it.
@Suite struct StoppingTests {
    private let study = [
        "run", "--task", "sample/wine", "--method", "snn", "--method", "layernorm", "--grid", "small", "--protocol",
        "epochs=10", "--quiet", "--threads", "2",
    ]

    private func run(_ arguments: [String], in folder: URL) throws -> Program.Result {
        try Program.run(arguments, in: folder)
    }

    private func selections(_ name: String, in folder: URL) throws -> [String] {
        let store = try ResultStore.open(folder.appending(path: name).path, for: .reading)
        return try store.selectedResults().map {
            "\($0.task) \($0.method) \(String(describing: $0.chosen)) \($0.candidates) \($0.failedCandidates)"
        }
    }

    /// Units that timed out are tried again by a run that is killed near its end: whatever was selected before, the
    /// same command ends with the selections of a run that nothing happened to.
    @Test func selectionsFollowTheUnitsAfterKills() throws {
        try Program.withFolder { folder in
            #expect(try run(study + ["--database", "whole.sqlite"], in: folder).exitCode == 0)
            let expected = try selections("whole.sqlite", in: folder)
            #expect(expected.count == 2)
            let limited = try run(study + ["--database", "limited.sqlite", "--time-limit", "0.000001s"], in: folder)
            #expect(try selections("limited.sqlite", in: folder) != expected, "\(limited.errors)")

            let retry = study + ["--retry", "timed_out", "--database", "trial.sqlite"]
            func begin() throws -> Process {
                for file in ["trial.sqlite", "trial.sqlite-wal", "trial.sqlite-shm"] {
                    try? FileManager.default.removeItem(at: folder.appending(path: file))
                }
                try FileManager.default.copyItem(
                    at: folder.appending(path: "limited.sqlite"), to: folder.appending(path: "trial.sqlite"))
                let process = Program.process(retry, in: folder)
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                return process
            }
            let clock = ContinuousClock()
            let seconds = try clock.measure {
                let process = try begin()
                process.waitUntilExit()
                #expect(process.terminationStatus == 0)
            }
            #expect(try selections("trial.sqlite", in: folder) == expected)
            var state: UInt64 = 33
            for trial in 0..<(Program.isLongTest ? 20 : 3) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let process = try begin()
                let share = 0.4 + 0.6 * Double(state >> 40) / Double(1 << 24)
                Thread.sleep(forTimeInterval: share * (seconds / .seconds(1)))
                if process.isRunning { kill(process.processIdentifier, SIGKILL) }
                process.waitUntilExit()
                #expect(try run(retry, in: folder).exitCode == 0)
                #expect(try selections("trial.sqlite", in: folder) == expected, "trial \(trial), at \(share)")
            }
        }
    }

    /// A signal ends every command with 75, also where nothing is trained yet.
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalEndsAnyCommandWith75(signal: Int32) throws {
        try Program.withFolder { folder in
            try StudySpecification.writeEmpty(to: folder.appending(path: "r.sqlite").path)
            // A statement that takes for ever.
            let process = Program.process(
                [
                    "query", "--database", "r.sqlite",
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
                ], in: folder)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            Program.wait(untilBusyFor: 0.25, process)
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 75)
        }
    }

    /// Two signals at once end a run, with no trap on the way.
    @Test func twoSignalsEndARunAtOnce() throws {
        try Program.withFolder { folder in
            for _ in 0..<(Program.isLongTest ? 10 : 1) {
                let process = Program.process(
                    ["run", "--suite", "sample", "--grid", "quick", "--threads", "1", "--database", "r.sqlite"],
                    in: folder)
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                Program.wait(untilBusyFor: 0.5, process)
                for _ in 0..<2 {
                    kill(process.processIdentifier, SIGINT)
                    Thread.sleep(forTimeInterval: 0.02)
                }
                process.waitUntilExit()
                #expect(process.terminationReason == .exit && process.terminationStatus == 75)
            }
        }
    }

    /// The reader of the live view goes away: the run goes on and ends as always.
    @Test func aClosedPipeEndsTheViewNotTheRun() throws {
        try Program.withFolder { folder in
            let process = Program.process(
                study.filter { $0 != "--quiet" } + ["--watch", "--database", "r.sqlite"], in: folder)
            let pipe = Pipe()
            process.standardError = pipe
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            try pipe.fileHandleForWriting.close()
            try pipe.fileHandleForReading.close()
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 0)
            #expect(try selections("r.sqlite", in: folder).count == 2)
        }
    }

    /// What does not fit into the address space is out of memory, and what fits is trained.
    @Test func aUnitWithoutMemoryIsLeftAndTheOthersGoOn() throws {
        try Program.withFolder { folder in
            try """
            {
              name: "sizes",
              methods: { snn: { hidden_units: [64, 12000], layers: 4, learning_rates: 0.1 } },
            }
            """.write(to: folder.appending(path: "sizes.json5"), atomically: true, encoding: .utf8)
            let process = Program.process(
                [
                    "run", "--task", "sample/wine", "--method", "snn", "--grid", "sizes.json5", "--protocol",
                    "epochs=1",
                    "--database", "r.sqlite", "--threads", "2",
                ], in: folder)
            let arguments = process.arguments ?? []
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                ["-c", "ulimit -v 1500000; exec \"$0\" \"$@\"", Program.executable.path] + arguments
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(text)")
            let states = try ResultStore.open(folder.appending(path: "r.sqlite").path, for: .reading).unitStates()
            let outcomes = Dictionary(grouping: states, by: \.hiddenUnits).mapValues { $0.map(\.outcome) }
            #expect(outcomes[64] == [.succeeded] && outcomes[12000] == [.outOfMemory], "\(text)")
        }
    }

    /// The processors that the process may use are its threads.
    @Test func threadsFollowTheAffinity() throws {
        try Program.withFolder { folder in
            let process = Program.process(
                study.filter { !["--threads", "2", "--quiet"].contains($0) } + ["--dry-run"], in: folder)
            let arguments = process.arguments ?? []
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "exec taskset -c 0 \"$0\" \"$@\"", Program.executable.path] + arguments
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0 && text.contains("on 1 thread."), "\(text)")
        }
    }
}
