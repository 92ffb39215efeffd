import Formats

/// What keeps a trace from being repeated.
public enum TraceError: ClassifiedError, Equatable, Sendable {
    /// The metadata lack a value.
    case missingValue(key: String)
    /// A value of the metadata is none that can be repeated.
    case wrongValue(key: String, value: String, allowed: String)
    /// A tensor that the metadata ask for is not there.
    case missingTensor(name: String)
    /// A tensor has another shape than the metadata say.
    case wrongShape(tensor: String, shape: [Int], expected: [Int])
    /// A tensor holds something that it cannot hold.
    case wrongContent(tensor: String, reason: String)

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .missingValue(let key): "the metadata have no \"\(key)\""
        case .wrongValue(let key, let value, let allowed):
            "the metadata say \(key) = \"\(value.prefix(60))\"; it is \(allowed)"
        case .missingTensor(let name): "there is no tensor \"\(name)\""
        case .wrongShape(let tensor, let shape, let expected):
            "tensor \"\(tensor)\" has shape \(shape), the metadata need \(expected)"
        case .wrongContent(let tensor, let reason): "tensor \"\(tensor)\" \(reason)"
        }
    }
}
