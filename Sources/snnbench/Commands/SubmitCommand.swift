import ArgumentParser
import Clusters
import Formats
import Foundation

/// `snnbench submit`.
struct SubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Hands the bundles of a plan to Slurm, GNU parallel or Kubernetes (docs/clusters.md).",
        discussion: """
            What is done or running is left out, so that the same command sends what is open by now. No account, partition or \
            constraint is guessed: options of sbatch stand after --. For GNU parallel a line is printed, for Kubernetes \
            manifests, and nothing is started.
            """,
        examples: [
            "snnbench submit plan", "snnbench submit plan -- --partition=long",
            "snnbench submit plan --engine parallel",
        ])

    @Argument(
        help: ArgumentHelp("The plan's folder, seen under the same path by all machines.", valueName: "folder"),
        completion: .directory)
    var plan: String

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("Options of sbatch, as they are: account, partition, constraint.", valueName: "options"))
    var options: [String] = []

    @Option(help: ArgumentHelp("slurm, parallel or kubernetes.", valueName: "engine"))
    var engine = Engine.slurm

    @Flag(help: "Print the script and the exact commands, submit nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "The shards, as 3,7-9 (default: those that are neither done nor running).", valueName: "numbers"))
    var shards: ShardList?

    @Option(
        help: ArgumentHelp(
            "The jobs that run at the same time, over all arrays (default: as many as the site allows).",
            valueName: "number"))
    var atOnce: Int?

    @Option(
        help: ArgumentHelp(
            "A results file that a last job merges into, when all others have ended.", valueName: "file"),
        completion: .resultsFile)
    var merge: String?

    @Option(
        help: ArgumentHelp(
            "The data folder of the machines (default: what snnbench takes there by itself).", valueName: "folder"),
        completion: .directory)
    var data: String?

    @Option(
        help: ArgumentHelp("The program on the machines (default: this one, under its path here).", valueName: "path"),
        completion: .file())
    var program: String?

    @Option(help: ArgumentHelp("The image of containers, for Kubernetes.", valueName: "name"))
    var image = "snnbench"

    @Option(help: ArgumentHelp("The claim of the volume with plan and data, for Kubernetes.", valueName: "name"))
    var claim = "snnbench"

    func validate() throws {
        if let atOnce, atOnce < 1 { throw ValidationError("--at-once is at least 1") }
        if engine != .slurm, !options.isEmpty {
            throw ValidationError("options after -- are for sbatch, and --engine is \(engine.rawValue)")
        }
    }

    func run() throws {
        var submission = try Submission(PlanFolder(plan), shards: shards?.numbers)
        guard !submission.shards.isEmpty else {
            Message.note(
                "nothing to submit: all bundles are done or running; snnbench status \(ShellWord.quoted(plan))")
            return
        }
        submission.program = program ?? Self.ownPath
        submission.atOnce = atOnce
        submission.merge = merge.map(Self.absolute)
        submission.data = data.map(Self.absolute)
        submission.image = image
        submission.claim = claim
        submission.furtherOptions = options
        switch engine {
        case .parallel: try write(submission.parallelLine + "\n")
        case .kubernetes: try write(submission.kubernetesJobs.map { $0.indentedText }.joined(separator: "---\n"))
        case .slurm: try submitToSlurm(submission)
        }
    }

    private func submitToSlurm(_ submission: Submission) throws {
        let configuration = try Self.call(["scontrol", "show", "config"])
        let maximum = configuration.flatMap { $0.code == 0 ? SlurmArrays.maximum(in: $0.output) : nil }
        if maximum == nil {
            Message.note(
                "scontrol does not say how large arrays may be; \(SlurmArrays.usualMaximum) is taken, which Slurm has by default"
            )
        }
        let arrays = SlurmArrays(submission, maximum: maximum ?? SlurmArrays.usualMaximum)
        guard dryRun else { return try arrays.submit(Self.call, note: Message.note) }
        try write("# \(arrays.scriptFile)\n" + arrays.script + "\n")
        for array in arrays.arrays { try write(array.words.map(ShellWord.quoted).joined(separator: " ") + "\n") }
        if let words = arrays.merging(after: arrays.arrays.indices.map { "JOB\($0 + 1)" }) {
            try write(words.map(ShellWord.quoted).joined(separator: " ") + "\n")
        }
    }

    private func write(_ text: String) throws {
        try FileHandle.standardOutput.write(text, place: "standard output")
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    /// Where this program is, as it was called: a launcher rather than what it started.
    private static var ownPath: String {
        let name = CommandLine.arguments[0]
        if name.contains("/") {
            // What a launcher started is for this processor; other machines may have another.
            let launcher = URL(fileURLWithPath: absolute(name)).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "bin/snnbench").path
            return name.contains("/libexec/") && FileManager.default.isExecutableFile(atPath: launcher)
                ? launcher : absolute(name)
        }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? name
    }

    /// Calls a program of the path; nil where there is none.
    private static func call(_ words: [String]) throws -> SlurmArrays.Call? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard let name = words.first,
            let path = folders.map({ "\($0)/\(name)" }).first(where: {
                FileManager.default.isExecutableFile(atPath: $0)
            })
        else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = Array(words.dropFirst())
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw Failure(kind: .unavailable, description: "\(path) cannot be started: \(error.localizedDescription)")
        }
        // What such programs say is short, so that one pipe after the other is read.
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complained = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: said, as: UTF8.self),
            String(decoding: complained, as: UTF8.self)
        )
    }
}

extension Engine: ExpressibleByArgument {}

/// Numbers of shards, as an option's value.
struct ShardList: ExpressibleByArgument {
    /// The numbers.
    let numbers: [Int]

    /// Reads numbers and ranges separated by commas, as `3,7-9`; nil for anything else.
    init?(argument: String) {
        var numbers: [Int] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            switch ends.count {
            case 1:
                guard let number = ends[0] else { return nil }
                numbers.append(number)
            case 2:
                guard let first = ends[0], let last = ends[1], first <= last, last - first < 1_000_000 else {
                    return nil
                }
                numbers += first...last
            default: return nil
            }
        }
        self.numbers = numbers
    }
}
