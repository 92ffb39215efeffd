import GRDB

/// A value that a sound file can't hold.
struct UnexpectedValue: Error {
    /// What was found and expected.
    let detail: String

    init(row: Row, index: Int, expected: String) {
        let names = Array(row.columnNames)
        let name = index < names.count ? names[index] : "column \(index + 1)"
        detail = "\(name) is not \(expected)"
    }

    init(_ detail: String) { self.detail = detail }
}
