/// What a results file is opened for.
public enum OpenMode: Equatable, Sendable {
    /// For reading, beside any writer; the file must exist.
    case reading
    /// For writing, as the only writer; folder and file are made where they are missing.
    ///
    /// The identity is what a second writer is told. The patience is how long to wait for another writer, in seconds.
    /// Attempts that an earlier writer left running are recorded with the given outcome: interrupted, or out of memory
    /// where it is known that the system ended that writer for lack of it.
    case writing(WriterIdentity, patience: Double = 0, abandoned: Outcome = .interrupted)
}
