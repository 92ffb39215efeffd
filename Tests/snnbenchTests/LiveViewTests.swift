import Benchmark
import Formats
import Foundation
import ReportStores
import Reports
import ResultStore
import Testing

@testable import snnbench

/// Frames of the live view: values in, text out.
@Suite struct LiveViewTests {
    private var snapshot: LiveSnapshot {
        LiveSnapshot(
            counts: [("succeeded", 30), ("diverged", 2), ("pending", 32)],
            methods: [
                LiveSnapshot.MethodProgress(title: "SNN", units: 32, finished: 24, diverged: 2),
                LiveSnapshot.MethodProgress(title: "BatchNorm", units: 32, finished: 8, diverged: 0),
            ],
            tasks: [
                LiveSnapshot.TaskProgress(name: "uci/abalone", units: 32, finished: 32),
                LiveSnapshot.TaskProgress(name: "uci/glass", units: 16, finished: 4),
                LiveSnapshot.TaskProgress(name: "uci/iris", units: 16, finished: 0),
            ], rate: 0.5, secondsSinceLast: 1,
            ranking: [
                LiveSnapshot.Rank(title: "SNN", averageRank: 1.25),
                LiveSnapshot.Rank(title: "BatchNorm", averageRank: 1.75),
            ], rankedTasks: 2)
    }

    @Test func aFrameTellsEverything() {
        let lines = LiveView.frame(snapshot, secondsLeft: 64, title: "results.sqlite", columns: 80, rows: 40)
        #expect(
            lines == [
                "snnbench: results.sqlite",
                "##################------------------- 32/64 units, 50.0 %, 0.5/s, 1 min 4 s left",
                "succeeded 30, diverged 2, pending 32", "",
                "SNN        ###############----- 24/32, 2 diverged", "BatchNorm  #####--------------- 8/32", "",
                "average rank so far, 2 tasks, best trained unit by validation:", "  SNN 1.25 < BatchNorm 1.75", "",
                "3 tasks: 1 done, 1 in work, 1 waiting", "uci/glass  #####--------------- 4/16",
            ])
    }

    @Test(arguments: [(20, 3), (40, 10), (80, 24), (200, 100), (1, 1)])
    func aFrameFitsTheTerminal(_ columns: Int, _ rows: Int) {
        let lines = LiveView.frame(snapshot, title: String(repeating: "x", count: 300), columns: columns, rows: rows)
        #expect(lines.allSatisfy { $0.count <= max(20, columns) })
        #expect(lines.count <= max(3, rows - 1))
    }

    @Test func namesCannotSteerTheTerminal() {
        var hostile = snapshot
        hostile.tasks[1] = LiveSnapshot.TaskProgress(name: "\u{1B}[2J\u{7}\n\u{202E}evil", units: 16, finished: 4)
        let lines = LiveView.frame(hostile, title: "a\u{1B}]0;x\u{7}", columns: 80, rows: 40)
        let isClean = lines.joined().unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" }
        #expect(isClean)
    }

    @Test func anEmptyStoreWaits() {
        let empty = LiveSnapshot(
            counts: [], methods: [], tasks: [], rate: nil, secondsSinceLast: nil, ranking: [], rankedTasks: 0)
        #expect(LiveView.frame(empty, title: "x", columns: 80, rows: 24).last == "no units yet; waiting for a run")
    }

    /// Times that no clock has measured are shown too, and none of them ends the program.
    @Test func durationsOfAllKinds() {
        #expect(Durations.whole(0.2) == "1 s" && Durations.whole(61) == "1 min 1 s")
        #expect(Durations.whole(7260) == "2 h 1 min")
        #expect(Durations.whole(1e308) == "more than 1000000 h")
        #expect(Durations.whole(.infinity) == "more than 1000000 h")
        #expect(Durations.whole(-1) == "an unknown time" && Durations.whole(.nan) == "an unknown time")
    }

    /// A frame takes the place of the last one and clears what it leaves.
    @Test func redrawingGoesUpAndClears() {
        #expect(LiveView.redraw(["a", "b"], over: 0) == "a\u{1B}[K\nb\u{1B}[K\n\u{1B}[J")
        #expect(LiveView.redraw(["a"], over: 2).hasPrefix("\u{1B}[2A\r"))
    }

    @Test func aSnapshotIsReadFromAStore() throws {
        try StudySpecification.withFile(StudySpecification.small.write) { file in
            let store = try ResultStore.open(file, for: .reading)
            let now = StudySpecification.start.addingTimeInterval(60)
            let snapshot = try LiveSnapshot(store, now: now)
            // 8 units of snn and msra, 6 of batchnorm, and one diverged unit of each.
            #expect(snapshot.total == 25)
            #expect(snapshot.finished == 25)
            #expect(snapshot.methods.map(\.title) == ["SNN", "MSRAinit", "BatchNorm"])
            #expect(snapshot.methods.map(\.diverged) == [1, 1, 1])
            #expect(snapshot.tasks.map(\.units) == [9, 6, 6, 4])
            // Selection prefers the same units, so the ranking is that of the report.
            #expect(snapshot.rankedTasks == 3)
            #expect(snapshot.ranking.map(\.averageRank) == [1.5, 1.5, 3])
            // The 25 attempts began 60 seconds ago.
            #expect(abs((snapshot.rate ?? 0) - 25.0 / 60) < 1e-6)
            let later = try LiveSnapshot(store, now: now.addingTimeInterval(1000))
            #expect(later.rate == nil)
            #expect((later.secondsSinceLast ?? 0) > 900)
        }
    }

    /// What a killed run left as running is interrupted, as `status` says, unless somebody writes.
    @Test func whatAKilledRunLeftIsInterrupted() throws {
        try StudySpecification.withFile(StudySpecification.small.write) { file in
            let store = try ResultStore.open(file, for: .writing(.thisProcess()))
            let unit = UnitRecord(
                split: SplitRecord(
                    task: TaskRecord(name: "uci/x", suite: "uci", contentDigest: "c", rows: 9, features: 1, classes: 2),
                    index: 0, digest: "d", trainingRows: 3, validationRows: 3, testRows: 3),
                protocolRecord: ProtocolRecord(name: "p", definition: ["name": "p"]),
                configuration: ConfigurationRecord(
                    method: MethodRecord(name: "snn", definition: ["name": "snn"]), hyperparameters: ["layers": 2]),
                seed: 1, numericsVersion: 1)
            try store.register([unit])
            let environment = EnvironmentRecord(
                host: "h", operatingSystem: "o", processor: "p", instructionSet: "i", threads: 1, swiftVersion: "s",
                programVersion: "v", sourceCommit: "")
            _ = try store.begin([unit.hash], environment: environment, startedAt: Date())
            func units(_ name: String, isGoingOn: Bool) throws -> Int? {
                try LiveSnapshot(store, isGoingOn: isGoingOn).counts.first { $0.name == name }?.units
            }
            #expect(try units("running", isGoingOn: true) == 1)
            #expect(try units("interrupted", isGoingOn: true) == nil)
            #expect(try units("running", isGoingOn: false) == nil)
            #expect(try units("interrupted", isGoingOn: false) == 1)
        }
    }

    /// Where output is no terminal, frames follow each other; a finished run ends the view.
    @Test func watchingEndsWithTheRun() throws {
        try StudySpecification.withFile(StudySpecification.small.write) { file in
            let output = URL(fileURLWithPath: file + ".txt")
            try Data().write(to: output)
            let handle = try FileHandle(forWritingTo: output)
            try LiveView.watch(file, interval: 0.1, output: handle)
            try handle.close()
            let text = try String(contentsOf: output, encoding: .utf8)
            #expect(text.contains("25/25 units, 100.0 %, done"))
            #expect(!text.contains("\u{1B}"))
        }
    }

    @Test func aFlagEndsAViewOfAMissingFile() throws {
        let stop = StopFlag()
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.3)
            stop.raise()
        }
        let output = try #require(FileHandle(forWritingAtPath: "/dev/null"))
        try LiveView.watch("/nonexistent/\(UUID().uuidString).sqlite", interval: 5, output: output, stop: stop)
    }
}
