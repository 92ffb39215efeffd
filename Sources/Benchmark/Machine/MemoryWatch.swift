import Foundation

/// The memory of this machine, and whether the system has ended processes for lack of it.
public enum MemoryWatch {
    /// How often the system ended a process for lack of memory, and where that was counted.
    public struct Count: Sendable, Hashable, Codable {
        /// The boot that the counts belong to.
        public var boot: String
        /// The file that counts for the control group of this process; nil where there is none.
        public var group: String?
        /// The kills in the control group.
        public var groupKills: Int
        /// The kills on the whole machine.
        public var machineKills: Int
    }

    /// The bytes that are available without swapping; nil where the system does not tell.
    public static var availableBytes: Double? {
        let text = contents("/proc/meminfo") ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        return kilobytes.map { min($0 * 1024, cgroupLimit ?? .infinity) }
    }

    /// The kills so far, in the control group of this process where it has one, and on the whole machine.
    public static var current: Count? {
        guard let boot = contents("/proc/sys/kernel/random/boot_id") else { return nil }
        var count = Count(
            boot: boot.trimmingCharacters(in: .whitespacesAndNewlines), group: nil, groupKills: 0,
            machineKills: contents("/proc/vmstat").flatMap(kills) ?? 0)
        // The two versions of control groups name the counter alike.
        let folders = cgroupFolders
        for path in folders.map({ $0 + "/memory.events" }) + folders.map({ $0 + "/memory.oom_control" }) {
            guard let kills = contents(path).flatMap(kills) else { continue }
            (count.group, count.groupKills) = (path, kills)
            break
        }
        return count
    }

    private static func contents(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }

    /// The number after `oom_kill` in a list of counters.
    static func kills(in text: String) -> Int? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("oom_kill ") }
        return line?.split(separator: " ").last.flatMap { Int($0) }
    }

    /// Writes the count beside a results file when a run begins.
    public static func noteBeginning(of database: String) {
        guard let current, let data = try? JSONEncoder().encode(current) else { return }
        // A note that cannot be written costs only the name of a later kill.
        try? data.write(to: URL(fileURLWithPath: notePath(database)), options: .atomic)
    }

    /// Removes the note when a run has ended in an orderly way.
    public static func noteEnd(of database: String) {
        try? FileManager.default.removeItem(atPath: notePath(database))
    }

    /// Whether processes were ended for lack of memory since a run began that never ended.
    public static func wasKilled(database: String) -> Bool {
        guard let data = FileManager.default.contents(atPath: notePath(database)),
            let then = try? JSONDecoder().decode(Count.self, from: data), let now = current
        else { return false }
        return now.hasKills(since: then)
    }

    static func notePath(_ database: String) -> String { database + ".run" }

    /// Where the control group of this process may be seen, in version 2 and version 1 of control groups.
    private static var cgroupFolders: [String] {
        let text = contents("/proc/self/cgroup") ?? ""
        return text.split(separator: "\n").flatMap { line -> [String] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            if parts[1].isEmpty { return ["/sys/fs/cgroup" + parts[2], "/sys/fs/cgroup"] }
            guard parts[1].split(separator: ",").contains("memory") else { return [] }
            return ["/sys/fs/cgroup/memory" + parts[2], "/sys/fs/cgroup/memory"]
        }
    }

    private static var cgroupLimit: Double? {
        let folders = cgroupFolders
        let paths = folders.map { $0 + "/memory.max" } + folders.map { $0 + "/memory.limit_in_bytes" }
        return paths.lazy.compactMap { contents($0) }
            .compactMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }.first
    }
}

extension MemoryWatch.Count {
    /// Whether a process was ended for lack of memory since an earlier count of the same boot.
    ///
    /// A run that starts again in another control group, as jobs of a cluster do, goes by the whole machine.
    func hasKills(since earlier: MemoryWatch.Count) -> Bool {
        guard boot == earlier.boot else { return false }
        if group != nil, group == earlier.group { return groupKills > earlier.groupKills }
        return machineKills > earlier.machineKills
    }
}
