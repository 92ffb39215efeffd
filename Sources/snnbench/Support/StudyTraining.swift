import ArgumentParser
import Benchmark
import Formats
import Foundation
import ResultStore

/// Trains a study with a progress line or a live view, as more than one command does.
struct StudyTraining {
    let quiet: Bool
    let options: RunOptions
    let database: String
    /// Whether the live view is drawn instead of the progress line.
    var isWatched = false

    /// Trains what is missing; the store stays open.
    ///
    /// - Throws: `ExitCode` 75 where the run was stopped, `Failure` where a rerun gave other bits, and the errors of
    ///   the runner.
    func run(_ study: Study, _ store: ResultStore) throws {
        MemoryWatch.noteBeginning(of: database)
        let stop = StopFlag()
        let line = ProgressLine(isQuiet: quiet || isWatched)
        let runner = Runner(
            store: store, environment: .current(threads: options.threads), options: options, stop: stop
        ) { line.show($0) }
        let viewStop = StopFlag()
        let viewEnded = DispatchSemaphore(value: 0)
        if isWatched {
            let path = database
            Thread.detachNewThread {
                // The view only reads: an error of it must not end the run.
                try? LiveView.watch(path, interval: 2, output: .standardError, stop: viewStop)
                viewEnded.signal()
            }
        }
        let summary: RunSummary
        do {
            defer {
                viewStop.raise()
                if isWatched { viewEnded.wait() }
                line.end()
            }
            summary = try SignalHandling.listening(stop) { try runner.run(study) }
        }
        MemoryWatch.noteEnd(of: database)
        if !quiet { Message.note(RunMessage.text(summary, database: database)) }
        if summary.wasInterrupted {
            Message.note(
                summary.isBudgetSpent
                    ? "the time of --budget is used up; the same command goes on"
                    : "interrupted; the same command goes on")
            throw FailureKind.tryAgain.exitCode
        }
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
