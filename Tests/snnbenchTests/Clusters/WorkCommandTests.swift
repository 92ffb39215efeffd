import Foundation
import Testing

/// Workers that are told to stop or killed, as processes.
@Suite struct WorkCommandTests {
    private func plan(epochs: Int, into name: String, in folder: URL) throws {
        let result = try Program.run(
            "plan", "--task", "sample/iris", "--method", "snn", "--grid", "small", "--protocol", "epochs=\(epochs)",
            "--into", name, "--quiet", in: folder)
        #expect(result.exitCode == 0 && result.output.isEmpty && result.errors.isEmpty, "\(result)")
    }

    private func start(_ arguments: [String], in folder: URL) throws -> Process {
        let process = Program.process(arguments, in: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Waits until a folder has what is looked for, however slow the machine is, or the process has ended.
    private func wait(for process: Process, in folder: URL, until isThere: (String) -> Bool) -> String? {
        for _ in 0..<6000 {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            if let name = names.first(where: isThere) { return name }
            guard process.isRunning else { return nil }
            Thread.sleep(forTimeInterval: 0.005)
        }
        return nil
    }

    /// Commands that are printed can be typed.
    @Test func foldersWithBlanksAreQuoted() throws {
        try Program.withFolder { folder in
            let result = try Program.run(
                "plan", "--task", "sample/iris", "--method", "snn", "--grid", "small", "--into", "my plan", in: folder)
            #expect(result.output.contains("snnbench submit 'my plan' --dry-run, or snnbench work 'my plan' --shard 0"))
        }
    }

    /// Slurm sends a signal to the script and to all that it started, and the script passes it on: the worker stops as at the first.
    @Test(arguments: [SIGTERM, SIGUSR1])
    func aSignalThatComesTwiceIsOne(_ signal: Int32) throws {
        try Program.withFolder { folder in
            try plan(epochs: 100_000, into: "plan", in: folder)
            let process = try start(["work", "plan", "--shard", "0"], in: folder)
            let shard = folder.appending(path: "plan/shards/0000")
            _ = try #require(wait(for: process, in: shard) { $0.hasSuffix(".log") })
            for _ in 0..<20 where process.isRunning {
                kill(process.processIdentifier, signal)
                Thread.sleep(forTimeInterval: 0.002)
            }
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 75)
            let status = try Program.run("status", "plan", "--format", "csv", in: folder)
            #expect(status.output.contains("interrupted,1,"), "\(status)")
        }
    }

    /// A worker that was killed in the middle of a unit: the next one goes on from its checkpoint, to the same bits.
    @Test func aKilledWorkerGoesOnFromItsCheckpoint() throws {
        try Program.withFolder { folder in
            try plan(epochs: 600, into: "whole", in: folder)
            try FileManager.default.copyItem(
                at: folder.appending(path: "whole"), to: folder.appending(path: "killed"))
            let work = ["--shard", "0", "--checkpoint-every", "0.005s"]
            let process = try start(["work", "killed"] + work, in: folder)
            let shard = folder.appending(path: "killed/shards/0000")
            let saved = wait(for: process, in: shard.appending(path: "checkpoints")) { $0.count == 64 }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal)
            let unit = try #require(saved)
            let again = try Program.run(["work", "killed"] + work, in: folder)
            #expect(again.exitCode == 0)
            #expect(
                again.errors.contains("sample/iris, snn: unit \(unit.prefix(12)) goes on in epoch "), "\(again.errors)")
            #expect(!FileManager.default.fileExists(atPath: shard.appending(path: "checkpoints").path))
            #expect(try Program.run("work", "whole", "--shard", "0", in: folder).exitCode == 0)
            #expect(try results("killed", in: folder) == results("whole", in: folder))
        }
    }

    /// What the logs of a plan's first bundle say of its units beside times and hosts: every epoch, all measures, the digests.
    private func results(_ plan: String, in folder: URL) throws -> [String: String] {
        let shard = folder.appending(path: "\(plan)/shards/0000")
        var results: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: shard.path) where name.hasSuffix(".log") {
            let text = try String(contentsOf: shard.appending(path: name), encoding: .utf8)
            for line in text.split(separator: "\n") where line.hasPrefix("{\"attempt\":") {
                let json = try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                let attempt = try #require(json["attempt"] as? [String: Any])
                let unit = try #require(attempt["unit_hash"] as? String)
                let kept = ["outcome", "epochs_completed", "steps", "result_digest", "weights_digest"].map {
                    "\($0) \(String(describing: attempt[$0]))"
                }
                results[unit] = kept.joined(separator: ", ") + line.drop { $0 != "}" }
            }
        }
        #expect(results.count == 4)
        return results
    }
}
