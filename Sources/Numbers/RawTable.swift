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
        /// A number of which nobody knows whether its comma or point parts thousands or decimals.
        case ambiguous
        /// Anything else.
        case text

        var score: TaskScore? {
            switch self {
            case .score(let score), .meanWithSpread(let score): score
            case .missing, .ambiguous, .text: nil
            }
        }

        /// Whether it is something, but no score.
        var isText: Bool {
            switch self {
            case .text, .ambiguous: true
            case .missing, .score, .meanWithSpread: false
            }
        }

        var isAmbiguous: Bool { if case .ambiguous = self { true } else { false } }

        /// Whether it is written as a number is.
        var isNumber: Bool { score != nil || isAmbiguous }
    }

    let file: String
    let names: [String]
    let rows: [[String?]]
    /// The line of each row in its file; empty where there are no lines.
    let lines: [Int]
    /// The line of the names; nil where they stand in no line of their own.
    let headerLine: Int?
    /// What was taken how on the way here.
    var notes: [String] = []
    /// The columns of scores of which smaller values are known to be better.
    var minimized: Set<String> = []
    /// What the cells say, column by column.
    private let columns: [[Value]]

    /// Takes cells; every row has as many as there are names.
    init(file: String, names: [String], rows: [[String?]], lines: [Int] = [], headerLine: Int? = nil) {
        self.file = file
        self.names = names
        self.rows = rows
        self.lines = lines
        self.headerLine = headerLine
        // Whether commas of a column part decimals some cell there must settle; points are then doubtful in all columns.
        let areSettled = names.indices.map { column in rows.contains { Self.settlesCommas($0[column]) } }
        let marks = areSettled.map { areSettled.contains(true) ? ($0 ? "." : ",.") : "," }
        columns = zip(names.indices, marks).map { column, marks in
            rows.map { Self.value($0[column], doubtfulMarks: marks) }
        }
    }

    /// The same rows with some columns only, under other names where these are given.
    func keeping(_ columns: [Int], names other: [Int: String] = [:]) -> RawTable {
        var table = RawTable(
            file: file, names: columns.map { other[$0] ?? names[$0] },
            rows: rows.map { row in columns.map { row[$0] } },
            lines: lines, headerLine: headerLine)
        table.notes = notes
        return table
    }

    /// What a cell says.
    func value(_ row: Int, _ column: Int) -> Value { columns[column][row] }

    /// The values of a column.
    func values(_ column: Int) -> [Value] { columns[column] }

    /// The text of a cell by which rows are told apart: 1 and 1.0 are one.
    func key(_ row: Int, _ column: Int) -> String {
        if let whole = value(row, column).score?.fraction, whole.denominator == 1 { return "\(whole.numerator)" }
        return rows[row][column] ?? ""
    }

    /// An error about a cell, or with no row about a column.
    func error(_ row: Int? = nil, _ column: Int? = nil, _ problem: String) -> NumbersError {
        var places: [String] = []
        if let row { places.append(place(row)) }
        if let column { places.append("column \(NumbersError.quoted(names[column]))") }
        return NumbersError(file: file, place: places.joined(separator: ", "), problem: problem)
    }

    /// Where a row stands.
    func place(_ row: Int) -> String { lines.indices.contains(row) ? "line \(lines[row])" : "row \(row + 1)" }

    /// What a cell that should be a score is instead.
    func noScore(_ row: Int, _ column: Int) -> NumbersError {
        let text = rows[row][column] ?? ""
        if value(row, column).isAmbiguous {
            return error(
                row, column,
                "\(NumbersError.quoted(text)) may be a thousand or have decimals, and no cell of the column tells; "
                    + "write it without a separator of thousands, and with a point before decimals")
        }
        return error(
            row, column,
            "\(NumbersError.quoted(text)) is neither a finite number nor a count such as 117/150; "
                + "--ignore leaves the column out")
    }
}

// MARK: - Cells

extension RawTable {
    private static let missing: Set<String> = [
        "", "?", "na", "n/a", "#n/a", "<na>", "n.a.", "nan", "-nan", "null", "none", "nil", "--", "-", "–", "—",
        "missing",
        ".", "nd",
    ]

    private static let spreadSigns = ["±", "+/-", "+-", "\\pm"]

    /// Reads a cell.
    ///
    /// - Parameters:
    ///   - text: the cell; nil where it is empty.
    ///   - doubtfulMarks: the marks that may part thousands.
    static func value(_ text: String?, doubtfulMarks: String = ",") -> Value {
        guard let text, !missing.contains(text.lowercased()) else { return .missing }
        let parts = parts(text)
        guard let mean = parts.first else { return .text }
        if parts.contains(where: { isAmbiguous($0, doubtfulMarks) }) { return .ambiguous }
        guard let score = score(mean) else { return .text }
        guard parts.count > 1 else { return .score(score) }
        guard self.score(parts[1]) != nil else { return .text }
        // 95.1±0.3% is 95.1% ± 0.3%.
        return .meanWithSpread(parts[1].hasSuffix("%") && !mean.hasSuffix("%") ? percent(score) : score)
    }

    /// The number of a cell, or its mean and its spread, without blanks where there are two and before %.
    private static func parts(_ text: String) -> [String] {
        for sign in spreadSigns {
            guard let range = text.firstRange(of: sign) else { continue }
            return [text[..<range.lowerBound], text[range.upperBound...]].map { part in
                String(part.filter { $0 != "$" && $0 != " " }).replacing("\\%", with: "%")
            }
        }
        return text.hasSuffix("%") ? [text.dropLast().filter { $0 != " " } + "%"] : [text]
    }

    private static func score(_ text: String) -> TaskScore? {
        if text.hasSuffix("%") { return score(String(text.dropLast())).map(percent) }
        guard text.contains(",") else { return TaskScore(writtenAs: text) }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, !text.contains(".") else { return nil }
        return TaskScore(writtenAs: parts.joined(separator: "."))
    }

    private static func percent(_ score: TaskScore) -> TaskScore {
        guard let fraction = score.fraction else { return TaskScore(score.value / 100) }
        let (bottom, isTooLarge) = fraction.denominator.multipliedReportingOverflow(by: 100)
        guard !isTooLarge, let value = try? Fraction(fraction.numerator, bottom) else {
            return TaskScore(score.value / 100)
        }
        return TaskScore(value)
    }

    /// Whether a number has a mark before its last three digits that may part thousands: 1,234, or 1.234 where commas part decimals.
    private static func isAmbiguous(_ text: String, _ marks: String) -> Bool {
        marks.contains { mark in halves(text, at: mark).map { isOfThousands($0.whole, $0.decimals) } ?? false }
    }

    /// Whether a cell has a comma that can only part decimals: 0,5 or 0,123 or 1234,567.
    private static func settlesCommas(_ text: String?) -> Bool {
        guard let text, text.contains(",") else { return false }
        return parts(text).contains { part in
            halves(part, at: ",").map { !isOfThousands($0.whole, $0.decimals) } ?? false
        }
    }

    /// The digits on both sides of the only mark of a number; nil for anything else.
    private static func halves(_ text: String, at mark: Character) -> (whole: Substring, decimals: Substring)? {
        guard text.utf8.contains(mark.asciiValue ?? 0) else { return nil }
        let number = text.hasSuffix("%") ? text.dropLast() : text[...]
        let halves = number.split(separator: mark, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let whole = halves[0].drop { $0 == "-" || $0 == "+" }
        let isNumber = { (part: Substring) in part.allSatisfy { $0.isASCII && $0.isNumber } }
        guard isNumber(whole), isNumber(halves[1]), !halves[1].isEmpty else { return nil }
        return (whole, halves[1])
    }

    private static func isOfThousands(_ whole: Substring, _ decimals: Substring) -> Bool {
        decimals.count == 3 && (1...3).contains(whole.count) && whole.first != "0"
    }
}
