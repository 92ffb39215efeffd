import Foundation

/// Messages to standard error.
enum Message {
    /// One line that says what failed.
    static func error(_ text: String) { write("snnbench: \(text)\n") }

    /// One line that says what goes on.
    static func note(_ text: String) { write(text + "\n") }

    /// Text as it is.
    static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
