import Formats
import Foundation

/// The memory that this process may have, and whether the system has ended a run for lack of it.
public enum MemoryWatch {
    // MARK: - What there is

    /// The bytes that are available without swapping; nil where the system does not tell.
    public static var availableBytes: Double? {
        let text = ControlGroups.contents("/proc/meminfo") ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        return kilobytes.map { min($0 * 1024, groupLimit ?? .infinity, addressSpaceLeft ?? .infinity) }
    }

    private static var groupLimit: Double? {
        let folders = ControlGroups.folders("memory")
        return folders.flatMap { [$0 + "/memory.max", $0 + "/memory.limit_in_bytes"] }
            .compactMap { ControlGroups.contents($0) }
            .compactMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }.min()
    }

    /// Whether the address space or the data of this process are limited, as `prlimit --as` and `ulimit -v` do.
    static let isLimited = limit("Max address space") != nil || limit("Max data size") != nil

    /// The bytes of address space that are left; nil where they are not limited.
    private static var addressSpaceLeft: Double? {
        guard let limit = limit("Max address space") else { return nil }
        let pages = ControlGroups.contents("/proc/self/statm")?.split(separator: " ").first.flatMap { Double($0) }
        return max(0, limit - (pages ?? 0) * Double(sysconf(Int32(_SC_PAGESIZE))))
    }

    private static func limit(_ name: String) -> Double? {
        let text = ControlGroups.contents("/proc/self/limits") ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Double($0) }
    }

    /// Whether a training can have its memory: asked of the system, which would end the program where it has not.
    ///
    /// Large matrices begin at large pages, so that up to twice their bytes of address space are taken; and what else
    /// is allocated meanwhile needs room as well.
    static func hasRoom(for bytes: Double) -> Bool {
        let wanted = isLimited ? 2 * bytes + 3.2e7 : bytes
        if wanted < 1 { return true }
        guard wanted < 1e18,
            let memory = mmap(nil, Int(wanted), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            memory != MAP_FAILED
        else { return false }
        munmap(memory, Int(wanted))
        return true
    }

    // MARK: - How the last run ended

    /// What is known of a run that ended without a word.
    public enum Ending: Sendable, Hashable {
        /// Nothing speaks for memory: it was killed, or the machine stopped.
        case unknown
        /// The system ended some process for lack of memory meanwhile.
        case perhapsForMemory
        /// The system ended this very run for lack of memory.
        case forMemory
    }

    /// A run that goes on, and how often the system had ended processes for lack of memory when it began.
    struct Note: Sendable, Hashable {
        /// The boot that the counts belong to.
        var boot: String
        /// The process of the run.
        var process: Int32
        /// The seconds from the boot to the beginning of the run.
        var uptime: Double
        /// The file that counts for the control group of the run; nil where there is none.
        var group: String?
        /// Whether nobody but the run and the processes that it was started from was in that group.
        var isAlone: Bool
        /// The kills in the control group.
        var groupKills: Int
        /// The kills on the whole machine.
        var machineKills: Int

        /// The note as it stands in a file.
        var json: CanonicalJSON {
            [
                "boot": .string(boot), "process": .integer(Int64(process)), "uptime": .number(uptime),
                "group": group.map { .string($0) } ?? .null, "isAlone": .boolean(isAlone),
                "groupKills": .integer(Int64(groupKills)), "machineKills": .integer(Int64(machineKills)),
            ]
        }

        /// What a later note and the log of the kernel say about how the run ended.
        ///
        /// - Parameters:
        ///   - now: a note of the same boot.
        ///   - groupKills: the kills that are counted now in the run's control group; nil where it is gone.
        ///   - log: the lines of the kernel's log that can be read.
        func ending(now: Note, groupKills: Int?, log: [String]) -> Ending {
            guard boot == now.boot else { return .unknown }
            if log.contains(where: { MemoryWatch.isKill($0, of: process, since: uptime) }) { return .forMemory }
            // A kill in a group of one's own can have met nobody else.
            if isAlone, let groupKills, groupKills > self.groupKills { return .forMemory }
            let hasKills = groupKills.map { $0 > self.groupKills } ?? false || now.machineKills > machineKills
            return hasKills ? .perhapsForMemory : .unknown
        }
    }

    /// The note of this process as it is now; nil where the system has no boot id.
    static var current: Note? {
        guard let boot = ControlGroups.contents("/proc/sys/kernel/random/boot_id") else { return nil }
        let uptime = ControlGroups.contents("/proc/uptime")?.split(separator: " ").first.flatMap { Double($0) }
        var note = Note(
            boot: boot.trimmingCharacters(in: .whitespacesAndNewlines), process: getpid(), uptime: uptime ?? 0,
            group: nil, isAlone: false, groupKills: 0,
            machineKills: ControlGroups.contents("/proc/vmstat").flatMap(kills) ?? 0)
        // The two versions of control groups name the counter alike; the innermost one counts.
        for folder in ControlGroups.folders("memory") {
            for path in [folder + "/memory.events", folder + "/memory.oom_control"] {
                guard note.group == nil, let kills = ControlGroups.contents(path).flatMap(kills) else { continue }
                (note.group, note.groupKills, note.isAlone) = (path, kills, isAlone(in: folder))
            }
        }
        return note
    }

    /// Writes a note beside a results file when a run begins.
    public static func noteBeginning(of database: String) {
        guard let current else { return }
        // A note that cannot be written costs only the name of a later kill.
        try? Data(current.json.text.utf8).write(to: URL(fileURLWithPath: notePath(database)), options: .atomic)
    }

    /// Removes the note when a run has ended in an orderly way.
    public static func noteEnd(of database: String) {
        try? FileManager.default.removeItem(atPath: notePath(database))
    }

    /// How a run ended that began and never took its note away; unknown where there is none.
    ///
    /// Only what is sure is told as such: the log of the kernel names the process, where it can be read, or the run was
    /// alone in its control group. A unit that is marked out of memory is not trained again by itself.
    public static func lastEnding(database: String) -> Ending {
        guard let data = FileManager.default.contents(atPath: notePath(database)),
            let then = Note(data), let now = current
        else { return .unknown }
        let groupKills = then.group.flatMap { ControlGroups.contents($0) }.flatMap(kills)
        return then.ending(now: now, groupKills: groupKills, log: kernelLog())
    }

    static func notePath(_ database: String) -> String { database + ".run" }

    /// The number after `oom_kill` in a list of counters.
    static func kills(in text: String) -> Int? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("oom_kill ") }
        return line?.split(separator: " ").last.flatMap { Int($0) }
    }

    /// Whether a record of the kernel's log, as `6,339,5140900,-;text`, tells that a process was killed for memory.
    static func isKill(_ record: String, of process: Int32, since uptime: Double) -> Bool {
        let parts = record.split(separator: ";", maxSplits: 1)
        guard parts.count == 2, parts[1].contains("Killed process \(process) (") else { return false }
        let fields = parts[0].split(separator: ",")
        guard fields.count > 2, let microseconds = Double(fields[2]) else { return false }
        // The clocks of the log and of the system differ by little.
        return microseconds / 1e6 > uptime - 1
    }

    /// The records of the kernel's log; none where it may not be read.
    private static func kernelLog() -> [String] {
        let descriptor = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var records: [String] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        for _ in 0..<1_000_000 {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                records.append(String(decoding: buffer[..<count], as: UTF8.self))
            } else if count == 0 || errno != EPIPE {
                // A record that was overwritten meanwhile is no end.
                break
            }
        }
        return records
    }

    /// Whether a control group holds nobody but this process and those that it descends from.
    private static func isAlone(in folder: String) -> Bool {
        guard let text = ControlGroups.contents(folder + "/cgroup.procs") else { return false }
        let members = Set(text.split(separator: "\n").compactMap { Int32($0) })
        var own: Set<Int32> = []
        var process = getpid()
        while process > 0, own.insert(process).inserted {
            let status = ControlGroups.contents("/proc/\(process)/status") ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("PPid:") }
            process = line?.split(whereSeparator: \.isWhitespace).last.flatMap { Int32($0) } ?? 0
        }
        return !members.isEmpty && members.isSubset(of: own)
    }
}

extension MemoryWatch.Note {
    /// Reads a file; nil where it is none of ours.
    init?(_ data: Data) {
        guard let json = try? CanonicalJSON(parsing: String(decoding: data, as: UTF8.self)),
            let boot = json["boot"]?.stringValue, let process = json["process"]?.integerValue,
            let uptime = json["uptime"]?.doubleValue, case .boolean(let isAlone)? = json["isAlone"],
            let groupKills = json["groupKills"]?.integerValue, let machineKills = json["machineKills"]?.integerValue
        else { return nil }
        self.init(
            boot: boot, process: Int32(clamping: process), uptime: uptime, group: json["group"]?.stringValue,
            isAlone: isAlone, groupKills: Int(clamping: groupKills), machineKills: Int(clamping: machineKills))
    }
}
