import ArgumentParser
import Benchmark
import Datasets
import Formats
import Foundation

/// `snnbench fetch`.
struct FetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Downloads data sets, proves that they are the right ones and unpacks them.",
        discussion: """
            Downloads go on where they were interrupted. What is here already is left alone. Proxies are taken from \
            http_proxy, https_proxy and no_proxy, certificates from CURL_CA_BUNDLE or SSL_CERT_FILE.
            """,
        examples: ["snnbench fetch uci", "snnbench fetch tox21 --mirror file:///media/copy"])

    @Argument(
        help: ArgumentHelp(
            "Suites, tasks or downloads of the manifest, or tables of a collection: uci, uci/abalone, openml/61, pmlb/mushroom "
                + "... (default: uci, tox21 and htru2; with "
                + "--verify what is here)."), completion: .downloads)
    var names: [String] = []

    @Option(
        help: ArgumentHelp(
            "A server to ask first, with HOST/PATH below it: file:///folder or http://host:port (repeatable).",
            valueName: "base"))
    var mirror: [String] = []

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("A folder whose files are taken by their hash, whatever their name.", valueName: "folder"),
        completion: .directory)
    var source: String?

    @Flag(help: "Never asks a server; what is not here is an error.")
    var offline = false

    @Flag(help: "Hashes again what is here, and replaces what has changed.")
    var verify = false

    @Flag(help: "No progress and no messages.")
    var quiet = false

    @OptionGroup var data: DataOptions

    func run() throws {
        var options = FetchOptions(environment: ProcessInfo.processInfo.environment)
        options.mirrors = mirror
        options.isOffline = offline
        options.sourceFolder = source
        options.verifiesExisting = verify
        let stop = StopFlag()
        let display = FetchDisplay(isQuiet: quiet)
        let library = try data.library()
        let report = try SignalHandling.listening(stop, message: "stopping; what was fetched is kept") {
            try library.fetch(try wanted(library), options: options) {
                display.show($0)
            } isCancelled: {
                stop.isRaised
            }
        }
        display.end()
        tell(report, library)
        if report.isCancelled { throw FailureKind.tryAgain.exitCode }
        let errors = report.problems.map(\.error) + report.downloads.compactMap(\.error)
        // A full disk is no fault of the servers.
        if errors.contains(where: { $0.kind == .inputOutput }) { throw FailureKind.inputOutput.exitCode }
        if !errors.isEmpty { throw FailureKind.unavailable.exitCode }
    }

    /// What was named, else what is here to verify, else what the paper learns from.
    private func wanted(_ library: DataLibrary) throws -> [String] {
        guard names.isEmpty else { return names }
        guard verify else { return ["uci", "tox21", "htru2"] }
        let here = library.summaries().filter { summary in
            switch summary.state {
            case .ready, .incomplete: library.manifest.task(summary.name) != nil
            case .embedded, .notFetched: false
            }
        }
        return here.map(\.name.description)
    }

    private func tell(_ report: FetchReport, _ library: DataLibrary) {
        for problem in report.problemsByReason {
            Message.error("\(problem.reason) (\(list(problem.tasks)))")
        }
        for file in report.changed where !file.isReplaced {
            Message.error("\(file.path) has changed (\(file.found), not \(file.expected)) and stays as it is")
        }
        for download in report.downloads {
            if let error = download.error { Message.error("\(error) (\(download.name))") }
        }
        guard !quiet else { return }
        for download in report.downloads {
            if let path = download.path { Message.note("\(download.name) is here: \(path)") }
        }
        for file in report.changed where file.isReplaced {
            Message.note("\(file.path) had changed and was replaced")
        }
        if verify {
            let wrong = report.changed.count
            Message.note(
                "verified: \(counted(report.verifiedFiles + wrong, "file")), "
                    + (wrong == 0 ? "all as they should be" : "\(wrong) of them changed"))
        }
        let total = report.ready.count + report.problems.count
        if total > 0 {
            let all = report.problems.isEmpty ? "" : " of \(total)"
            Message.note("ready: \(report.ready.count)\(all) task\(total == 1 ? "" : "s") in \(library.folder.path)")
        }
    }

    private func list(_ names: [TaskName]) -> String {
        let shown = names.prefix(3).map(\.description).joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}

extension FetchReport.Download {
    fileprivate var path: String? { try? result.get() }

    fileprivate var error: LibraryError? {
        if case .failure(let error) = result { error } else { nil }
    }
}
