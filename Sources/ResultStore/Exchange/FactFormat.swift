/// The forms of an export.
public enum FactFormat: String, CaseIterable, Sendable {
    /// One JSON object with an array a kind of fact, each fact on a line of its own.
    case json
    /// A folder with a file a kind of fact; a missing value is an empty cell, texts are quoted.
    case csv
}
