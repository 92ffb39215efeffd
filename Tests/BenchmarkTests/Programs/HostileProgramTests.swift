import Foundation
import Testing

@testable import Benchmark

/// Programs that do what they should not: each has its outcome and reason, and nothing of it stays.
@Suite struct HostileProgramTests {
    /// A script, its limits, and how its unit ends.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let script: String
        var limits = ProgramLimits(seconds: 60, grace: 5)
        let outcome: String
        var testDescription: String { name }
    }

    private static let quick = ProgramLimits(seconds: 0.3, grace: 5)
    private static let impatient = ProgramLimits(seconds: 0.3, grace: 0.2)
    private static let late = "timed_out: took longer than 0.3 s"

    static let cases: [Case] = [
        Case(name: "hangs", script: "sleep MARK", limits: quick, outcome: late),
        Case(
            name: "ignores TERM", script: "trap '' TERM; sleep MARK; sleep MARK", limits: impatient, outcome: late),
        Case(
            name: "forks and hangs", script: "sleep MARK & (sleep MARK & sleep MARK) & wait", limits: quick,
            outcome: late),
        Case(
            name: "leaves its session and ignores TERM",
            script: "(setsid sh -c 'trap \"\" TERM; (sleep MARK &) ; sleep MARK' &) ; sleep MARK", limits: impatient,
            outcome: late),
        Case(
            name: "leaves a process behind",
            script: ScriptedProgram.predicts + "(setsid sh -c 'trap \"\" TERM; sleep MARK' > /dev/null 2>&1 &)",
            outcome: "succeeded"),
        Case(
            name: "eats memory", script: "x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done",
            limits: ProgramLimits(seconds: 60, bytes: 6e7, grace: 5), outcome: "out_of_memory: took more than 60 MB"),
        Case(
            name: "writes a large file", script: "exec dd if=/dev/zero of=big bs=1M count=10240 2> /dev/null",
            limits: ProgramLimits(seconds: 60, diskBytes: 2e7, grace: 5), outcome: "failed: wrote more than 20 MB"),
        Case(
            name: "writes many files",
            script: "i=0; while :; do dd if=/dev/zero of=f$i bs=1M count=4 2> /dev/null; i=$((i + 1)); done",
            limits: ProgramLimits(seconds: 60, diskBytes: 2e7, grace: 5), outcome: "failed: wrote more than 20 MB"),
        Case(
            name: "removes its folder", script: "cd /; rm -rf \"$1\"", outcome: "failed: predictions.csv is missing"),
        Case(
            name: "closes its folders",
            script: ScriptedProgram.predicts + "mkdir -p a/b/c; touch a/b/c/d; chmod 0 a/b/c a/b a",
            outcome: "succeeded"),
        Case(
            name: "predicts half of the rows",
            script: ScriptedProgram.predicts + "grep -v ',3[2-9],0' predictions.csv > p; mv p predictions.csv",
            outcome: "failed: 4 of 8 test rows missing"),
        Case(
            name: "says NaN", script: "printf 'part,row,p0,p1\\nvalidation,20,nan,1\\n' > predictions.csv",
            outcome: "failed: probability nan in row 20"),
        Case(
            name: "is more than sure", script: "printf 'part,row,p0,p1\\nvalidation,20,1.7,0\\n' > predictions.csv",
            outcome: "failed: probability 1.7 in row 20"),
        Case(
            name: "does not add up", script: "printf 'part,row,p0,p1\\ntest,30,0.7,0.7\\n' > predictions.csv",
            outcome: "failed: probabilities that add up to 1.4 in row 30"),
        Case(
            name: "predicts a class that is none", script: "printf 'part,row,class\\ntest,30,2\\n' > predictions.csv",
            outcome: "failed: class 2 in row 30, which is not from 0 to 1"),
        Case(
            name: "predicts a row twice",
            script: "printf 'part,row,class\\ntest,30,1\\ntest,30,1\\n' > predictions.csv",
            outcome: "failed: test row 30 is there twice"),
        Case(
            name: "predicts training rows", script: "printf 'part,row,class\\ntrain,3,1\\n' > predictions.csv",
            outcome: "failed: line 2 is of part \"train\", neither validation nor test"),
        Case(
            name: "writes no table", script: "echo hello > predictions.csv",
            outcome: "failed: the header of predictions.csv is not part,row,p0,p1 or part,row,class"),
        Case(
            name: "links to another file", script: "ln -s /etc/passwd predictions.csv",
            outcome: "failed: predictions.csv is missing"),
        Case(name: "leaves a pipe", script: "mkfifo predictions.csv", outcome: "failed: predictions.csv is missing"),
        Case(name: "exits with a code", script: ScriptedProgram.predicts + "exit 3", outcome: "failed: exit 3"),
        Case(
            name: "ends by a signal", script: ScriptedProgram.predicts + "kill -SEGV $$", outcome: "failed: signal 11"),
        Case(
            name: "kills what watches it", script: "kill -KILL $PPID; sleep MARK",
            outcome: "failed: it ended the process that watches over it"),
        Case(
            name: "does not take the task",
            script: "echo '{\"protocol\":1,\"status\":\"unsupported\",\"message\":\"two classes\"}' > result.json",
            outcome: "unsupported: two classes"),
        Case(
            name: "answers what is no answer", script: ScriptedProgram.predicts + "echo '{}' > result.json",
            outcome: "failed: result.json does not say \"protocol\":1"),
        Case(
            name: "reports another version",
            script: ScriptedProgram.predicts
                + "echo '{\"protocol\":1,\"status\":\"ok\",\"version\":\"2\"}' > result.json",
            outcome: "failed: it reports version 2 where the method has none; run again, which makes new units"),
    ]

    @Test(arguments: cases)
    func hasItsOutcomeAndLeavesNothing(_ hostile: Case) throws {
        let program = try ScriptedProgram(hostile.script, limits: hostile.limits)
        #expect(try program.outcome() == hostile.outcome)
        #expect(FileManager.default.fileExists(atPath: program.folder.appending(path: "where").path))
        #expect(program.remains == [])
    }

    @Test func aProgramThatPrintsMuchIsReadAndCut() throws {
        let program = try ScriptedProgram(
            "echo first; yes 0123456789 | head -c 100000000; echo last; echo wrong >&2\n" + ScriptedProgram.predicts)
        let printed = try program.train().training.printed
        let output = try #require(printed.output)
        #expect(output.hasPrefix("first\n") && output.hasSuffix("last\n") && output.utf8.count <= 64_100)
        #expect(output.contains("bytes are left out ...]"))
        #expect(printed.error == "wrong\n" && program.remains == [])
    }

    @Test func aProgramThatChangesItsFileFailsAndDoesNotStartAgain() throws {
        let program = try ScriptedProgram(ScriptedProgram.predicts + "echo '# more' >> \"$0\"")
        let method = try program.method()
        #expect(try program.outcome().hasPrefix("failed: it changed one of its own files: "))
        #expect(throws: ProgramError.changedInput("program.sh", method: "scripted")) { try method.checkInputs() }
        // Read again, it is another method.
        #expect(try program.method().record.digest != method.record.digest)
    }

    @Test func oneThatIsAskedToStopEnds() throws {
        let program = try ScriptedProgram("(setsid sleep MARK &); sleep MARK")
        var asked = 0
        let result = try program.train(shouldStop: {
            asked += 1
            return asked > 3
        }).result
        #expect(result.ending == .stopped && result.epochs.isEmpty && program.remains == [])
    }

    @Test func whatIsNotThereIsNamed() throws {
        let program = try ScriptedProgram("")
        var text = "{ name: \"x\", command: [\"no-such-program-here\"] }"
        let path = program.folder.appending(path: "x.json5").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        guard case .program(let method) = try MethodSource(path: path) else { return }
        #expect(throws: ProgramError.notFound(program: "no-such-program-here", method: "x")) { try method.asking() }
        text = "{ name: \"x\", command: [\"sh\", \"no.sh\"], inputs: [\"no.sh\"] }"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: SettingsError.self) { try MethodSource(path: path) }
    }
}
