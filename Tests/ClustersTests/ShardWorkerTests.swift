import Benchmark
import Datasets
import Formats
import Foundation
import Mounts
import ResultStore
import Testing

@testable import Clusters

/// Work on shards: the facts of a run on one machine, to the bit, whatever happens on the way.
@Suite struct ShardWorkerTests {
    private func plan(_ folder: String, _ study: StudyDescription, target: Double = 0.02) throws -> (PlanFolder, Plan) {
        let plan = try Plan(study, Sample.library(), bundling: Bundling(target: target))
        let place = PlanFolder(folder + "/plan")
        _ = try place.write(plan)
        return (place, plan)
    }

    private func work(
        _ place: PlanFolder, _ shard: Int, stoppingAfter units: Int? = nil, retried: Set<Outcome> = []
    ) throws -> ShardWorker.Report {
        let stop = StopFlag()
        let worker = ShardWorker(place, try Sample.library(), options: RunOptions(retried: retried), stop: stop)
        return try worker.run(
            shard: shard,
            report: { progress in
                if let units, progress.done >= units { stop.raise() }
            })
    }

    private func merged(_ place: PlanFolder, _ path: String) throws -> (PlanMerge, ResultStore) {
        let store = try ResultStore.open(path, for: .writing(.thisProcess()))
        return (try PlanMerge(place, into: store), store)
    }

    /// What of a store does not depend on when and where it was made.
    private func facts(_ store: ResultStore) throws -> [String] {
        let units = try store.learningCurves(.all).map {
            "\($0.unitHash) \(String(describing: $0.outcome)) \($0.resultDigest ?? "-")"
        }
        return units
            + (try store.selectedResults().map {
                "\($0.task) \($0.method) \($0.grid) \(String(describing: $0.chosen)) \($0.candidates)"
            })
    }

    @Test(arguments: [Search.full, .exact, .halving(.standard)])
    func shardsGiveTheFactsOfARun(_ search: Search) throws {
        try withFolder { folder in
            let study = try Sample.study(changes: ["epochs=20", "batch_size=32"], search: search)
            let (place, plan) = try plan(folder, study)
            #expect(plan.bundles.count > 1)
            // In an order of its own, one of them stopped after its first unit and begun again.
            for shard in plan.bundles.indices.reversed() {
                if shard == 1 { _ = try work(place, shard, stoppingAfter: 1) }
                let report = try work(place, shard)
                #expect(report.summary?.wasInterrupted == false)
            }
            let status = try PlanStatus(place)
            #expect(status.count(.done) == plan.bundles.count)
            #expect(status.settled == plan.units)
            let (first, store) = try merged(place, folder + "/merged.sqlite")
            #expect(first.report.units == plan.units)
            let again = try PlanMerge(place, into: store)
            #expect(again.report.units == 0 && again.report.attempts == 0 && again.selections == 0)

            let whole = try ResultStore.open(folder + "/whole.sqlite", for: .writing(.thisProcess()))
            let library = try Sample.library()
            _ = try Runner(
                store: whole, environment: .current(threads: 1), options: RunOptions(search: search), stop: StopFlag()
            ).run(try study.study { try library.load($0) })
            #expect(try facts(store) == facts(whole))
            #expect(try store.verify().isEmpty)
            try store.close()
        }
    }

    @Test func finishedUnitsAreNotTrainedAgain() throws {
        try withFolder { folder in
            let (place, plan) = try plan(folder, Sample.study(), target: 45 * 60)
            #expect(plan.bundles.count == 1)
            #expect(try PlanStatus(place).count(.missing) == 1)
            let part = try work(place, 0, stoppingAfter: 2)
            #expect(part.summary?.wasInterrupted == true)
            var status = try PlanStatus(place)
            #expect(status.count(.interrupted) == 1)
            #expect(status.openShards == "0")
            #expect(status.settled >= 2 && status.settled < plan.units)
            let rest = try work(place, 0)
            #expect(rest.summary?.finishedBefore == status.settled)
            let nothing = try work(place, 0)
            #expect(nothing.summary == nil && nothing.units == plan.units)
            #expect(try place.logs(ofShard: 0).count == 2)
            status = try PlanStatus(place)
            #expect(status.count(.done) == 1 && status.secondsLeft == 0 && status.openShards == "")
        }
    }

    /// A line that is no attempt does not undo what the log says of its bundle, and is told: `merge` takes no such log.
    @Test func aDamagedLineIsTold() throws {
        try withFolder { folder in
            let (place, _) = try plan(folder, Sample.study(), target: 45 * 60)
            _ = try work(place, 0)
            let log = try #require(try place.logs(ofShard: 0).first)
            #expect(try PlanStatus(place).damagedLogs.isEmpty)
            let file = try #require(FileHandle(forWritingAtPath: log))
            try file.seekToEnd()
            try file.write(contentsOf: Data("garbage\n".utf8))
            try file.close()
            let status = try PlanStatus(place)
            #expect(status.count(.done) == 1 && status.settled == status.units)
            #expect(status.damagedLogs.count == 1 && status.damagedLogs[0].hasPrefix("\(log), line "))
        }
    }

    /// A worker that was killed while it wrote leaves a line without its end, which is no line.
    @Test func aCutLastLineIsDropped() throws {
        try withFolder { folder in
            let (place, plan) = try plan(folder, Sample.study(), target: 45 * 60)
            _ = try work(place, 0)
            let log = try #require(try place.logs(ofShard: 0).first)
            let whole = try Data(contentsOf: URL(fileURLWithPath: log))
            let lines = whole.split(separator: 10, omittingEmptySubsequences: false)
            let kept = lines.prefix(3).reduce(0) { $0 + $1.count + 1 }
            for cut in [kept + 1, kept + lines[3].count / 2, kept + lines[3].count] {
                for other in try place.logs(ofShard: 0) where other != log {
                    try FileManager.default.removeItem(atPath: other)
                }
                try whole.prefix(cut).write(to: URL(fileURLWithPath: log))
                let status = try PlanStatus(place)
                #expect(status.settled == 2)
                #expect(status.count(.running) == 1)
                #expect(try PlanStatus(place, now: Date(timeIntervalSinceNow: 4000)).count(.lost) == 1)
                let report = try work(place, 0)
                #expect(report.summary?.finishedBefore == 2)
                #expect(report.summary?.executed == plan.units - 2)
            }
            // A head that was cut is nothing at all.
            try whole.prefix(20).write(to: URL(fileURLWithPath: log))
            #expect(try PlanStatus(place).count(.done) == 0 || PlanStatus(place).settled == plan.units - 2)
        }
    }

    @Test func twoCopiesDoNoHarm() throws {
        try withFolder { folder in
            let (place, plan) = try plan(folder, Sample.study(), target: 45 * 60)
            _ = try work(place, 0)
            let log = try #require(try place.logs(ofShard: 0).first)
            let aside = folder + "/aside.log"
            try FileManager.default.moveItem(atPath: log, toPath: aside)
            _ = try work(place, 0)
            try FileManager.default.moveItem(atPath: aside, toPath: place.shard(0) + "/another-host.log")
            let (merge, store) = try merged(place, folder + "/merged.sqlite")
            #expect(merge.report.attempts == 2 * plan.units)
            #expect(try PlanStatus(place).settled == plan.units)
            try store.close()
        }
    }

    /// A result that another machine gave otherwise is named with both machines, and nothing is merged.
    @Test func conflictsNameBothMachines() throws {
        try withFolder { folder in
            let (place, _) = try plan(folder, Sample.study(), target: 45 * 60)
            _ = try work(place, 0)
            let log = try #require(try place.logs(ofShard: 0).first)
            let plan = try place.plan()
            let reader = try ShardLogReader(log)
            let here = try #require(try reader.head(of: plan, shard: 0))
            let other = EnvironmentRecord(
                host: "other", operatingSystem: "x", processor: "y", instructionSet: "AVX2 (x86-64-v3)", threads: 1,
                swiftVersion: "6.3", programVersion: "1", sourceCommit: "")
            var lines = ShardHead(environment: other, plan: plan.digest, shard: 0).json.text + "\n"
            try reader.forEachAttempt(here) { attempt in
                var changed = attempt
                changed.environment = other
                changed.steps += 1
                lines += String(decoding: changed.line, as: UTF8.self) + "\n"
            }
            try lines.write(toFile: place.shard(0) + "/other.log", atomically: true, encoding: .utf8)
            let store = try ResultStore.open(folder + "/merged.sqlite", for: .writing(.thisProcess()))
            let error = #expect(throws: PlanError.self) { try PlanMerge(place, into: store) }
            #expect(error?.kind == .badData)
            #expect(error?.problem.contains("on other with AVX2 (x86-64-v3)") == true)
            #expect(error?.problem.contains("on \(here.host) with \(here.instructionSet)") == true)
            #expect(try store.query("SELECT count(*) FROM attempts").rows[0][0] == .integer(0))
            try store.close()
        }
    }

    @Test func whatIsWrongIsSaid() throws {
        try withFolder { folder in
            let (place, plan) = try plan(folder, Sample.study(), target: 45 * 60)
            #expect(throws: PlanError(file: place.path, problem: "there is no shard 1; it has 0 to 0", kind: .usage)) {
                try work(place, 1)
            }
            let worker = ShardWorker(place, try Sample.library(), options: RunOptions(), stop: StopFlag())
            let replaced = #expect(throws: PlanError.self) { try worker.run(shard: 0, expecting: "0123456789") }
            #expect(replaced?.kind == .badData)
            _ = try work(place, 0)
            let log = try #require(try place.logs(ofShard: 0).first)
            let text = try String(contentsOfFile: log, encoding: .utf8)
            func problem(_ from: String, _ to: String) throws -> PlanError? {
                try text.replacing(from, with: to, maxReplacements: 1).write(
                    toFile: log, atomically: true, encoding: .utf8)
                return #expect(throws: PlanError.self) { try work(place, 0) }
            }
            #expect(
                try problem("\"plan\":\"" + plan.digest.prefix(6), "\"plan\":\"000000")?.problem.contains(
                    "another plan") == true)
            #expect(try problem("\"shard\":0", "\"shard\":4")?.problem.contains("shard 4") == true)
            #expect(try problem("\"steps\":", "\"steps\":1")?.problem.contains("line 2") == true)
            #expect(try problem("{\"attempt\":", "{\"attemp\":")?.kind == .badData)
            #expect(throws: PlanError.self) { try PlanFolder(folder + "/none").plan() }
        }
    }

    /// Where the files of a program are gone, nothing is trained and nothing recorded.
    @Test func aProgramThatIsNotHereIsSaid() throws {
        try withFolder { folder in
            for (name, text) in [
                ("own.json5", "{name: 'own', command: ['sh', 'own.sh'], grid: {class: 0}}"), ("own.sh", "exit 1\n"),
            ] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
            }
            guard case .program(let program) = try MethodSource(path: folder + "/own.json5") else {
                Issue.record("a network")
                return
            }
            let study = try StudyDescription(
                tasks: [.init(try #require(TaskName("sample/iris")))], methods: [], programs: [program], grid: .small)
            let (place, _) = try plan(folder, study, target: 45 * 60)
            try FileManager.default.removeItem(atPath: folder + "/own.sh")
            let error = #expect(throws: PlanError.self) { try work(place, 0) }
            #expect(
                error?.kind == .unavailable && error?.problem.contains(folder) == true, "\(String(describing: error))")
            #expect(try place.logs(ofShard: 0) == [])
        }
    }

    /// Status and merging meet what a worker meets: a log that was put into the wrong plan is named, and nothing is merged.
    @Test func aLogOfAnotherPlanIsNamed() throws {
        try withFolder { folder in
            let (place, plan) = try plan(folder, Sample.study(["sample/iris"]), target: 45 * 60)
            _ = try work(place, 0)
            let log = try #require(try place.logs(ofShard: 0).first)
            let foreign = place.shard(0) + "/foreign.log"
            try String(contentsOfFile: log, encoding: .utf8).replacing(
                plan.digest, with: String(repeating: "0", count: 64)
            )
            .write(toFile: foreign, atomically: true, encoding: .utf8)
            let store = try ResultStore.open(folder + "/merged.sqlite", for: .writing(.thisProcess()))
            let errors = [
                #expect(throws: PlanError.self) { try PlanStatus(place) },
                #expect(throws: PlanError.self) { try PlanMerge(place, into: store) },
                #expect(throws: PlanError.self) { try work(place, 0) },
            ]
            for error in errors {
                #expect(error?.kind == .badData && error?.file == foreign)
                #expect(error?.problem.hasPrefix("it is a log of another plan (000000000000, this one is ") == true)
            }
            #expect(try store.query("SELECT count(*) FROM attempts").rows[0][0] == .integer(0))
            try store.close()
        }
    }

    /// A plan whose folder cannot be written is refused before anything is trained; it is read all the same.
    @Test(.enabled(if: SmallFileSystem.isPossible, "this system lets the tests mount no file system"))
    func aFolderThatCannotBeWrittenIsRead() throws {
        try withFolder { folder in
            let (place, plan) = try plan(folder, Sample.study(["sample/iris", "sample/zoo"], methods: [.snn]))
            try #require(plan.bundles.count > 1)
            _ = try work(place, 0)
            let mount = try #require(ReadOnlyMount(of: place.path))
            let seen = PlanFolder(mount.path)
            let begun = #expect(throws: PlanError.self) { try work(seen, 1) }
            #expect(begun?.kind == .inputOutput && begun?.file == seen.shard(1), "\(String(describing: begun))")
            #expect(begun?.description.contains("\n") == false)
            // Nothing is left to do of the other.
            #expect(try work(seen, 0).summary == nil)
            let status = try PlanStatus(seen)
            #expect(status.count(.done) == 1 && status.count(.missing) == plan.bundles.count - 1)
            let (merge, store) = try merged(seen, folder + "/merged.sqlite")
            #expect(merge.report.attempts == plan.bundles[0].units)
            try store.close()
            #expect(throws: PlanError.self) { try PlanFolder(mount.path + "/inner").write(plan) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/shards") == ["0000"])
        }
    }

    /// A disk that becomes full: what was finished stays, the bundle is open at once, and with room again it goes on.
    @Test(.enabled(if: SmallFileSystem.isPossible, "this system lets the tests mount no file system"))
    func aFullDiskEndsAWorkerAndLosesNothing() throws {
        let disk = try #require(SmallFileSystem(kilobytes: 64))
        let study = try Sample.study(["sample/iris"], changes: ["epochs=40"], methods: [.snn])
        let (place, plan) = try plan(disk.path, study, target: 45 * 60)
        // Room for a line of some kilobytes, not for all of them.
        let filler = disk.path + "/filler"
        let size = try #require(
            try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? Int)
        try Data(repeating: 1, count: size - 8192).write(to: URL(fileURLWithPath: filler))
        let full = #expect(throws: PlanError.self) { try work(place, 0) }
        #expect(full?.kind == .inputOutput && full?.problem.contains("the disk is full") == true)
        let status = try PlanStatus(place)
        #expect(status.count(.interrupted) == 1 && status.openShards == "0")
        #expect(status.settled > 0 && status.settled < plan.units)
        #expect(disk.grow(kilobytes: 1024))
        let rest = try work(place, 0)
        #expect(rest.summary?.finishedBefore == status.settled && rest.summary?.wasInterrupted == false)
        #expect(try PlanStatus(place).count(.done) == 1)
    }

    /// A task that was planned elsewhere and is not here: the line has the command that fetches it, or says where tables of one's own
    /// come from.
    @Test(arguments: ["uci/iris", "user/own"])
    func missingDataAreNamedWithWhatToDo(_ name: String) throws {
        try withFolder { folder in
            let study = try Sample.study(["sample/iris"])
            let plan = try Plan(study, Sample.library())
            try FileManager.default.createDirectory(atPath: folder + "/plan", withIntermediateDirectories: true)
            try plan.text.replacing("sample/iris", with: name).write(
                toFile: folder + "/plan/plan.json", atomically: true, encoding: .utf8)
            let place = PlanFolder(folder + "/plan")
            let error = #expect(throws: (any Error).self) { try work(place, 0) }
            let classified = try #require(error as? any ClassifiedError)
            #expect(classified.kind == .unavailable, "\(classified.description)")
            #expect(
                classified.description.contains(name == "uci/iris" ? "run: snnbench fetch uci/iris" : "snnbench add"),
                "\(classified.description)")
            #expect(classified.description.contains(name) && !classified.description.contains("\n"))
            #expect(!FileManager.default.fileExists(atPath: place.path + "/shards"))
        }
    }

    /// Another task under the name that was planned, as where a node has other data.
    @Test func otherDataAreRefused() throws {
        try withFolder { folder in
            let study = try Sample.study(["sample/iris"])
            let outlines = try study.outlines(Sample.library())
            let json = try #require(outlines.first).json.text
            let other = json.replacing(outlines[0].contentDigest.prefix(8), with: "00000000")
            let changed = try #require(TaskOutline(json: try CanonicalJSON(parsing: other)))
            let plan = Plan(study, [changed], bundling: Bundling(), model: CostModel([]))
            let place = PlanFolder(folder + "/plan")
            _ = try place.write(plan)
            let error = #expect(throws: PlanError.self) { try work(place, 0) }
            #expect(error?.kind == .badData && error?.problem.contains("the data here differ") == true)
            #expect(!FileManager.default.fileExists(atPath: place.shard(0)))
        }
    }
}
