import Foundation
import GRDB
import Mounts
import Testing

@testable import ResultStore

@Suite struct OpeningTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let modes: [OpenMode] = [.reading, .writing(.thisProcess(program: "tests"))]

    @Test(
        arguments: modes,
        [
            "", "S", "not a database at all, just a text that is long enough to fill a header of one hundred bytes....",
            "SQLite format 3", "SQLite format 3\0", "SQLite format 2\0" + String(repeating: "x", count: 200),
        ])
    func refusesWhatIsNoDatabaseAndLeavesItAsItIs(_ mode: OpenMode, _ content: String) throws {
        let bytes = Array(content.utf8)
        try folder.write(bytes, to: "notes.txt")
        let file = ResultStore.absolutePath(folder.file("notes.txt"))
        if bytes.isEmpty {
            // An empty file is what SQLite itself takes for a database without tables: nothing can be lost.
            guard mode == .reading else { return }
            #expect(throws: ResultStoreError.empty(file: file)) { _ = try ResultStore.open(file, for: mode) }
        } else {
            #expect(throws: ResultStoreError.notADatabase(file: file)) { _ = try ResultStore.open(file, for: mode) }
        }
        #expect(try folder.bytes(of: "notes.txt") == bytes)
        #expect(try folder.contents() == ["notes.txt"])
    }

    @Test(arguments: modes, [false, true])
    func refusesOtherProgramsDatabasesAndLeavesThemAsTheyAre(_ mode: OpenMode, _ usesWAL: Bool) throws {
        do {
            let queue = try DatabaseQueue(path: folder.file("other.db"))
            try queue.write { database in
                try database.execute(sql: "CREATE TABLE places (name TEXT); INSERT INTO places VALUES ('Linz')")
                try database.execute(sql: "PRAGMA application_id = 17")
            }
            if usesWAL {
                try queue.writeWithoutTransaction { _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = WAL") }
            }
            try queue.close()
        }
        let before = try folder.bytes(of: "other.db")
        let file = ResultStore.absolutePath(folder.file("other.db"))
        #expect(throws: ResultStoreError.foreignDatabase(file: file, applicationID: 17)) {
            _ = try ResultStore.open(file, for: mode)
        }
        #expect(try folder.bytes(of: "other.db") == before)
        #expect(try folder.contents() == ["other.db"])
    }

    @Test(arguments: modes)
    func refusesANewerSchemaAndLeavesItAsItIs(_ mode: OpenMode) throws {
        let file = ResultStore.absolutePath(folder.file("s.sqlite"))
        try Sample.openForWriting(file).close()
        var bytes = try folder.bytes(of: "s.sqlite")
        bytes[63] = 99
        try folder.write(bytes, to: "s.sqlite")
        let error = ResultStoreError.newerSchema(file: file, version: 99, supported: StoreSchema.version)
        #expect(throws: error) { _ = try ResultStore.open(file, for: mode) }
        #expect(try folder.bytes(of: "s.sqlite") == bytes)
        #expect(try folder.contents() == ["s.sqlite"])
    }

    @Test(arguments: modes)
    func refusesANewerSchemaThatStandsInTheLogAlone(_ mode: OpenMode) throws {
        let file = ResultStore.absolutePath(folder.file("s.sqlite"))
        let store = try Sample.openForWriting(file)
        try store.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        for name in ["s.sqlite", "s.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: folder.file(name), toPath: folder.file("copy-" + name))
        }
        let copy = ResultStore.absolutePath(folder.file("copy-s.sqlite"))
        let error = ResultStoreError.newerSchema(file: copy, version: 99, supported: StoreSchema.version)
        #expect(throws: error) { _ = try ResultStore.open(copy, for: mode) }
    }

    @Test func bringsAFileWithoutASchemaUpToDateWhenWriting() throws {
        let file = ResultStore.absolutePath(folder.file("s.sqlite"))
        do {
            let queue = try DatabaseQueue(path: file)
            try queue.write { try $0.execute(sql: "PRAGMA application_id = \(StoreSchema.applicationID)") }
            try queue.close()
        }
        #expect(throws: ResultStoreError.olderSchema(file: file, version: 0, supported: StoreSchema.version)) {
            _ = try ResultStore.open(file, for: .reading)
        }
        let store = try Sample.openForWriting(file)
        #expect(try store.verify() == [])
    }

    @Test(arguments: modes)
    func refusesAFolderADeviceAndAnImpossiblePath(_ mode: OpenMode) throws {
        let path = ResultStore.absolutePath(folder.path)
        #expect(throws: ResultStoreError.isAFolder(file: path)) { _ = try ResultStore.open(folder.path, for: mode) }
        #expect(throws: ResultStoreError.notAFile(file: "/dev/null")) {
            _ = try ResultStore.open("/dev/null", for: mode)
        }
        #expect(throws: ResultStoreError.self) { _ = try ResultStore.open("", for: mode) }
        #expect(throws: ResultStoreError.self) { _ = try ResultStore.open("a\0b", for: mode) }
        try folder.write([1, 2, 3], to: "file")
        let error = #expect(throws: ResultStoreError.self) {
            _ = try ResultStore.open(folder.file("file/below.sqlite"), for: mode)
        }
        #expect(error?.kind == .inputOutput)
        #expect(try folder.bytes(of: "file") == [1, 2, 3])
    }

    @Test func refusesToReadAMissingFileAndMakesNone() throws {
        let file = ResultStore.absolutePath(folder.file("none.sqlite"))
        #expect(throws: ResultStoreError.missing(file: file)) { _ = try ResultStore.open(file, for: .reading) }
        #expect(try folder.contents().isEmpty)
    }

    @Test func takesARelativePathAndASymbolicLinkForTheSameFile() throws {
        let file = folder.file("s.sqlite")
        try Sample.openForWriting(file).close()
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: file)
        let store = try Sample.openForWriting(folder.file("link"))
        #expect(store.path == ResultStore.absolutePath(file))
        #expect(throws: ResultStoreError.self) { _ = try Sample.openForWriting(file) }
    }

    /// A link to a file that is not there yet names the file that SQLite makes.
    @Test func aLinkToAMissingFileSharesTheLockOfTheFile() throws {
        let file = folder.file("s.sqlite")
        for target in [file, "s.sqlite"] {
            let link = folder.file("link-\(target.hasPrefix("/"))")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
            let store = try Sample.openForWriting(link)
            #expect(store.path == ResultStore.absolutePath(file))
            #expect(throws: ResultStoreError.self) { _ = try Sample.openForWriting(file) }
            try store.close()
            unlink(file)
        }
    }

    @Test func aFileOfSeveralNamesIsNotWritten() throws {
        let file = folder.file("s.sqlite")
        try Sample.openForWriting(file).close()
        #expect(link(file, folder.file("other.sqlite")) == 0)
        for name in ["s.sqlite", "other.sqlite"] {
            let path = ResultStore.absolutePath(folder.file(name))
            #expect(throws: ResultStoreError.severalNames(file: path, names: 2)) {
                _ = try Sample.openForWriting(path)
            }
            #expect(try ResultStore.open(path, for: .reading).progress().total == 0)
        }
        #expect(try folder.contents() == ["other.sqlite", "s.sqlite"])
    }

    /// Reading a file that nobody writes leaves nothing beside it and doesn't change it.
    @Test func readingLeavesNothingBehind() throws {
        try SmallBenchmark.write(to: folder.file("s.sqlite"))
        let before = try folder.bytes(of: "s.sqlite")
        let store = try ResultStore.open(folder.file("s.sqlite"), for: .reading)
        #expect(try store.verify() == [])
        try store.close()
        #expect(try folder.contents() == ["s.sqlite"])
        #expect(try folder.bytes(of: "s.sqlite") == before)
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func refusesAFileOrFolderWithoutPermission() throws {
        let file = folder.file("s.sqlite")
        try Sample.openForWriting(file).close()
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: file)
        let error = #expect(throws: ResultStoreError.self) { _ = try Sample.openForWriting(file) }
        #expect(error?.kind == .inputOutput)
    }

    /// Reading a file of another's, in a folder where anybody may write, leaves nothing that would be in the owner's way.
    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func readingAFileOfAnothersLeavesNothing() async throws {
        let file = folder.file("s.sqlite")
        try SmallBenchmark.write(to: file)
        chmod(folder.path, 0o777)
        let parent = folder.path
        await #expect(processExitsWith: .success) { [file = file as String, parent = parent as String] in
            guard setuid(65534) == 0 else { exit(2) }
            func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: parent) }
            let store = try ResultStore.open(file, for: .reading)
            guard try store.progress().total == 9, try store.verify() == [] else { exit(3) }
            guard try store.query("SELECT 1").rows.count == 1, try contents() == ["s.sqlite"] else { exit(4) }
            try store.export(to: "/dev/null", format: .json)
            try store.close()
            guard try contents() == ["s.sqlite"] else { exit(5) }
        }
        let owner = try Sample.openForWriting(file)
        try owner.register([Sample.unit(seed: 5)])
    }

    /// Another program that is busy with the file is waited for, and an interruption ends the wait.
    @Test func aLockOfAnotherProgramIsWaitedFor() throws {
        let file = folder.file("s.sqlite")
        let store = try Sample.openForWriting(file)
        try store.register([Sample.unit()])
        let other = try DatabaseQueue(path: file)
        func whileLocked(for seconds: Double, _ body: () throws -> Void) rethrows {
            let isLocked = DispatchSemaphore(value: 0)
            let isOver = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                try? other.inTransaction(.immediate) { _ in
                    isLocked.signal()
                    Thread.sleep(forTimeInterval: seconds)
                    return .rollback
                }
                isOver.signal()
            }
            isLocked.wait()
            defer { isOver.wait() }
            try body()
        }
        // SQLite's usual patience is 5 s.
        try whileLocked(for: CrashIntensity.isLong ? 15 : 0.3) { try store.record(Sample.success(Sample.unit())) }
        #expect(try store.progress().finished == 1)
        whileLocked(for: 1) {
            Thread.detachNewThread {
                Thread.sleep(forTimeInterval: 0.1)
                store.interrupt()
            }
            let clock = ContinuousClock()
            let waited = clock.measure {
                #expect(throws: ResultStoreError.queryInterrupted) { try store.record(Sample.success(Sample.unit())) }
            }
            #expect(waited < .seconds(0.9))
        }
        try store.record(Sample.success(Sample.unit()))
    }

    @Test func readsWhileAWriterWrites() throws {
        let file = folder.file("s.sqlite")
        let writer = try Sample.openForWriting(file)
        let units = (1...6).map { Sample.unit(seed: $0) }
        try writer.register(units)
        let reader = try ResultStore.open(file, for: .reading)
        for (index, unit) in units.enumerated() {
            try writer.record(Sample.success(unit))
            #expect(try reader.completedUnits().count == index + 1)
        }
        try writer.close()
        #expect(try reader.verify() == [])
    }

    @Test(.enabled(if: SmallFileSystem.isPossible, "this system lets the tests mount no file system"))
    func readsAFileInAFolderThatCannotBeWritten() throws {
        let file = folder.file("s.sqlite")
        let store = try Sample.openForWriting(file)
        try store.register([Sample.unit()])
        try store.close()
        let mount = try #require(ReadOnlyMount(of: folder.path))
        let reader = try ResultStore.open(mount.path + "/s.sqlite", for: .reading)
        #expect(try reader.progress().pending == 1)
        let error = #expect(throws: ResultStoreError.self) { _ = try Sample.openForWriting(mount.path + "/s.sqlite") }
        #expect(error?.kind == .inputOutput)
    }

    @Test func closedStoresThrow() throws {
        let store = try Sample.openForWriting(folder.file("s.sqlite"))
        try store.close()
        #expect(throws: ResultStoreError.closed(file: store.path)) { _ = try store.progress() }
        #expect(throws: ResultStoreError.closed(file: store.path)) { try store.register([Sample.unit()]) }
        store.interrupt()
        try store.close()
    }
}
