import ArgumentParser
import Datasets
import Formats
import Foundation
import ResultStore
import SelfNormalization
import Statistics

/// A failure of the command line itself, for what no module below has an error of its own.
struct Failure: ClassifiedError {
    let kind: FailureKind
    let description: String
}

extension Failure {
    /// A name that is none, with those that are near or all that there are.
    static func unknown(_ kind: String, _ name: String, among names: [String], orFile: Bool = false) -> Failure {
        let near = EditDistance.nearest(to: name, among: names)
        let known = names.count <= 30 ? names.joined(separator: ", ") : "\(names.count) others"
        let advice =
            near.isEmpty
            ? (names.isEmpty ? "there is none" : "there are \(known)")
            : "did you mean \(near.joined(separator: " or "))?"
        let files = orFile && near.isEmpty ? "; a file's name ends in .json5" : ""
        return Failure(kind: .usage, description: "there is no \(kind) \"\(name)\"; \(advice)\(files)")
    }
}

extension FailureKind {
    /// The code of sysexits.h with which the program ends.
    var exitCode: ExitCode {
        switch self {
        case .usage: ExitCode(64)
        case .badData: ExitCode(65)
        case .unavailable: ExitCode(69)
        case .internalFault: ExitCode(70)
        case .inputOutput: ExitCode(74)
        case .tryAgain: ExitCode(75)
        }
    }
}

// The modules of arithmetic import nothing, not even the word for a kind of failure: theirs are said here.

extension StatisticsError: ClassifiedError {
    /// The kind of failure: numbers that a statistic is not defined for.
    public var kind: FailureKind { .badData }
}

extension SelfNormalizationError: ClassifiedError {
    /// The kind of failure: a point where the formulas mean nothing.
    public var kind: FailureKind { .usage }
}

/// Messages to standard error.
enum Message {
    /// One line that says what failed.
    static func error(_ text: String) { write("snnbench: \(TerminalText.safe(text))\n") }

    /// One line that says what goes on.
    static func note(_ text: String) { write(TerminalText.safe(text) + "\n") }

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
    /// - Throws: `ResultStoreError.readerGone`, or `Failure` with the system's words; both end the program with 74.
    func write(_ text: String, place: String) throws {
        guard let code = AsideFile.append(Array(text.utf8), to: fileDescriptor) else { return }
        if code == EPIPE { throw ResultStoreError.readerGone(place: place) }
        throw Failure(kind: .inputOutput, description: "cannot write to \(place): \(systemMessage(code))")
    }
}
