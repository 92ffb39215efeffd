/// The name of a task: its suite and its short name, as `uci/abalone`.
///
/// A suite that is one task, as `tox21` and `htru2`, is written once.
public struct TaskName: Hashable, Comparable, Sendable, LosslessStringConvertible, Codable {
    /// The suite, as `uci`.
    public let suite: String
    /// The name within the suite, as `abalone`.
    public let shortName: String

    /// Makes a name of two parts, each of 1 to 100 letters, digits, `_`, `-` and inner dots; otherwise nil.
    public init?(suite: String, shortName: String) {
        guard Self.isName(suite), Self.isName(shortName) else { return nil }
        self.suite = suite
        self.shortName = shortName
    }

    /// Parses `suite/name`, or a single word that is both suite and name.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1: self.init(suite: parts[0], shortName: parts[0])
        case 2: self.init(suite: parts[0], shortName: parts[1])
        default: return nil
        }
    }

    /// The name as people write it.
    public var description: String { suite == shortName ? suite : "\(suite)/\(shortName)" }

    /// Orders by suite, then by short name.
    public static func < (left: TaskName, right: TaskName) -> Bool {
        (left.suite, left.shortName) < (right.suite, right.shortName)
    }

    /// Decodes the text form.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = TaskName(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "“\(text)” is not a task's name"))
        }
        self = name
    }

    /// Encodes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Tells whether a text can be one part of a name; as it may also become a folder, `.` and `..` cannot.
    static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (1...100).contains(bytes.count), bytes.first != UInt8(ascii: "."), bytes.last != UInt8(ascii: ".") else {
            return false
        }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
