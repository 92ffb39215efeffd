import Benchmark
import Dispatch
import Formats
import Foundation
import Synchronization

/// What signals do to the program.
///
/// SIGINT, SIGTERM, SIGHUP and SIGUSR1 end it at once with exit code 75, except while a command has asked to be told: then the
/// first one raises the command's flag, so that it stops at the next step, and a second one ends the program. What schedulers
/// send (SIGTERM, SIGUSR1) they send to a job's script and to the program too, and the script passes it on: within some
/// seconds that is one signal. A reader of a pipe that goes away (SIGPIPE) and a limit of file sizes (SIGXFSZ) are errors of the
/// write that meets them.
final class SignalHandling: Sendable {
    /// The seconds within which a scheduler's signals are one.
    private static let repetition = 5.0
    private let flag: StopFlag
    private let message: String
    /// When the first signal came.
    private let first = Mutex<ContinuousClock.Instant?>(nil)
    /// The command that is told of signals.
    private static let listener = Mutex<SignalHandling?>(nil)
    /// What the first signal does in place of all else.
    private static let action = Mutex<(@Sendable () -> Void)?>(nil)
    /// Kept for as long as the program runs; set before there is a second thread.
    private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []

    /// Makes a command hear of signals until the value goes away.
    ///
    /// - Parameters:
    ///   - flag: raised by the first signal.
    ///   - message: what is said then; nothing where it is empty.
    static func listening<Value>(
        _ flag: StopFlag, message: String = "stopping; finished units are kept", _ body: () throws -> Value
    ) rethrows -> Value {
        let outer = listener.withLock { listener in
            let outer = listener
            listener = SignalHandling(flag, message)
            return outer
        }
        defer { listener.withLock { $0 = outer } }
        return try body()
    }

    private init(_ flag: StopFlag, _ message: String) {
        self.flag = flag
        self.message = message
    }

    /// Takes the signals over, when the program starts.
    static func install() {
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
        // Schedulers send SIGUSR1 ahead of the end of a job's time.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGUSR1] {
            let isIgnored = unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == 1
            // nohup wants the program to outlive its terminal.
            if number == SIGHUP, isIgnored { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { received(number) }
            source.resume()
            sources.append(source)
        }
    }

    /// Makes the first signal do something else, until it is given nil again; the second one ends the program.
    static func onFirstSignal(_ body: (@Sendable () -> Void)?) { action.withLock { $0 = body } }

    private static func received(_ number: Int32) {
        let first = action.withLock { action in
            defer { action = nil }
            return action
        }
        if let first { return first() }
        guard let listener = listener.withLock({ $0 }), listener.hears(number) else {
            // Not `exit`: what it runs at the end may wait for what the other threads hold.
            Message.note("interrupted")
            _exit(FailureKind.tryAgain.exitCode.rawValue)
        }
    }

    /// Raises the flag at the first signal; false where the program is to end at once.
    private func hears(_ number: Int32) -> Bool {
        let before = first.withLock { first in
            let before = first
            first = before ?? .now
            return before
        }
        if let before {
            return [SIGTERM, SIGUSR1].contains(number) && (.now - before) < .seconds(Self.repetition)
        }
        flag.raise()
        if !message.isEmpty { Message.note(message) }
        return true
    }
}
