/// What a results file is opened for.
public enum OpenMode: Equatable, Sendable {
    /// For reading, beside any writer; the file must exist.
    case reading
    /// For writing, as the only writer; folder and file are made where they are missing.
    ///
    /// The identity is what a second writer is told. The patience is how long to wait for another writer, in seconds.
    case writing(WriterIdentity, patience: Double = 0)
}
