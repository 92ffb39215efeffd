/// What kind of failure an error is, for whoever has to decide what comes next: a person, a script or a scheduler.
public enum FailureKind: String, Sendable, CaseIterable {
    /// What was asked for makes no sense; another command line helps.
    case usage
    /// What was read is wrong; mending the file helps.
    case badData
    /// Something that is not here and has to be fetched, or a server that does not give it.
    case unavailable
    /// A file could not be read or written, or is not there.
    case inputOutput
    /// Stopped or in use; the same command later goes on.
    case tryAgain
    /// A fault of this program.
    case internalFault
}

/// An error that says of what kind it is, and in its description what failed, where, and what to do.
public protocol ClassifiedError: Error, CustomStringConvertible {
    /// The kind of failure.
    var kind: FailureKind { get }
}
