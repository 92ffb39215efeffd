import Formats
import Foundation

/// Messages to standard error.
enum Message {
    /// One line that says what failed.
    static func error(_ text: String) { write("snnbench: \(TerminalText.safe(text))\n") }

    /// One line that says what goes on.
    static func note(_ text: String) { write(text + "\n") }

    /// Text as it is.
    ///
    /// A message that nobody can take (the disk of a log is full, a pipe's reader has gone) is left out: work goes on.
    static func write(_ text: String) { try? FileHandle.standardError.write(text, place: "standard error") }
}
