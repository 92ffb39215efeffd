import Benchmark
import Foundation
import Testing

/// The program as people and scripts use it.
@Suite struct CommandTests {
    @Test(arguments: ["", "run", "rank", "list", "fetch", "query", "status", "bench"])
    func helpIsAsLookedAt(_ command: String) throws {
        try Program.withFolder { folder in
            let result = try Program.run(command.isEmpty ? "--help" : command, "--help", in: folder)
            #expect(result.exitCode == 0)
            let name = command.isEmpty ? "snnbench" : command
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appending(path: "Fixtures/help-\(name).txt")
            if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
                try Data(result.output.utf8).write(to: file)
            }
            #expect(
                try result.output == String(contentsOf: file, encoding: .utf8), "differs from \(file.lastPathComponent)"
            )
        }
    }

    /// One clear line, the right exit code, nothing written.
    @Test(arguments: [
        (["run", "--task", "iriss"], 64, "iris"),
        (["run", "--suite", "uci-smal"], 64, "uci-small"),
        (["run", "--method", "batchnrm"], 64, "batchnorm"),
        (["run", "--grid", "qick"], 64, "quick"),
        (["run", "--task", "sample/iris", "--split", "9"], 64, "no split 9"),
        (["run", "--threads", "0"], 64, "threads"),
        (["run", "--task", "uci/abalone"], 69, "snnbench fetch"),
        (["fetch", "abalon"], 64, "abalone"),
        (["list", "tasks", "--manifest", "missing.manifest"], 74, "missing.manifest"),
        (["rank", "--database", "missing.sqlite"], 74, "missing.sqlite"),
        (["query", "SELECT 1", "--database", "missing.sqlite"], 74, "missing.sqlite"),
        (["query"], 64, "Usage: snnbench query "),
        (["theory", "activation", "2 * * x"], 64, "See 'snnbench theory activation --help'"),
        (["query", "SELECT 1", "--file", "one.sql"], 64, "one of them"),
        (["query", "--file", "missing.sql"], 74, "missing.sql"),
        (["query", "--file", "."], 74, "a folder"),
        (["list", "planets"], 64, "tasks"),
    ])
    func wrongInputGetsOneLine(_ arguments: [String], _ code: Int32, _ hint: String) throws {
        try Program.withFolder { folder in
            let process = Program.process(arguments, in: folder)
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == code, "\(text)")
            #expect(text.contains(hint), "\(text)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "results").path))
        }
    }

    /// A file that is not there gives the same code wherever it is asked for.
    @Test(arguments: [
        ["rank"], ["compare", "snn", "msra"], ["report"], ["query", "SELECT 1"], ["status"], ["verify"], ["export"],
        ["train", "--unit", "abcd"], ["query", "--file", "gone"], ["stats", "gone"], ["predict", "gone", "gone"],
        ["check", "gone"], ["add", "gone"], ["import", "gone"], ["merge", "gone"],
        ["list", "tasks", "--manifest", "gone"],
        ["run", "--method-file", "gone.json5"], ["run", "--grid", "gone.json5"], ["fetch", "uci", "--from", "gone"],
    ])
    func aMissingFileGivesOneCode(_ arguments: [String]) throws {
        try Program.withFolder { folder in
            let result = try Program.run(arguments, in: folder)
            #expect(result.exitCode == 74, "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        }
    }

    /// A full disk is named; a log that is full stops no work.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: ["table", "csv", "json"])
    func whatCannotBeWrittenIsSaid(_ format: String) throws {
        try Program.withFolder { folder in
            let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
            let process = Program.process(["list", "methods", "--format", format], in: folder)
            let errors = Pipe()
            process.standardOutput = full
            process.standardError = errors
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 74, "\(text)")
            #expect(text.contains("cannot write to standard output"), "\(text)")

            let work = Program.process(
                ["run", "--task", "sample/iris", "--method", "snn", "--grid", "small", "--format", format], in: folder)
            let output = Pipe()
            work.standardOutput = output
            work.standardError = full
            try work.run()
            let result = output.fileHandleForReading.readDataToEndOfFile()
            work.waitUntilExit()
            #expect(work.terminationStatus == 0 && !result.isEmpty)
        }
    }

    /// A reader that goes away, as `head` does, is named as such whoever writes.
    @Test(arguments: [["manual"], ["list", "methods"], ["query", "SELECT 1"]])
    func aClosedPipeIsNamed(_ arguments: [String]) throws {
        try Program.withFolder { folder in
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "ResultStoreTests/Fixtures/version-3.sqlite")
            try FileManager.default.copyItem(at: file, to: folder.appending(path: "own.sqlite"))
            let isQuery = arguments[0] == "query"
            let process = Program.process(arguments + (isQuery ? ["--database", "own.sqlite"] : []), in: folder)
            let (output, errors) = (Pipe(), Pipe())
            try output.fileHandleForReading.close()
            process.standardOutput = output
            process.standardError = errors
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 74 && text == "snnbench: standard output was closed by its reader\n")
        }
    }

    /// The plan says where its hours come from, and nothing is written.
    @Test func aDryRunPlans() throws {
        try Program.withFolder { folder in
            let plan = try Program.run("run", "--suite", "sample", "--grid", "small", "--dry-run", in: folder)
            #expect(plan.output.contains("364 units, 0 done"), "\(plan.output)")
            let rate = CostModel.assumedOperationsASecond / 1e9
            #expect(plan.output.contains("at an assumed \(Int(rate)) GFLOP/s"), "\(plan.output)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "results").path))
        }
    }

    @Test func foreignFilesStayAsTheyAre() throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "notes.txt")
            try Data("these are my notes, not a database".utf8).write(to: file)
            let result = try Program.run(
                "run", "--task", "sample/iris", "--grid", "small", "--database", file.path, in: folder)
            #expect(result.exitCode == 65)
            #expect(result.errors.contains("not an SQLite database"))
            #expect(try String(contentsOf: file, encoding: .utf8) == "these are my notes, not a database")
        }
    }

    @Test func aManifestWithAnErrorNamesLineAndField() throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "my.manifest")
            try Data("# mine\narchive x\n".utf8).write(to: file)
            let result = try Program.run("list", "tasks", "--manifest", file.path, in: folder)
            #expect(result.exitCode == 65)
            #expect(result.errors.contains("my.manifest, line 2"))
        }
    }

    @Test func runsRanksAndQueries() throws {
        try Program.withFolder { folder in
            let first = try Program.run(
                "run", "--task", "sample/iris", "--method", "snn", "--method", "msra", "--grid", "small",
                in: folder)
            #expect(first.exitCode == 0, "\(first.errors)")
            #expect(first.output.contains("1 task that all 2 methods have"))
            #expect(first.errors.contains("8 units trained, 0 were done before"))
            let second = try Program.run(
                "run", "--task", "sample/iris", "--method", "snn", "--method", "msra", "--grid", "small", "--quiet",
                in: folder)
            #expect(second.output == first.output)
            #expect(second.errors.isEmpty)

            let csv = try Program.run(
                "rank", "--method", "snn", "--method", "msra", "--grid", "small", "--format", "csv", in: folder)
            #expect(csv.output.hasPrefix("method,average_rank,average_rank_difference,mean_accuracy,p\n"))
            let json = try Program.run(
                "rank", "--method", "snn", "--method", "msra", "--grid", "small", "--format", "json", in: folder)
            let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
            #expect(rows?.count == 2)

            // Another rule of selection needs no training, and no selection of its own either.
            let rule = ["--method", "snn", "--method", "msra", "--grid", "small", "--protocol", "window=1"]
            let early = try Program.run(["rank"] + rule, in: folder)
            #expect(
                early.exitCode == 0 && early.output.contains("selections computed from stored curves"),
                "\(early.output)")
            let never = try Program.run("rank", "--protocol", "batch_size=7", in: folder)
            #expect(never.exitCode == 65 && never.errors.contains("nothing to rank"), "\(never.errors)")
            let anew = try Program.run(["run", "--task", "sample/iris"] + rule, in: folder)
            #expect(anew.errors.contains("0 units trained, 8 were done before"), "\(anew.errors)")
            let late = try Program.run(["rank"] + rule, in: folder)
            #expect(late.exitCode == 0 && late.output == anew.output, "\(late.errors)")

            let units = try Program.run("query", "SELECT count(*) AS n FROM units", "--format", "csv", in: folder)
            #expect(units.output == "n\n8\n")
            let file = folder.appending(path: "count.sql")
            try Data("-- How many there are; a statement of its own file.\nSELECT count(*) AS n FROM units;\n".utf8)
                .write(to: file)
            let fromFile = try Program.run("query", "--file", file.path, "--format", "csv", in: folder)
            #expect(fromFile.output == units.output, "\(fromFile.errors)")
            let status = try Program.run("status", "--format", "csv", in: folder)
            #expect(status.output.contains("total,8,\n"))
            let write = try Program.run("query", "DELETE FROM units", in: folder)
            #expect(write.exitCode == 64)
        }
    }
}
