import Foundation
import Testing

@testable import Benchmark

/// What is known of memory, and of processes that were ended for lack of it.
@Suite struct MemoryWatchTests {
    @Test func readsCounters() {
        #expect(MemoryWatch.kills(in: "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\n") == 2)
        #expect(MemoryWatch.kills(in: "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n") == 5)
        #expect(MemoryWatch.kills(in: "nr_free_pages 12\n") == nil)
    }

    @Test func namesAKillOnlyIfThereWasOne() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = folder.appending(path: "r.sqlite").path
        #expect(!MemoryWatch.wasKilled(database: database))
        MemoryWatch.noteBeginning(of: database)
        #expect(!MemoryWatch.wasKilled(database: database))
        if var count = MemoryWatch.current {
            // As if the system had ended a process since.
            count.kills -= 1
            try JSONEncoder().encode(count).write(to: URL(fileURLWithPath: MemoryWatch.notePath(database)))
            #expect(MemoryWatch.wasKilled(database: database))
            // A count of an earlier boot says nothing.
            count.boot = "another"
            try JSONEncoder().encode(count).write(to: URL(fileURLWithPath: MemoryWatch.notePath(database)))
            #expect(!MemoryWatch.wasKilled(database: database))
        }
        MemoryWatch.noteEnd(of: database)
        #expect(!FileManager.default.fileExists(atPath: MemoryWatch.notePath(database)))
    }
}
