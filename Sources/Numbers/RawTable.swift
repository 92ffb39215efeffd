import Formats
import Statistics

/// Cells in named columns, before it is known what they are.
struct RawTable {
    /// What a cell says.
    enum Value {
        /// Nothing, or a word for it.
        case missing
        /// A score.
        case score(TaskScore)
        /// A mean with a spread behind it, of which the mean is taken.
        case meanWithSpread(TaskScore)
        /// Anything else.
        case text

        var score: TaskScore? {
            switch self {
            case .score(let score), .meanWithSpread(let score): score
            case .missing, .text: nil
            }
        }

        var isText: Bool { if case .text = self { true } else { false } }
    }

    let file: String
    var names: [String]
    var rows: [[String?]]
    /// The line of each row in its file; empty where there are no lines.
    var lines: [Int]
    /// Whether a comma stands in a number for a point.
    var hasDecimalCommas = false

    init(file: String, names: [String], rows: [[String?]], lines: [Int] = []) {
        self.file = file
        self.names = names
        self.rows = rows
        self.lines = lines
    }

    /// The values of a column.
    func values(_ column: Int) -> [Value] { rows.map { cell($0[column]) } }

    /// An error about a cell, or with no row about a column.
    func error(_ row: Int? = nil, _ column: Int? = nil, _ problem: String) -> NumbersError {
        var places: [String] = []
        if let row { places.append(lines.indices.contains(row) ? "line \(lines[row])" : "row \(row + 1)") }
        if let column { places.append("column \(NumbersError.quoted(names[column]))") }
        return NumbersError(file: file, place: places.joined(separator: ", "), problem: problem)
    }

    /// What a cell that should be a score is instead.
    func noScore(_ row: Int, _ column: Int) -> NumbersError {
        error(
            row, column,
            "\(NumbersError.quoted(rows[row][column] ?? "")) is neither a finite number nor a count such as 117/150; "
                + "--ignore leaves the column out")
    }

    private static let missing: Set<String> = [
        "", "?", "na", "n/a", "#n/a", "<na>", "n.a.", "nan", "-nan", "null", "none", "nil", "--", "-", "–", "—",
        "missing",
        ".", "nd",
    ]

    private static let spreadSigns = ["±", "+/-", "+-", "\\pm"]

    /// Reads a cell.
    func cell(_ text: String?) -> Value {
        guard let text, !Self.missing.contains(text.lowercased()) else { return .missing }
        for sign in Self.spreadSigns {
            guard let range = text.firstRange(of: sign) else { continue }
            let isDollar = { (character: Character) in character == "$" || character == " " }
            let mean = text[..<range.lowerBound].drop(while: isDollar)
            let spread = text[range.upperBound...].filter { !isDollar($0) }
            guard let score = score(String(mean.filter { $0 != " " })), self.score(spread) != nil else { return .text }
            return .meanWithSpread(score)
        }
        return score(text).map { .score($0) } ?? .text
    }

    private func score(_ text: String) -> TaskScore? {
        if text.hasSuffix("%") {
            return score(String(text.dropLast().filter { $0 != " " })).map(Self.percent)
        }
        guard text.contains(",") else { return TaskScore(writtenAs: text) }
        // 1,234 in a file that parts its cells by commas is a thousand or a decimal, and nobody knows which.
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, !text.contains("."), hasDecimalCommas || parts[1].count != 3 || isZero(parts[0]) else {
            return nil
        }
        return TaskScore(writtenAs: parts.joined(separator: "."))
    }

    private func isZero(_ text: Substring) -> Bool { ["0", "-0", "+0", ""].contains(text) }

    private static func percent(_ score: TaskScore) -> TaskScore {
        guard let fraction = score.fraction else { return TaskScore(score.value / 100) }
        let (bottom, isTooLarge) = fraction.denominator.multipliedReportingOverflow(by: 100)
        guard !isTooLarge, let value = try? Fraction(fraction.numerator, bottom) else {
            return TaskScore(score.value / 100)
        }
        return TaskScore(value)
    }
}
