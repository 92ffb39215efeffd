import CEmbedded
import Foundation
import Kernels
import ResultStore

extension EnvironmentRecord {
    /// This machine and this build, as it is recorded with each attempt.
    ///
    /// - Parameter threads: the units that are executed at the same time.
    public static func current(threads: Int) -> EnvironmentRecord {
        EnvironmentRecord(
            host: ProcessInfo.processInfo.hostName, operatingSystem: operatingSystem, processor: processor,
            instructionSet:
                "\(InstructionSet.builtFor.rawValue) (\(String(cString: snnbench_architecture())))",
            threads: threads, swiftVersion: swiftVersion, programVersion: Benchmark.programVersion,
            sourceCommit: String(cString: snnbench_commit()))
    }

    private static var operatingSystem: String {
        let names = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
        let pretty = names.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        return pretty.map { $0.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""]) }
            ?? ProcessInfo.processInfo.operatingSystemVersionString
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") || $0.hasPrefix("CPU part") }
        let value = line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
        return value ?? "unknown"
    }

    private static var swiftVersion: String {
        #if compiler(>=6.4)
        "6.4 or later"
        #elseif compiler(>=6.3)
        "6.3"
        #elseif compiler(>=6.2)
        "6.2"
        #else
        "6.1"
        #endif
    }
}

/// The version of the program, as Package.swift says it.
public let programVersion = String(cString: snnbench_version())

/// Version, commit and instruction set in one line, as "0.1.0, commit 1a2b3c4, AVX-512 (native)".
public let programDescription = [
    programVersion,
    String(cString: snnbench_commit()).isEmpty ? "commit unknown" : "commit \(String(cString: snnbench_commit()))",
    "\(InstructionSet.builtFor.rawValue) (\(String(cString: snnbench_architecture())))",
].joined(separator: ", ")

/// The processors that this process may use: what `--threads` is by default.
public enum Processors {
    /// The processors of the affinity mask, fewer where a control group grants less time than they have; at least 1.
    public static var available: Int {
        let mask = affinity ?? ProcessInfo.processInfo.activeProcessorCount
        guard let quota = quota(in: ControlGroups.folders("cpu")) else { return max(1, mask) }
        // A part of a processor is used too: two threads share one and a half.
        return max(1, min(mask, Int(min(quota.rounded(.up), 1e6))))
    }

    /// The processors that the system may run this process on, as `taskset` sets them.
    private static var affinity: Int? {
        let status = ControlGroups.contents("/proc/self/status") ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }
        return line?.split(separator: ":").last.flatMap { count(mask: String($0)) }
    }

    /// The processors of a mask as the system writes it: hexadecimal words with commas between; nil for none.
    static func count(mask: String) -> Int? {
        let count = mask.reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
        return count > 0 ? count : nil
    }

    /// The smallest quota of some control groups, in processors; nil where none has one.
    static func quota(in folders: [String]) -> Double? {
        folders.compactMap { folder -> Double? in
            if let text = ControlGroups.contents(folder + "/cpu.max") { return quota(text) }
            guard let quota = ControlGroups.contents(folder + "/cpu.cfs_quota_us"),
                let period = ControlGroups.contents(folder + "/cpu.cfs_period_us")
            else { return nil }
            return self.quota(quota.trimmingCharacters(in: .whitespacesAndNewlines) + " " + period)
        }
        .min()
    }

    /// A quota and a period in microseconds, as `150000 100000`; nil for `max` and -1, which limit nothing.
    static func quota(_ text: String) -> Double? {
        let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
        guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0 else {
            return nil
        }
        return quota / period
    }
}

/// The control groups of this process, in versions 1 and 2: where limits of processors and memory stand.
enum ControlGroups {
    /// The text of a small file of the system; nil where it cannot be read.
    static func contents(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }

    /// The folders of a controller's group and of all groups around it, the inner ones first.
    ///
    /// - Parameters:
    ///   - controller: `memory` or `cpu`.
    ///   - membership: the text of /proc/self/cgroup.
    static func folders(_ controller: String, membership: String? = nil) -> [String] {
        let text = membership ?? contents("/proc/self/cgroup") ?? ""
        return text.split(separator: "\n").flatMap { line -> [String] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            if parts[1].isEmpty { return chain(String(parts[2]), below: "/sys/fs/cgroup") }
            guard parts[1].split(separator: ",").contains(Substring(controller)) else { return [] }
            return chain(String(parts[2]), below: "/sys/fs/cgroup/\(controller)")
        }
    }

    /// A folder and those around it up to the root.
    private static func chain(_ path: String, below root: String) -> [String] {
        var names = path.split(separator: "/").filter { $0 != ".." }
        var folders: [String] = []
        while !names.isEmpty {
            folders.append(root + "/" + names.joined(separator: "/"))
            names.removeLast()
        }
        return folders + [root]
    }
}
