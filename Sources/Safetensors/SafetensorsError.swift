import Formats

/// What is wrong with a safetensors file.
public enum SafetensorsError: ClassifiedError, Equatable, Sendable {
    /// The file cannot be read or written; the reason is the system's.
    case noAccess(file: String, reason: String)
    /// The file has fewer bytes than its length field or header need.
    case tooShort(bytes: Int, needed: Int)
    /// The header is longer than any that is sensible.
    case headerTooLong(bytes: UInt64)
    /// The header is not JSON of the form that the format asks for.
    case malformedHeader(reason: String)
    /// A tensor's entry in the header is wrong.
    case malformedTensor(name: String, reason: String)
    /// A tensor has a type of element that is not read.
    case unknownElementType(name: String, type: String)
    /// The tensors overlap, leave gaps or do not fill the file.
    case wrongLayout(name: String, expectedOffset: Int, offset: Int)
    /// The file ends before or after the last tensor.
    case wrongLength(bytes: Int, expected: Int)
    /// A tensor that is needed is not there.
    case missingTensor(name: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .noAccess: .inputOutput
        default: .badData
        }
    }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .noAccess(let file, let reason):
            "cannot use \(file): \(reason)"
        case .tooShort(let bytes, let needed):
            "\(bytes) bytes are too few for a safetensors file whose header needs \(needed); is it cut off?"
        case .headerTooLong(let bytes):
            "the header would have \(bytes) bytes, at most \(Safetensors.maximumHeaderBytes) are read; is it a "
                + "safetensors file?"
        case .malformedHeader(let reason):
            "the header is wrong: \(reason); is it a safetensors file?"
        case .malformedTensor(let name, let reason):
            "tensor \"\(SafetensorsError.short(name))\": \(reason)"
        case .unknownElementType(let name, let type):
            "tensor \"\(SafetensorsError.short(name))\" has elements of type \"\(SafetensorsError.short(type))\"; read are "
                + ElementType.allCases.map(\.rawValue).joined(separator: ", ")
        case .wrongLayout(let name, let expectedOffset, let offset):
            "tensor \"\(SafetensorsError.short(name))\" begins at byte \(offset) where \(expectedOffset) is expected; "
                + "tensors follow each other without gap or overlap"
        case .wrongLength(let bytes, let expected):
            "the tensors need \(expected) bytes, the file has \(bytes) for them; is it cut off?"
        case .missingTensor(let name):
            "there is no tensor \"\(SafetensorsError.short(name))\""
        }
    }

    /// A text fit for a one-line message.
    private static func short(_ text: String) -> String { TerminalText.short(text, limit: 60) }
}
