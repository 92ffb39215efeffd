import Foundation
import Testing

/// A real Slurm of two nodes on this host, made for one test: its controller, two nodes of one core, and all they keep, in a folder.
final class SlurmCluster {
    /// Why the tests of clusters are left out; nil where they run.
    static var obstacle: String? {
        guard isWanted else { return "they take minutes; make cluster-check and make cluster-test run them" }
        let missing = ["slurmctld", "slurmd", "sbatch", "scontrol"].filter { path(of: $0) == nil }
        guard missing.isEmpty else {
            return
                "\(missing.joined(separator: ", ")) not here; apt-get install slurmctld slurmd slurm-client slurm-wlm-basic-plugins"
        }
        return geteuid() == 0 ? nil : "only root starts a Slurm of its own"
    }

    /// Whether `make cluster-check` or `make cluster-test` asks for them.
    static let isWanted = ProcessInfo.processInfo.environment["SNNBENCH_CLUSTER_TESTS"] != nil
    /// Whether `make cluster-test` asks for those of many minutes too.
    static let isLong = ProcessInfo.processInfo.environment["SNNBENCH_CLUSTER_TESTS"] == "long"

    /// Where a program is, on the path or where systems keep their daemons.
    static func path(of name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/sbin"]).map { "\($0)/\(name)" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    let folder: URL
    private var daemons: [String: pid_t] = [:]

    /// Starts a cluster, and waits until both nodes are idle.
    ///
    /// - Parameters:
    ///   - folder: where it keeps what it has.
    ///   - further: further lines of its configuration.
    init(in folder: URL, _ further: [String] = []) throws {
        self.folder = folder.appending(path: "slurm")
        for name in ["state", "spool/n1", "spool/n2"] {
            try FileManager.default.createDirectory(
                at: self.folder.appending(path: name), withIntermediateDirectories: true)
        }
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        let host =
            String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: ".").first.map(String.init) ?? "localhost"
        let port = 20000 + Int(getpid()) % 10000 * 4
        let place = self.folder.path
        let lines =
            [
                "ClusterName=test", "SlurmctldHost=\(host)(127.0.0.1)", "SlurmctldPort=\(port % 40000 + 10000)",
                "AuthType=auth/none", "CredType=cred/none", "SlurmUser=root", "SlurmdUser=root",
                "ProctrackType=proctrack/pgid", "TaskPlugin=task/none", "SelectType=select/cons_tres",
                "SelectTypeParameters=CR_CPU_Memory", "SwitchType=switch/none", "MpiDefault=none",
                "StateSaveLocation=\(place)/state", "SlurmctldPidFile=\(place)/slurmctld.pid",
                "SlurmctldLogFile=\(place)/slurmctld.log", "SlurmdSpoolDir=\(place)/spool/%n",
                "SlurmdPidFile=\(place)/%n.pid", "SlurmdLogFile=\(place)/%n.log", "SlurmdParameters=config_overrides",
                "ReturnToService=2", "SlurmdTimeout=20", "KillWait=5", "MinJobAge=3600",
            ] + further
            + (1...2).map { node in
                "NodeName=n\(node) NodeHostname=\(host) NodeAddr=127.0.0.1 Port=\(port % 40000 + 10000 + node) CPUs=1 "
                    + "RealMemory=500 Feature=\(node == 1 ? "avx512" : "avx2")"
            } + ["PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP"]
        try (lines.joined(separator: "\n") + "\n").write(
            toFile: configuration, atomically: true, encoding: .utf8)
        try start("slurmctld", ["-D"])
        for node in ["n1", "n2"] { try start(node, ["-D", "-N", node]) }
        try #require(
            wait(60) { try call("sinfo", "-h", "-N", "-o", "%T").output.split(separator: "\n") == ["idle", "idle"] })
    }

    deinit {
        for node in ["n1", "n2"] { killJobs(on: node) }
        for process in daemons.values { kill(process, SIGKILL) }
    }

    private var configuration: String { folder.appending(path: "slurm.conf").path }

    /// What processes of the cluster have in their environment.
    var variables: [String: String] { ["SLURM_CONF": configuration] }

    /// Starts a daemon that has none of our files open: the end of a process is seen by a file that closes, and one that a daemon had
    /// inherited never would.
    private func start(_ name: String, _ arguments: [String]) throws {
        let program = try #require(Self.path(of: name == "slurmctld" ? name : "slurmd"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments =
            [
                "-c",
                """
                for file in /proc/$$/fd/*; do file=${file##*/}; [ "$file" -gt 2 ] && eval "exec $file>&-"; done
                "$@" </dev/null >/dev/null 2>&1 & echo $! > "$0"
                """, folder.appending(path: name + ".own").path, program,
            ] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOf: folder.appending(path: name + ".own"), encoding: .utf8)
        let number: pid_t = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        daemons[name] = number
    }

    /// Calls one of Slurm's programs.
    func call(_ words: String...) throws -> Program.Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.path(of: words[0])))
        process.arguments = Array(words.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complained = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Program.Result(
            output: String(decoding: said, as: UTF8.self), errors: String(decoding: complained, as: UTF8.self),
            exitCode: process.terminationStatus)
    }

    /// Waits until something holds; false where it does not within some seconds.
    func wait(_ seconds: Double, until condition: () throws -> Bool) rethrows -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            if try condition() { return true }
            Thread.sleep(forTimeInterval: 0.3)
        }
        return try condition()
    }

    /// The states of all jobs, those that have ended too.
    func jobs() throws -> [String] {
        try call("squeue", "-h", "-t", "all", "-r", "-o", "%F_%K %T %N").output.split(separator: "\n").map(String.init)
    }

    /// Whether no job runs or waits.
    func isQuiet() throws -> Bool {
        try call("squeue", "-h", "-t", "PENDING,RUNNING,COMPLETING,CONFIGURING", "-o", "%i").output.isEmpty
    }

    /// Ends a node as a loss of power does: its daemon, and all that it started.
    func loseNode(_ node: String) {
        killDaemon(of: node)
        killJobs(on: node)
    }

    /// Ends a node's daemon alone: what it started goes on.
    func killDaemon(of node: String) {
        guard let process = daemons.removeValue(forKey: node) else { return }
        kill(process, SIGKILL)
    }

    /// Starts the daemon of a node again.
    func returnNode(_ node: String) throws { try start(node, ["-D", "-N", node]) }

    /// The processes of jobs on a node and the keepers of these, which say by their environment whose they are.
    private func killJobs(on node: String) {
        var found: Set<pid_t> = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let process = pid_t(name), process != getpid(),
                let text = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(name)/environ"))
            else { continue }
            let values = text.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard values.contains("SLURMD_NODENAME=\(node)"), values.contains("SLURM_CONF=\(configuration)") else {
                continue
            }
            found.insert(process)
            let status = (try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8)) ?? ""
            let parent = status.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap {
                pid_t($0)
            }
            let command = parent.flatMap { try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8) } ?? ""
            if let parent, command.hasPrefix("slurmstepd") { found.insert(parent) }
        }
        // The keepers first, so that they tell nobody.
        for process in found.sorted() { kill(process, SIGKILL) }
    }
}
