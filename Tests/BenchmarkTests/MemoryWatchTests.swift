import Foundation
import Testing

@testable import Benchmark

/// What is known of memory and processors, and of runs that were ended for lack of memory.
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
        #expect(MemoryWatch.lastEnding(database: database) == .unknown)
        MemoryWatch.noteBeginning(of: database)
        #expect(MemoryWatch.lastEnding(database: database) == .unknown)
        if var note = MemoryWatch.current {
            // As if the system had ended some process since: that may have been another one.
            note.isAlone = false
            note.machineKills -= 1
            try Data(note.json.text.utf8).write(to: URL(fileURLWithPath: MemoryWatch.notePath(database)))
            #expect(MemoryWatch.lastEnding(database: database) == .perhapsForMemory)
        }
        MemoryWatch.noteEnd(of: database)
        #expect(!FileManager.default.fileExists(atPath: MemoryWatch.notePath(database)))
    }

    @Test func onlyWhatIsSureIsCalledAKillForMemory() {
        func note(alone: Bool = false, machineKills: Int = 8, boot: String = "a") -> MemoryWatch.Note {
            MemoryWatch.Note(
                boot: boot, process: 4711, uptime: 500, group: "g", isAlone: alone, groupKills: 2,
                machineKills: machineKills)
        }
        let kill = "6,339,512000000,-;Out of memory: Killed process 4711 (snnbench) total-vm:9kB"
        let other = kill.replacingOccurrences(of: "4711", with: "47110")
        let earlier = kill.replacingOccurrences(of: "512000000", with: "412000000")
        let now = note(machineKills: 9)
        #expect(note().ending(now: now, groupKills: 2, log: [other, kill]) == .forMemory)
        // Somebody else's process, or one of the same number long before.
        #expect(note().ending(now: now, groupKills: 2, log: [other, earlier]) == .perhapsForMemory)
        #expect(note().ending(now: now, groupKills: 3, log: []) == .perhapsForMemory)
        // A group in which nobody else was.
        #expect(note(alone: true).ending(now: now, groupKills: 3, log: []) == .forMemory)
        #expect(note(alone: true).ending(now: now, groupKills: 2, log: []) == .perhapsForMemory)
        #expect(note(alone: true).ending(now: note(), groupKills: 2, log: []) == .unknown)
        // A group that is gone, as that of an earlier job.
        #expect(note(alone: true).ending(now: note(), groupKills: nil, log: []) == .unknown)
        // Another boot counts from 0 again.
        #expect(note(alone: true).ending(now: note(boot: "b"), groupKills: 3, log: [kill]) == .unknown)
    }

    @Test func asksForRoom() {
        #expect(MemoryWatch.hasRoom(for: 0) && MemoryWatch.hasRoom(for: 1e6))
        #expect(!MemoryWatch.hasRoom(for: 1e17) && !MemoryWatch.hasRoom(for: 1e300))
        #expect(!MemoryWatch.hasRoom(for: .infinity) && !MemoryWatch.hasRoom(for: .nan))
    }
}

/// The processors that may be used.
@Suite struct ProcessorTests {
    @Test func readsMasksAndQuotas() {
        #expect(Processors.count(mask: "\tff,00000003\n") == 10)
        #expect(Processors.count(mask: "0") == nil && Processors.count(mask: "") == nil)
        #expect(Processors.quota("150000 100000\n") == 1.5)
        #expect(Processors.quota("max 100000") == nil && Processors.quota("-1 100000") == nil)
        #expect(Processors.quota("") == nil && Processors.quota("5 0") == nil && Processors.quota("x y") == nil)
        #expect(Processors.available >= 1)
    }

    @Test func findsGroupsAndThoseAroundThem() throws {
        let second = ControlGroups.folders("cpu", membership: "0::/a/b\n")
        #expect(second == ["/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a", "/sys/fs/cgroup"])
        let first = ControlGroups.folders("cpu", membership: "4:memory:/m\n3:cpu,cpuacct:/x\n")
        #expect(first == ["/sys/fs/cgroup/cpu/x", "/sys/fs/cgroup/cpu"])
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        let inner = folder.appending(path: "job")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(Processors.quota(in: [inner.path, folder.path]) == nil)
        try "400000 100000".write(to: inner.appending(path: "cpu.max"), atomically: true, encoding: .utf8)
        try "250000 100000".write(to: folder.appending(path: "cpu.max"), atomically: true, encoding: .utf8)
        // The tightest of all groups around counts.
        #expect(Processors.quota(in: [inner.path, folder.path]) == 2.5)
    }
}
