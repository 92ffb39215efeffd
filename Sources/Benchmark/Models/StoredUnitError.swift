import Formats

/// What keeps a stored unit from being found or trained again.
public enum StoredUnitError: ClassifiedError, Equatable, Sendable {
    /// The text is not the beginning of an id.
    case notAnID(String)
    /// No unit has an id that begins so.
    case unknown(String)
    /// Several units have an id that begins so.
    case ambiguous(String, count: Int)
    /// No selection, or several, fit the question.
    case noSingleSelection(String)
    /// The unit was computed with another version of the arithmetic.
    case otherNumerics(stored: Int, here: Int)
    /// The task's data are not those that the unit was trained on.
    case otherData(task: String)
    /// The task's rows are divided in another way than when the unit was trained.
    case otherSplit(task: String, index: Int)
    /// The parts of the unit make another id than the stored one.
    case otherID(stored: String, here: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .notAnID, .unknown, .ambiguous, .noSingleSelection: .usage
        case .otherNumerics, .otherData, .otherSplit, .otherID: .badData
        }
    }

    /// One line that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .notAnID(let text):
            "\(SettingsError.quoted(text)) is not the beginning of a unit's id; give 4 to 64 hexadecimal digits"
        case .unknown(let text): "the results hold no unit whose id begins with \(text)"
        case .ambiguous(let text, let count): "\(count) units have an id that begins with \(text); give more digits"
        case .noSingleSelection(let text): text
        case .otherNumerics(let stored, let here):
            "the unit was computed with numerics version \(stored), this program has \(here); build that version"
        case .otherData(let task):
            "the data of \(task) here are not those that the unit was trained on; fetch or restore them"
        case .otherSplit(let task, let index):
            "split \(index) of \(task) here is not the one that the unit was trained on; fetch or restore the data"
        case .otherID(let stored, let here):
            "the parts of unit \(stored.prefix(12)) make the id \(here.prefix(12)) here; it was made by another version"
        }
    }
}
