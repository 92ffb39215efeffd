/// What is wrong with parameters that are set from outside.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A parameter has another number of values than the network wants.
    case wrongParameterSize(name: String, expected: Int, found: Int)
    /// The network has no such parameter.
    case unknownParameter(name: String)

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .wrongParameterSize(let name, let expected, let found):
            "parameter \(name) has \(found) values, the network wants \(expected): another width or depth?"
        case .unknownParameter(let name):
            "the network has no parameter \(name): another method or depth?"
        }
    }
}
