/// The content of a file with the name that messages give it.
public struct NamedBytes: Sendable {
    /// The name for messages, as `abalone_py.dat`.
    public let name: String
    /// The content.
    public let bytes: [UInt8]

    /// Makes a file's content.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
