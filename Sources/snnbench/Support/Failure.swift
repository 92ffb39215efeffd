import ArgumentParser
import Datasets
import Formats
import Networks
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
        let advice =
            near.isEmpty
            ? "there are \(names.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?"
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

extension NetworkError: ClassifiedError {
    /// The kind of failure: parameters that are none of the network's.
    public var kind: FailureKind { .badData }
}
