/// The forms in which a table is printed.
enum TableFormat: String, CaseIterable, Sendable {
    case table
    case csv
    case json
    case markdown
    case latex
}
