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

/// A number of things: `1 task`, `2 tasks`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

extension FileHandle {
    /// Writes text to a stream that is open.
    ///
    /// Unlike `write(_:)` it does not end the program where the disk is full or the reader of a pipe has gone.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - place: what the stream is to users, as "standard output".
    /// - Throws: `Failure` with exit code 74.
    func write(_ text: String, place: String) throws {
        do {
            try write(contentsOf: Data(text.utf8))
        } catch {
            throw Failure(
                kind: .inputOutput, description: "cannot write to \(place): \(error.localizedDescription)")
        }
    }
}
