import Formats

/// What is wrong with a manifest, where, and what to do.
public enum ManifestError: ClassifiedError, Equatable, Sendable {
    /// The file could not be read; `reason` is the system's.
    case unreadable(file: String, reason: String)
    /// A line (1-based) whose first word is no field of the block it stands in.
    case unknownField(file: String, line: Int, field: String, known: [String])
    /// A value that is not what its field needs.
    case badValue(file: String, line: Int, field: String, text: String, expected: String)
    /// A block, beginning at a line (1-based), that lacks a field.
    case missingField(file: String, line: Int, block: String, field: String)
    /// A field, archive, task or member that is there twice.
    case duplicate(file: String, line: Int, field: String, text: String)
    /// A member that nothing could verify, as neither it nor its archive has a checksum.
    case unverifiable(file: String, line: Int, path: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .unreadable: .inputOutput
        default: .badData
        }
    }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "cannot read \(file): \(reason); name a manifest with --manifest FILE"
        case .unknownField(let file, let line, let field, let known):
            "\(file), line \(line): unknown field “\(quoted(field))”; here may stand \(known.joined(separator: ", "))"
        case .badValue(let file, let line, let field, let text, let expected):
            "\(file), line \(line), field \(field): “\(quoted(text))” is not \(expected); mend that line"
        case .missingField(let file, let line, let block, let field):
            "\(file), line \(line): \(block) has no field \(field); add one"
        case .duplicate(let file, let line, let field, let text):
            "\(file), line \(line), field \(field): “\(quoted(text))” is there twice; remove one"
        case .unverifiable(let file, let line, let path):
            "\(file), line \(line), field member: nothing verifies “\(quoted(path))”; give it or its archive a checksum"
        }
    }
}
