import Formats

/// Why a file could not be had.
public enum FetchError: ClassifiedError, Equatable, Sendable {
    /// The server could not be reached, or broke off.
    case notReachable(url: String, reason: String)
    /// The server answered with a status that is no success.
    case status(url: String, code: Int, got: String)
    /// The server sent no data for some seconds.
    case stalled(url: String, seconds: Int)
    /// The server led to an address that is not followed.
    case redirectRefused(url: String, target: String, reason: String)
    /// Something else came than what was asked for.
    case wrongContent(url: String, expected: String, got: String)
    /// More came than is allowed.
    case tooLarge(url: String, limit: Int)
    /// A range of the file came that was not asked for.
    case wrongRange(url: String, header: String)
    /// A server asks to come back later than is waited for.
    case busy(url: String, seconds: Int)
    /// It is not here and the network is not to be used.
    case offline(name: String)
    /// Every address failed; each with its reason.
    case allFailed(name: String, reasons: [String])
    /// A file could not be written or read.
    case file(path: String, reason: String)
    /// The user stopped it; what came so far is kept and continued next time.
    case cancelled

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .file: .inputOutput
        case .cancelled: .tryAgain
        default: .unavailable
        }
    }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .notReachable(let url, let reason): "\(url): \(reason)"
        case .status(let url, let code, let got):
            "\(url): the server answered \(code)\(got.isEmpty ? "" : " with \(got)")"
        case .stalled(let url, let seconds): "\(url): no data for \(seconds) s"
        case .redirectRefused(let url, let target, let reason): "\(url): not led on to \(quoted(target)): \(reason)"
        case .wrongContent(let url, let expected, let got): "\(url): expected \(expected), got \(got)"
        case .tooLarge(let url, let limit):
            "\(url): more than \(limit) bytes came; it is not the file that was asked for"
        case .wrongRange(let url, let header): "\(url): another part came than was asked for (“\(quoted(header))”)"
        case .busy(let url, let seconds): "\(url): the server asks to come back in \(seconds) s"
        case .offline(let name):
            "\(name) is not here; fetch it without --offline, or name a folder that has it with --from DIR"
        case .allFailed(let name, let reasons):
            "cannot fetch \(name): \(reasons.joined(separator: "; ")); try again later, or use --mirror BASE or --from DIR"
        case .file(let path, let reason): "\(path): \(reason); choose another folder with --data DIR or make room"
        case .cancelled: "stopped; what came so far is kept, and the same command continues"
        }
    }
}
