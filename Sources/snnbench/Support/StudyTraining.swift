import ArgumentParser
import Benchmark
import Evaluation
import Formats
import Foundation
import ResultStore

/// Trains a study with a progress line or a live view, as more than one command does.
struct StudyTraining {
    let quiet: Bool
    let options: RunOptions
    let database: String
    /// What the live view, which is drawn instead of the progress line, ranks; nil for the line.
    var watched: ResultQuestion?

    /// Trains what is missing; the store stays open.
    ///
    /// - Throws: `ExitCode` 75 where the run was stopped, `Failure` where a rerun gave other bits, and the errors of
    ///   the runner.
    func run(_ study: Study, _ store: ResultStore) throws {
        MemoryWatch.noteBeginning(of: database)
        let stop = StopFlag()
        let line = ProgressLine(isQuiet: quiet || watched != nil)
        let runner = Runner(
            store: store, environment: .current(threads: options.threads), options: options, stop: stop
        ) { line.show($0) }
        let viewStop = StopFlag()
        let viewEnded = DispatchSemaphore(value: 0)
        if let question = watched {
            let path = database
            Thread.detachNewThread {
                // The view only reads: an error of it must not end the run.
                try? LiveView.watch(path, question: question, interval: 2, output: .standardError, stop: viewStop)
                viewEnded.signal()
            }
        }
        let summary: RunSummary
        do {
            defer {
                viewStop.raise()
                if watched != nil { viewEnded.wait() }
                line.end()
            }
            summary = try SignalHandling.listening(stop) { try runner.run(study) }
        }
        MemoryWatch.noteEnd(of: database)
        if !quiet { Message.note(RunMessage.text(summary, database: database)) }
        try RunMessage.endIfInterrupted(summary)
        if !summary.differing.isEmpty {
            throw Failure(kind: .internalFault, description: RunMessage.differing(summary))
        }
    }
}

extension RunOptions {
    /// Options that name only the number of threads; one a processor where it is nil.
    static func onThreads(_ threads: Int?) -> RunOptions {
        RunOptions(
            threads: threads ?? Processors.available,
            memoryLimit: MemoryWatch.availableBytes.map { 0.8 * $0 } ?? .infinity)
    }
}

/// What is said of a run when it has ended.
enum RunMessage {
    /// Ends the command with a line where a signal or the end of its time stopped the work.
    ///
    /// - Throws: the exit code of what is worth repeating.
    static func endIfInterrupted(_ summary: RunSummary) throws {
        guard summary.wasInterrupted else { return }
        Message.note(
            summary.isBudgetSpent
                ? "the time of --budget is used up; the same command goes on"
                : "interrupted; the same command goes on")
        throw FailureKind.tryAgain.exitCode
    }

    /// One line with what was done.
    static func text(_ summary: RunSummary, database: String) -> String {
        var text = "\(counted(summary.executed, "unit")) trained, \(summary.finishedBefore) were done before"
        if summary.diverged > 0 { text += ", \(summary.diverged) diverged" }
        if summary.timedOut > 0 { text += ", \(summary.timedOut) timed out" }
        if summary.unsupported > 0 { text += ", \(summary.unsupported) unsupported" }
        if summary.outOfMemory > 0 { text += ", \(summary.outOfMemory) out of memory" }
        if summary.failed > 0 { text += ", \(summary.failed) failed" }
        if summary.leftOut > 0 { text += ", \(summary.leftOut) left out early" }
        if summary.compared > 0 {
            text += ", \(summary.compared) compared with stored results, \(summary.differing.count) differ"
        }
        if summary.incomparable > 0 {
            text += ", \(summary.incomparable) not compared: their method is not said to be deterministic"
        }
        return text + "; results in " + database
    }

    /// One line that names the units whose results differ.
    static func differing(_ summary: RunSummary) -> String {
        let named = summary.differing.prefix(5).map { String($0.prefix(12)) }.joined(separator: ", ")
        let rest = summary.differing.count > 5 ? " and \(summary.differing.count - 5) more" : ""
        return "\(counted(summary.differing.count, "unit")) gave another result than before: \(named)\(rest); "
            + "the store keeps both, snnbench verify lists them"
    }
}
