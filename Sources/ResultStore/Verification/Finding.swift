/// Something in a results file that is not as it should be.
public struct Finding: Equatable, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing is wrong.
    public enum Kind: String, CaseIterable, Sendable {
        /// SQLite's own check of the file's structure found damage.
        case integrity
        /// A row refers to a row that isn't there.
        case foreignKey = "foreign-key"
        /// Tables, views, indices or triggers are not those of this version.
        case schema
        /// A digest or a unit's hash is not that of what it stands for.
        case digest
        /// A column does not repeat what the JSON beside it says.
        case column
        /// The epochs of an attempt are not 1 to the number completed.
        case epochs
        /// A metric doesn't follow from its counts, its epoch or its split.
        case metric
        /// A success has no test metric or has values that are not finite.
        case success
        /// Two successes of one unit have different results.
        case conflict
        /// A selection disagrees with the attempt it was made from.
        case selection
        /// An attempt is still running though nobody writes the file.
        case abandoned
    }

    /// What kind of thing is wrong.
    public let kind: Kind
    /// What is wrong, in one line, with the row's key.
    public let message: String

    /// The finding in one line.
    public var description: String { "\(kind.rawValue): \(message)" }
}
