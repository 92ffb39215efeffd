import Benchmark
import Dispatch
import Foundation

/// Turns SIGINT and SIGTERM into a request to stop; a second SIGINT ends the program at once.
final class SignalHandling {
    private var sources: [any DispatchSourceSignal] = []

    /// Starts to listen.
    init(_ flag: StopFlag) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if flag.isRaised { exit(Failure.Code.interrupted.rawValue) }
                flag.raise()
                Message.note("stopping; finished units are kept")
            }
            source.resume()
            sources.append(source)
        }
    }
}
