import ArgumentParser
import Benchmark
import Datasets
import Foundation

/// `snnbench fetch`.
struct FetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Downloads data sets, proves that they are the right ones and unpacks them.",
        discussion: """
            Downloads go on where they were interrupted. What is here already is left alone.
            """)

    @Argument(help: "Suites, tasks or downloads of the manifest: uci, uci/abalone ...")
    var names: [String]

    @Option(
        help: ArgumentHelp(
            "A server to ask first, with HOST/PATH below it: file:///folder or http://host:port (repeatable).",
            valueName: "base"))
    var mirror: [String] = []

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("A folder whose files are taken by their hash, whatever their name.", valueName: "folder"))
    var source: String?

    @Flag(help: "Never asks a server; what is not here is an error.")
    var offline = false

    @Flag(help: "Hashes again what is here.")
    var verify = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try reportingErrors {
            var options = FetchOptions()
            options.mirrors = mirror
            options.isOffline = offline
            options.sourceFolder = source
            options.verifiesExisting = verify
            // A server that closes its connection must not end the program.
            signal(SIGPIPE, SIG_IGN)
            let stop = StopFlag()
            let signals = SignalHandling(stop)
            let line = ProgressLine(isQuiet: output.quiet)
            let report = try withExtendedLifetime(signals) {
                try data.library().fetch(names, options: options) { progress in
                    show(progress, line)
                } isCancelled: {
                    stop.isRaised
                }
            }
            line.end()
            for problem in report.problemsByReason {
                Message.error("\(problem.reason) (\(tasks(problem.tasks)))")
            }
            var hasFailed = !report.problems.isEmpty
            for download in report.downloads {
                switch download.result {
                case .success(let path): if !output.quiet { Message.note("\(download.name) is here: \(path)") }
                case .failure(let error):
                    Message.error("\(error) (\(download.name))")
                    hasFailed = true
                }
            }
            if !output.quiet, !report.ready.isEmpty {
                Message.note("ready: \(counted(report.ready.count, "task"))")
            }
            if report.isCancelled { throw ExitCode(Failure.Code.interrupted.rawValue) }
            if hasFailed { throw ExitCode(Failure.Code.unavailable.rawValue) }
        }
    }

    private func tasks(_ names: [TaskName]) -> String {
        let shown = names.prefix(3).map(\.description).joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }

    private func show(_ progress: FetchProgress, _ line: ProgressLine) {
        switch progress {
        case .waiting(let folder): line.show("another fetch works on \(folder); waiting")
        case .downloading(let name, let received, let total, let rate):
            var text = "\(name): \(megabytes(received))"
            if let total { text += " of \(megabytes(total))" }
            text += ", \(megabytes(Int(rate)))/s"
            if let total, rate > 0 { text += ", \(ProgressLine.duration(Double(total - received) / rate)) left" }
            line.show(text)
        case .retrying(let name, let reason, let pause):
            line.end()
            if !output.quiet {
                Message.note("\(name): \(reason); again in \(ProgressLine.duration(pause))")
            }
        case .downloaded(let name, let bytes): line.show("\(name): \(megabytes(bytes)), done")
        case .unpacking(let name): line.show("unpacking \(name)")
        case .task: break
        }
    }

    private func megabytes(_ bytes: Int) -> String {
        "\((Double(bytes) / 1e5).rounded() / 10) MB"
    }
}
