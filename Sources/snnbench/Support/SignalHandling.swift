import Benchmark
import Dispatch
import Formats
import Foundation

/// Turns SIGINT and SIGTERM into a request to stop; a second SIGINT ends the program at once.
final class SignalHandling {
    private var sources: [any DispatchSourceSignal] = []

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - flag: raised by the first signal.
    ///   - message: what is said then; nothing where it is empty.
    init(_ flag: StopFlag, message: String = "stopping; finished units are kept") {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if flag.isRaised { exit(FailureKind.tryAgain.exitCode.rawValue) }
                flag.raise()
                if !message.isEmpty { Message.note(message) }
            }
            source.resume()
            sources.append(source)
        }
    }
}
