import Foundation

/// The memory of this machine, and whether the system has ended processes for lack of it.
public enum MemoryWatch {
    /// How often the system ended a process for lack of memory, and since when it counts.
    public struct Count: Sendable, Hashable, Codable {
        /// The boot that the count belongs to.
        public var boot: String
        /// The kills since then.
        public var kills: Int
    }

    /// The bytes that are available without swapping; nil where the system does not tell.
    public static var availableBytes: Double? {
        let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        return kilobytes.map { min($0 * 1024, cgroupLimit ?? .infinity) }
    }

    /// The kills so far: those of this process's control group where it has one, else of the whole machine.
    public static var current: Count? {
        guard let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8) else {
            return nil
        }
        // The two versions of control groups name the counter alike.
        let folders = cgroupFolders
        let sources = folders.map { $0 + "/memory.events" } + folders.map { $0 + "/memory.oom_control" }
        for path in sources + ["/proc/vmstat"] {
            if let kills = kills(in: (try? String(contentsOfFile: path, encoding: .utf8)) ?? "") {
                return Count(boot: boot.trimmingCharacters(in: .whitespacesAndNewlines), kills: kills)
            }
        }
        return nil
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
        return then.boot == now.boot && now.kills > then.kills
    }

    static func notePath(_ database: String) -> String { database + ".run" }

    /// Where the control group of this process may be seen, in version 2 and version 1 of control groups.
    private static var cgroupFolders: [String] {
        let text = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
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
        return paths.lazy.compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }
            .compactMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }.first
    }
}
