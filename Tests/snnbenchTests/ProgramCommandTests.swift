import Foundation
import ResultStore
import Testing

/// Programs and predictions from elsewhere, from the command line.
@Suite struct ProgramCommandTests {
    static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "examples/programs")

    @Test func aMethodIsCheckedAndRankedBesideANetwork() throws {
        try Program.withFolder { folder in
            let file = Self.examples.appending(path: "majority.json5").path
            let check = try Program.run("check-method", file, in: folder)
            #expect(check.exitCode == 0 && check.output.split(separator: "\n").count == 4, "\(check.errors)")
            let run = try Program.run(
                "run", "--task", "sample/iris", "--task", "sample/wine", "--method", "snn", "--method", "majority",
                "--method-file", file, "--grid", "small", "--protocol", "epochs=2", "--format", "csv", in: folder)
            #expect(run.exitCode == 0 && run.output.contains("\nmajority,"), "\(run.errors)")
            let rank = try Program.run("rank", "--format", "csv", in: folder)
            #expect(rank.output == run.output && rank.errors.contains("grid small"))
            let softsign = Self.examples.appending(path: "../methods/softsign.json5").path
            let with = try Program.run("rank", "--method-file", softsign, "--format", "csv", in: folder)
            #expect(with.output == run.output && with.errors.contains("Without any result: softsign.\n"))
            let list = try Program.run("list", "methods", "--method-file", file, "--format", "csv", in: folder)
            #expect(
                list.output.hasSuffix(",/bin/sh majority.sh\n") || list.output.hasSuffix(",\"/bin/sh majority.sh\"\n"))
            let train = try Program.run(
                "activations", "--task", "sample/iris", "--method", "majority", "--method-file", file, in: folder)
            #expect(train.exitCode == 64 && train.errors.contains("majority is a program"))
        }
    }

    @Test func eachViolationIsALineAndTheCodeIs65() throws {
        try Program.withFolder { folder in
            try
                "echo one >&2; echo two >&2; printf 'part,row,p0,p1\\ntest,30,1.5,0\\ntest,31,0.5,0.6\\n' > predictions.csv"
                .write(
                    to: folder.appending(path: "bad.sh"), atomically: true, encoding: .utf8)
            try "{ name: \"bad\", command: [\"sh\", \"bad.sh\"] }".write(
                to: folder.appending(path: "bad.json5"), atomically: true, encoding: .utf8)
            let check = try Program.run("check-method", "bad.json5", in: folder)
            #expect(check.exitCode == 65 && check.errors.hasPrefix("one\ntwo\n"), "\(check.errors)")
            #expect(check.output.contains("check/two-classes: probability 1.5 in row 30\n"))
            #expect(check.output.contains("check/two-classes: probabilities that add up to 1.1 in row 31\n"))
            try "{ name: \"none\", command: [\"no-such-program\"] }".write(
                to: folder.appending(path: "none.json5"), atomically: true, encoding: .utf8)
            #expect(try Program.run("check-method", "none.json5", in: folder).exitCode == 69)
        }
    }

    @Test func predictionsAreScored() throws {
        try Program.withFolder { folder in
            try "task,split,seed,part,row,class\nsample/iris,0,1,test,0,7\nsample/iris,0,1,test,1,8\n".write(
                to: folder.appending(path: "t.csv"), atomically: true, encoding: .utf8)
            let wrong = try Program.run("score", "--method", "theirs", "t.csv", in: folder)
            let lines = wrong.errors.split(separator: "\n")
            #expect(wrong.exitCode == 65 && lines.count == 2, "\(lines)")
            #expect(lines.first?.contains("t.csv, line 2: ") == true && lines.last?.contains("line 3: ") == true)
            #expect(try Program.run("score", "--method", "snn", "t.csv", in: folder).exitCode == 64)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "data/results.sqlite").path))
        }
    }

    /// Classes without probabilities have no loss: an empty cell, as JSON has null.
    @Test func aMissingLossIsEmpty() throws {
        let test = [
            5, 14, 15, 21, 25, 30, 36, 40, 41, 43, 46, 50, 51, 53, 56, 57, 63, 64, 65, 66, 79, 90, 91, 92, 93, 113, 116,
            122, 124, 126, 128, 131, 133, 134, 139, 140, 145,
        ]
        let validation = [7, 16, 27, 35, 47, 52, 68, 69, 77, 80, 97, 108, 118, 121, 123, 130, 148]
        let rows =
            test.map { "sample/iris,0,1,test,\($0),1\n" } + validation.map { "sample/iris,0,1,validation,\($0),1\n" }
        try Program.withFolder { folder in
            try "task,split,seed,part,row,class\n\(rows.joined())".write(
                to: folder.appending(path: "t.csv"), atomically: true, encoding: .utf8)
            let csv = try Program.run("score", "--method", "theirs", "t.csv", "--format", "csv", in: folder)
            #expect(csv.output.contains("\nsample/iris,0,1,0.3783783783783784,,,now\n"), "\(csv.output)\(csv.errors)")
        }
    }

    /// A run that is killed outright leaves neither processes nor folders of its programs.
    @Test func aKilledRunLeavesNothing() throws {
        try Program.withFolder { folder in
            let mark = "\(Int.random(in: 100_000...999_999)).5"
            try "echo $PWD > '\(folder.path)/where'; (setsid sleep \(mark) &); trap '' TERM; sleep \(mark)".write(
                to: folder.appending(path: "hang.sh"), atomically: true, encoding: .utf8)
            try "{ name: \"hang\", command: [\"sh\", \"hang.sh\"], seconds: 60 }".write(
                to: folder.appending(path: "hang.json5"), atomically: true, encoding: .utf8)
            let process = Program.process(["check-method", "hang.json5"], in: folder)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            let place = folder.appending(path: "where")
            func wait(_ isReached: () -> Bool) -> Bool {
                for _ in 0..<400 {
                    if isReached() { return true }
                    Thread.sleep(forTimeInterval: 0.05)
                }
                return false
            }
            func sleepers() -> Int {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
                return names.filter { Int($0) != nil }.count { name in
                    let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
                    return line.map { String(decoding: $0, as: UTF8.self).contains("\0\(mark)") } ?? false
                }
            }
            #expect(wait { sleepers() == 2 })
            let work = try String(contentsOf: place, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(wait { sleepers() == 0 && !FileManager.default.fileExists(atPath: work) })
            let scratch = URL(fileURLWithPath: work).deletingLastPathComponent().path
            #expect(wait { !FileManager.default.fileExists(atPath: scratch) })
        }
    }
}
