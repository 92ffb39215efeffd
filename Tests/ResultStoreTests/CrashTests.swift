import Foundation
import Mounts
import Testing

@testable import ResultStore

/// A process that is killed, a log that is cut, a disk that fills up: what was committed stays.
@Suite struct CrashTests {
    let folder: TemporaryFolder
    let file: String

    init() throws {
        folder = try TemporaryFolder()
        file = ResultStore.absolutePath(folder.file("s.sqlite"))
    }

    /// Writes units one after the other and notes each in a side file once it is committed, until something ends it.
    static func writeUntilTheEnd(_ file: String, first: Int64, noteIn side: String, count: Int64 = 100_000) throws {
        let store = try Sample.openForWriting(file)
        let notes = open(side, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        for seed in first..<first + count {
            let unit = Sample.unit(seed: seed)
            try store.register([unit])
            let id = try store.begin([unit.hash], environment: Sample.environment, startedAt: Sample.start)
            try store.finish(id[0], as: Sample.success(unit))
            let line = Array((unit.hash + "\n").utf8)
            _ = Foundation.write(notes, line, line.count)
        }
        try store.close()
    }

    static func notes(_ side: String) throws -> [String] {
        try String(contentsOfFile: side, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test(arguments: 0..<CrashIntensity.count(3, long: 100))
    func aKillAtAnyMomentLosesNothingCommitted(_ round: Int) async throws {
        let side = folder.file("committed")
        let path = file
        var generator = SeededGenerator(seed: UInt64(round) + 1)
        for attempt in 0..<3 {
            let first = Int64(attempt * 100_000 + 1)
            let microseconds = useconds_t(Int.random(in: 1_000...300_000, using: &generator))
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    path = path as String, side = side as String, first = first as Int64,
                    microseconds = microseconds as UInt32
                ] in
                Thread.detachNewThread {
                    usleep(microseconds)
                    kill(getpid(), SIGKILL)
                }
                try CrashTests.writeUntilTheEnd(path, first: first, noteIn: side)
            }
        }
        guard FileManager.default.fileExists(atPath: side) else { return }
        let committed = Set(try Self.notes(side))
        let store = try Sample.openForWriting(path)
        let found = try store.completedUnits()
        #expect(committed.isSubset(of: found))
        // At most the one unit of each kill was committed and not yet noted.
        #expect(found.count <= committed.count + 3)
        #expect(try store.verify() == [])
        for hash in committed {
            let attempt = try #require(try store.attempts(ofUnit: hash).first)
            #expect(attempt.epochs.count == 20)
        }
    }

    @Test func runningAttemptsOfAKilledWriterAreRecordedAsInterrupted() async throws {
        let path = file
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let killed = WriterIdentity(process: getpid(), host: "node7", program: "the one that was killed")
            let store = try ResultStore.open(path, for: .writing(killed))
            let units = [Sample.unit(), Sample.unit(seed: 2)]
            try store.register(units)
            try store.record(Sample.success(units[0]))
            _ = try store.begin([units[1].hash], environment: Sample.environment, startedAt: Sample.start)
            kill(getpid(), SIGKILL)
        }
        let reader = try ResultStore.open(path, for: .reading)
        #expect(try reader.progress().byOutcome == [.running: 1, .succeeded: 1])
        #expect(try reader.verify().map(\.kind) == [.abandoned])
        let store = try Sample.openForWriting(path)
        #expect(store.interruptedOnOpening == 1)
        let message = try store.attempts(ofUnit: Sample.unit(seed: 2).hash).first?.message
        #expect(message?.contains("the one that was killed") == true)
        #expect(try store.verify() == [])
    }

    @Test func aTransactionInTheMiddleIsNotThereInACopy() throws {
        let store = try Sample.openForWriting(file)
        let units = [Sample.unit(), Sample.unit(seed: 2)]
        try store.register(units)
        try store.record(Sample.success(units[0]))
        try? store.write { database in
            try database.execute(sql: "PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
            for epoch in 1000..<9000 {
                try database.execute(sql: "INSERT INTO epochs (attempt_id, epoch) VALUES (1, \(epoch))")
            }
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: file + suffix, toPath: folder.file("copy.sqlite" + suffix))
            }
            throw CancellationError()
        }
        let copy = try Sample.openForWriting(folder.file("copy.sqlite"))
        #expect(try copy.verify() == [])
        #expect(try copy.attempts(ofUnit: units[0].hash) == [Sample.success(units[0]).sorted])
        #expect(try store.verify() == [])
    }

    /// A log cut anywhere leaves a prefix of the commits, each whole.
    @Test func aCutLogLeavesWholeUnits() throws {
        let store = try Sample.openForWriting(file)
        let units = (1...8).map { Sample.unit(seed: $0) }
        try store.register(units)
        for unit in units { try store.record(Sample.success(unit)) }
        let main = try folder.bytes(of: "s.sqlite")
        let log = try folder.bytes(of: "s.sqlite-wal")
        #expect(log.count > 10_000)
        var generator = SeededGenerator(seed: 5)
        var seen: Set<Int> = []
        for _ in 0..<40 {
            let length = Int.random(in: 0...log.count, using: &generator)
            try folder.write(main, to: "cut.sqlite")
            try folder.write(Array(log.prefix(length)), to: "cut.sqlite-wal")
            let cut = try Sample.openForWriting(folder.file("cut.sqlite"))
            let completed = try cut.completedUnits()
            let count = completed.count
            #expect(completed == Set(units.prefix(count).map(\.hash)))
            #expect(try cut.verify() == [])
            seen.insert(count)
            try cut.close()
        }
        #expect(seen.count > 3)
    }

    enum Accident: CaseIterable { case deleted, moved, replaced }

    /// The file is deleted, moved or replaced while it is written: the error says so, and a copy has what was known.
    @Test(arguments: Accident.allCases)
    func aFileThatGoesWhileItIsWrittenIsRescued(_ accident: Accident) throws {
        let store = try Sample.openForWriting(file)
        let units = (1...4).map { Sample.unit(seed: $0) }
        try store.register(units)
        try store.record(Sample.success(units[0]))
        switch accident {
        case .deleted: unlink(file)
        case .moved: rename(file, folder.file("elsewhere.sqlite"))
        case .replaced:
            unlink(file)
            try SmallBenchmark.write(to: file)
        }
        let error = ResultStoreError.fileGone(file: file, rescued: file + ".rescued")
        #expect(error.kind == .inputOutput)
        for unit in units[1...2] { #expect(throws: error) { try store.record(Sample.success(unit)) } }
        try store.close()
        let rescued = try ResultStore.open(file + ".rescued", for: .reading)
        #expect(try rescued.completedUnits() == Set(units[0...2].map(\.hash)))
        #expect(try rescued.verify() == [])
        guard accident == .replaced else { return }
        // What was put there is as it was put there.
        let other = try Sample.openForWriting(file)
        #expect(try other.progress().total == 9)
        #expect(try other.verify() == [])
    }

    /// Fills a file until an error comes, and says which.
    static func fill(_ store: ResultStore, first: Int64 = 1) throws -> (recorded: [UnitRecord], error: ResultStoreError)
    {
        var recorded: [UnitRecord] = []
        for seed in first..<first + 20_000 {
            let unit = Sample.unit(seed: seed)
            do throws(ResultStoreError) {
                try store.register([unit])
                try store.record(Sample.success(unit, epochs: 100))
                recorded.append(unit)
            } catch {
                return (recorded, error)
            }
        }
        throw CancellationError()
    }

    @Test func aFullDatabaseIsSaidPlainlyAndWorksAgainWithSpace() throws {
        let store = try Sample.openForWriting(file)
        try store.write { try $0.execute(sql: "PRAGMA max_page_count = 80") }
        let (recorded, error) = try Self.fill(store)
        #expect(error == .diskFull(file: file))
        #expect(!recorded.isEmpty)
        #expect(try store.completedUnits() == Set(recorded.map(\.hash)))
        #expect(try store.verify() == [])
        try store.write { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        let unit = Sample.unit(seed: 99_999)
        try store.register([unit])
        try store.record(Sample.success(unit))
        #expect(try store.completedUnits().count == recorded.count + 1)
    }

    @Test(.enabled(if: SmallFileSystem.isPossible, "this system lets the tests mount no file system"))
    func aFullDiskIsSaidPlainlyAndLosesNothing() throws {
        let disk = try #require(SmallFileSystem(kilobytes: 1024))
        let path = disk.path + "/s.sqlite"
        let store = try Sample.openForWriting(path)
        let (recorded, error) = try Self.fill(store)
        #expect(error == .diskFull(file: store.path))
        #expect(error.kind == .inputOutput)
        #expect(!recorded.isEmpty)
        #expect(try store.completedUnits() == Set(recorded.map(\.hash)))
        try? store.close()
        let reader = try ResultStore.open(path, for: .reading)
        #expect(try reader.completedUnits() == Set(recorded.map(\.hash)))
        #expect(try reader.verify() == [])
    }

    @Test(.enabled(if: SmallFileSystem.isPossible, "this system lets the tests mount no file system"))
    func aDiskThatIsFullFromTheStartIsSaidPlainly() throws {
        let disk = try #require(SmallFileSystem(kilobytes: 40))
        let error = #expect(throws: ResultStoreError.self) { _ = try Sample.openForWriting(disk.path + "/s.sqlite") }
        #expect(error?.kind == .inputOutput)
        #expect(error.map { "\($0)".contains("no space left") } == true)
    }

    @Test func aFileSizeLimitIsSaidPlainlyAndLosesNothing() async throws {
        let path = file
        let side = folder.file("committed")
        await #expect(processExitsWith: .success) { [path = path as String, side = side as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 600_000, rlim_max: 600_000)
            guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(2) }
            let store = try Sample.openForWriting(path)
            let (recorded, error) = try CrashTests.fill(store)
            guard case .inputOutput = error, error.kind == .inputOutput, !recorded.isEmpty else { exit(3) }
            guard try store.completedUnits() == Set(recorded.map(\.hash)) else { exit(4) }
            try recorded.map(\.hash).joined(separator: "\n").write(toFile: side, atomically: true, encoding: .utf8)
        }
        let store = try Sample.openForWriting(path)
        #expect(try store.completedUnits() == Set(try Self.notes(side)))
        #expect(try store.verify() == [])
    }
}
