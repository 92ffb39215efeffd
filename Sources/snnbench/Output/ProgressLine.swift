import Benchmark
import Formats
import Foundation

/// A line on standard error that tells how far a run is; nothing where that is no terminal.
final class ProgressLine {
    private let isShown: Bool
    private var lastShown = 0.0
    private var hasLine = false

    /// Makes a line.
    init(isQuiet: Bool) {
        isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    /// Shows a state, at most ten times a second.
    func show(_ progress: RunProgress) {
        guard isShown, progress.seconds - lastShown > 0.1 || progress.done == progress.total else { return }
        lastShown = progress.seconds
        var text = "\(progress.done)/\(progress.total) units, \(String(format: "%.1f", progress.rate))/s"
        if let left = progress.secondsLeft { text += ", \(Durations.whole(left)) left" }
        if progress.diverged > 0 { text += ", \(progress.diverged) diverged" }
        Message.write("\r\u{1B}[K\(text)")
        hasLine = true
    }

    /// Shows a text in place of the last one.
    func show(_ text: String) {
        guard isShown else { return }
        Message.write("\r\u{1B}[K\(TerminalText.safe(text))")
        hasLine = true
    }

    /// Ends the line.
    func end() {
        if hasLine { Message.write("\r\u{1B}[K") }
        hasLine = false
    }
}
