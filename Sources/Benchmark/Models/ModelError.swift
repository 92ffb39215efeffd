import Formats

/// What is wrong with a model file, or with what it is asked.
public enum ModelError: ClassifiedError, Equatable, Sendable {
    /// The file is no model of this program.
    case notAModel(reason: String)
    /// A value of the metadata is missing or none that can be used.
    case wrongValue(key: String)
    /// A tensor is missing.
    case missingTensor(name: String)
    /// A tensor is none of the network's.
    case unknownTensor(name: String)
    /// A tensor has another shape than the network needs.
    case wrongShape(tensor: String, shape: [Int], expected: [Int])
    /// A tensor holds something that it cannot hold.
    case wrongContent(tensor: String, reason: String)
    /// A table has another number of columns than the model has features.
    case wrongColumns(found: Int, expected: Int)

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .notAModel(let reason): "this is no model of snnbench train: \(reason)"
        case .wrongValue(let key): "the model's metadata have no \"\(key)\" that can be used"
        case .missingTensor(let name): "the model has no tensor \"\(name)\""
        case .unknownTensor(let name): "the model has a tensor \"\(name.prefix(60))\" that its network does not need"
        case .wrongShape(let tensor, let shape, let expected):
            "tensor \"\(tensor)\" has shape \(shape), the network needs \(expected)"
        case .wrongContent(let tensor, let reason): "tensor \"\(tensor.prefix(60))\" \(reason)"
        case .wrongColumns(let found, let expected):
            "the table has \(found) columns, the model takes \(expected) features"
                + (found == expected + 1 ? "; leave out the column of the class" : "")
        }
    }
}
