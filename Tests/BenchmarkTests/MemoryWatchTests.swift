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
            count.groupKills -= 1
            count.machineKills -= 1
            try JSONEncoder().encode(count).write(to: URL(fileURLWithPath: MemoryWatch.notePath(database)))
            #expect(MemoryWatch.wasKilled(database: database))
        }
        MemoryWatch.noteEnd(of: database)
        #expect(!FileManager.default.fileExists(atPath: MemoryWatch.notePath(database)))
    }

    @Test func comparesCountsOfTheSameGroupOrOfTheMachine() {
        func count(_ group: String?, _ groupKills: Int, _ machineKills: Int, boot: String = "a") -> MemoryWatch.Count {
            MemoryWatch.Count(boot: boot, group: group, groupKills: groupKills, machineKills: machineKills)
        }
        #expect(count("g", 3, 9).hasKills(since: count("g", 2, 8)))
        // Somebody else's process in another group.
        #expect(!count("g", 2, 9).hasKills(since: count("g", 2, 8)))
        // The same work in a new group, whose counter begins at 0.
        #expect(count("h", 0, 9).hasKills(since: count("g", 2, 8)))
        #expect(!count("h", 0, 8).hasKills(since: count("g", 2, 8)))
        #expect(count(nil, 0, 9).hasKills(since: count(nil, 0, 8)))
        // Another boot counts from 0 again.
        #expect(!count("g", 3, 9, boot: "b").hasKills(since: count("g", 2, 8)))
    }
}
