import Foundation
import Testing

/// Runs that are killed go on and end with the very numbers of a run that was not.
@Suite struct ResumingTests {
    private let arguments = [
        "run", "--task", "sample/wine", "--method", "snn", "--method", "layernorm", "--grid", "quick",
        "--protocol", "epochs=40", "--quiet",
    ]

    private let facts = """
        SELECT u.unit_hash, a.outcome, a.weights_digest, e.epoch, e.training_loss, e.validation_loss,
            e.validation_correct, e.test_loss, e.test_correct
        FROM latest_success AS l JOIN attempts AS a USING (attempt_id) JOIN units AS u ON u.unit_id = a.unit_id
        JOIN epochs AS e ON e.attempt_id = a.attempt_id ORDER BY u.unit_hash, e.epoch
        """

    @Test func aKilledRunGoesOn() throws {
        try Program.withFolder { folder in
            let reference = Program.process(arguments + ["--database", "whole.sqlite"], in: folder)
            reference.standardOutput = FileHandle.nullDevice
            try reference.run()
            reference.waitUntilExit()
            #expect(reference.terminationStatus == 0)

            var kills = 0
            // The same moments in every run of this test, between nothing done and much done.
            var state: UInt64 = 2017
            for _ in 0..<(Program.isLongTest ? 300 : 25) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let process = Program.process(arguments + ["--database", "killed.sqlite"], in: folder)
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                Thread.sleep(forTimeInterval: 0.03 + 0.3 * Double(state >> 40) / Double(1 << 24))
                if process.isRunning {
                    kill(process.processIdentifier, SIGKILL)
                    kills += 1
                }
                process.waitUntilExit()
            }
            #expect(kills >= 10, "\(kills) kills")
            let last = Program.process(arguments + ["--database", "killed.sqlite"], in: folder)
            last.standardOutput = FileHandle.nullDevice
            try last.run()
            last.waitUntilExit()
            #expect(last.terminationStatus == 0)

            let whole = try Program.run("query", facts, "--database", "whole.sqlite", "--format", "csv", in: folder)
            let killed = try Program.run("query", facts, "--database", "killed.sqlite", "--format", "csv", in: folder)
            #expect(whole.output.split(separator: "\n").count > 20 * 40)
            #expect(whole.output == killed.output)
        }
    }

    /// A unit that was killed in its middle goes on from its checkpoint, and its result is that of one that was not.
    @Test func aKilledUnitGoesOnFromItsCheckpoint() throws {
        try Program.withFolder { folder in
            let arguments = [
                "run", "--task", "sample/iris", "--method", "snn", "--grid", "small", "--threads", "1",
                "--protocol", "epochs=3000", "--checkpoint-every", "0.05s",
            ]
            let whole = try Program.run(arguments + ["--database", "whole.sqlite"], in: folder)
            #expect(whole.exitCode == 0)
            let files = folder.appending(path: "killed.sqlite.checkpoints").path
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "whole.sqlite.checkpoints").path))
            let process = Program.process(arguments + ["--database", "killed.sqlite"], in: folder)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            // Not before something was saved, however slow the machine is.
            func saved() -> [String] {
                ((try? FileManager.default.contentsOfDirectory(atPath: files)) ?? []).filter { $0.count == 64 }
            }
            for _ in 0..<6000 where process.isRunning && saved().isEmpty { Thread.sleep(forTimeInterval: 0.005) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let unit = try #require(saved().first)
            let last = try Program.run(arguments + ["--database", "killed.sqlite"], in: folder)
            #expect(last.exitCode == 0)
            #expect(
                last.errors.contains("sample/iris, snn: unit \(unit.prefix(12)) goes on in epoch "), "\(last.errors)")
            #expect(!FileManager.default.fileExists(atPath: files))
            let before = try Program.run("query", facts, "--database", "whole.sqlite", "--format", "csv", in: folder)
            let after = try Program.run("query", facts, "--database", "killed.sqlite", "--format", "csv", in: folder)
            #expect(before.output.split(separator: "\n").count > 3000 && before.output == after.output)
        }
    }

    @Test func aSignalStopsCleanly() throws {
        try Program.withFolder { folder in
            let process = Program.process(
                ["run", "--suite", "sample", "--grid", "quick", "--method", "snn", "--database", "r.sqlite"], in: folder
            )
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            // Not before a unit is being trained, however slow the machine is.
            for _ in 0..<600 {
                let status = try Program.run("status", "--database", "r.sqlite", "--format", "csv", in: folder)
                if status.output.contains("running,") { break }
                Thread.sleep(forTimeInterval: 0.1)
            }
            process.terminate()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 75)
            #expect(text.contains("the same command goes on"))
            let counts = try Program.run("status", "--database", "r.sqlite", "--format", "csv", in: folder)
            #expect(counts.output.contains("interrupted,"))
        }
    }
}
