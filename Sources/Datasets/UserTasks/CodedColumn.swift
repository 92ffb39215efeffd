import Formats

/// The cells of one column as features, in as little memory as they need.
struct CodedColumn: Sendable {
    /// The cells.
    enum Cells: Sendable {
        /// One number a row.
        case numbers([Float])
        /// The position of the feature that is 1, a row; that of none for ``none``.
        case codes([UInt8])
    }

    /// The code of a cell that is none of a category's words: all its features are 0.
    static let none = UInt8.max

    let column: TableCoding.Column
    let cells: Cells
    /// The rows whose number is missing; the number that stands there is the mean of all known ones.
    let missing: [Int]
}

/// The making of features of a column's cells.
struct ColumnCoder {
    /// The most words of a category.
    static let wordLimit = 100

    let table: TextTable
    let index: Int
    let format: CellFormat
    let missing: MissingCells

    init(table: TextTable, index: Int, format: CellFormat) {
        self.table = table
        self.index = index
        self.format = format
        missing = format.missing(in: table.declarations[index])
    }

    private var title: String { table.titles[index] }
    private var column: TextColumn { table.columns[index] }

    /// Codes a column of which nothing is known but its cells.
    ///
    /// - Throws: a ``DatasetError`` with line and column of a cell that is odd among the others.
    func code(isCategory: Bool) throws(DatasetError) -> CodedColumn {
        let isKnown = (0..<table.rows).map { !missing.contains(column[$0]) }
        if !isCategory, !isKnown.contains(true) {
            // Nothing is known of it: its mean is 0 and its deviation 1 in every split, so that networks see zeros.
            return CodedColumn(
                column: .init(title: title, kind: .number(offset: 0, unit: 1)),
                cells: .numbers(Array(repeating: 0, count: table.rows)), missing: Array(0..<table.rows))
        }
        if !isCategory, !table.hasKinds(index), let numbers = try numbers(isKnown) { return numbers }
        return try category(isKnown)
    }

    /// Codes a column whose words have an order.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` for a cell that is none of them.
    func code(ordinal words: [String]) throws(DatasetError) -> CodedColumn {
        let position = Dictionary(words.enumerated().map { (Array($0.element.utf8), Float($0.offset)) }) { first, _ in
            first
        }
        var values = [Float](repeating: 0, count: table.rows)
        var gaps: [Int] = []
        for row in values.indices {
            if let value = position[Array(column[row])] {
                values[row] = value
            } else if missing.contains(column[row]) {
                gaps.append(row)
            } else {
                throw odd(row, "is none of the steps \(words.map(quoted).joined(separator: ", "))")
            }
        }
        fill(&values, gaps)
        return CodedColumn(
            column: .init(title: title, kind: .ordinal(words: words)), cells: .numbers(values), missing: gaps)
    }

    /// The numbers of the known cells in double and in single precision; nil where most cells are none.
    ///
    /// - Throws: a ``DatasetError`` with line and column of a cell that is no number where most are.
    func cellNumbers(_ isKnown: [Bool]) throws(DatasetError) -> (doubles: [Double], floats: [Float])? {
        var doubles = [Double](repeating: 0, count: table.rows)
        var floats = [Float](repeating: 0, count: table.rows)
        var known = 0
        var found = 0
        var firstOdd: Int?
        for row in 0..<table.rows where isKnown[row] {
            known += 1
            guard let number = column.numbers(row, decimal: format.decimal) else {
                if firstOdd == nil { firstOdd = row }
                // A column of words is known early.
                if known >= 1000, found == 0 { break }
                continue
            }
            found += 1
            doubles[row] = number.double
            floats[row] = number.float
        }
        if let firstOdd {
            guard 2 * found > known || table.declarations[index] == .number else {
                try checkDecimals(isKnown)
                return nil
            }
            throw oddNumber(firstOdd)
        }
        return (doubles, floats)
    }

    /// A column of numbers; nil where most cells are none.
    private func numbers(_ isKnown: [Bool]) throws(DatasetError) -> CodedColumn? {
        guard let cells = try cellNumbers(isKnown) else { return nil }
        let doubles = cells.doubles
        var floats = cells.floats
        if let row = floats.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(
                file: table.file(ofRow: row), line: Int(table.lines[row]), column: index + 1, text: column.text(row))
        }
        let rows = (0..<table.rows).filter { isKnown[$0] }
        let scale = NumberScale(doubles, floats, rows: rows)
        if !scale.isIdentity {
            for row in rows { floats[row] = Float((doubles[row] - scale.offset) / scale.unit) }
        }
        let gaps = (0..<table.rows).filter { !isKnown[$0] }
        fill(&floats, gaps)
        return CodedColumn(
            column: .init(title: title, kind: .number(offset: scale.offset, unit: scale.unit)),
            cells: .numbers(floats), missing: gaps)
    }

    /// Puts the mean of the known numbers into the gaps, for what looks at a task without a split.
    private func fill(_ values: inout [Float], _ gaps: [Int]) {
        guard !gaps.isEmpty, gaps.count < values.count else { return }
        let sum = values.reduce(0.0) { $0 + Double($1) }
        let mean = Float(sum / Double(values.count - gaps.count))
        for row in gaps { values[row] = mean }
    }

    /// Refuses words that would be numbers with the other decimal mark.
    private func checkDecimals(_ isKnown: [Bool]) throws(DatasetError) {
        let other = format.decimal == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: ".")
        let rows = (0..<table.rows).filter { isKnown[$0] }.prefix(1000)
        let fitting = rows.filter { column.numbers($0, decimal: other) != nil }
        guard 2 * fitting.count > rows.count, let row = fitting.first(where: { column[$0].contains(other) }) else {
            return
        }
        throw odd(
            row,
            "is a number with another decimal mark; read it with --decimal \(other == 0x2C ? "comma" : "point"), "
                + "or say --categorical \(word(title))")
    }

    private func category(_ isKnown: [Bool]) throws(DatasetError) -> CodedColumn {
        var numbers: [String: Int] = [:]
        var codes = [Int](repeating: 0, count: table.rows)
        for row in 0..<table.rows where isKnown[row] {
            let text = column.text(row)
            if let number = numbers[text] {
                codes[row] = number
            } else {
                codes[row] = numbers.count
                numbers[text] = numbers.count
            }
        }
        guard numbers.count <= Self.wordLimit else {
            throw malformed(
                "column “\(quoted(title))” is no number and has \(numbers.count) values; leave it out with --ignore "
                    + "\(word(title)) or group them")
        }
        let words = TableReader.sorted(Set(numbers.keys))
        var order = [UInt8](repeating: 0, count: numbers.count)
        for (position, text) in words.enumerated() {
            if let number = numbers[text] { order[number] = UInt8(truncatingIfNeeded: position) }
        }
        let hasMissing = isKnown.contains(false)
        let gap = UInt8(truncatingIfNeeded: words.count)
        return CodedColumn(
            column: .init(title: title, kind: .category(words: words, hasMissing: hasMissing)),
            cells: .codes(codes.indices.map { isKnown[$0] ? order[codes[$0]] : gap }), missing: [])
    }

    private func oddNumber(_ row: Int) -> DatasetError {
        let text = column.text(row)
        let lower = text.lowercased().drop { $0 == "-" || $0 == "+" }
        if ["inf", "infinity"].contains(lower) {
            return odd(row, "is not finite among numbers; mark it as missing with --missing-words \(word(text))")
        }
        let advice =
            text.contains(",")
            ? "write numbers without marks for thousands, or say --decimal comma if a comma stands before fractions"
            : "mend it, or say --missing-words \(word(text)) if it marks a missing cell"
        return odd(
            row,
            "is no number, but most cells of column “\(quoted(title))” are; \(advice), or --categorical "
                + "\(word(title)) if they are kinds")
    }

    private func odd(_ row: Int, _ problem: String) -> DatasetError {
        .malformed(
            file: table.file(ofRow: row), line: Int(table.lines[row]),
            problem: "column \(index + 1): “\(quoted(column.text(row)))” \(problem)")
    }

    private func malformed(_ problem: String) -> DatasetError {
        .malformed(file: table.file, line: 0, problem: problem)
    }

    /// A text as a word of a command line.
    private func word(_ text: String) -> String { ShellWord.quoted(TerminalText.short(text)) }
}

/// The map of a column's numbers to single precision that keeps what distinguishes them.
///
/// Standardising makes any such map of no consequence, but for rounding: numbers that differ little beside their size, as
/// times in seconds, would be the same without it.
private struct NumberScale {
    /// How much rounding to single precision may move a number, as a share of the standard deviation.
    private static let tolerance = 1e-6

    var offset = 0.0
    var unit = 1.0
    var isIdentity: Bool { offset == 0 && unit == 1 }

    init(_ doubles: [Double], _ floats: [Float], rows: [Int]) {
        var (least, most) = (Double.infinity, -Double.infinity)
        var error = 0.0
        for row in rows {
            least = min(least, doubles[row])
            most = max(most, doubles[row])
            error = max(error, abs(doubles[row] - Double(floats[row])))
        }
        let span = most - least
        guard error > 0, span > 0, span.isFinite else { return }
        // In parts of the span, so that tiny numbers do not vanish when they are squared.
        let mean = rows.reduce(0.0) { $0 + (doubles[$1] - least) / span } / Double(rows.count)
        let squares = rows.reduce(0.0) { sum, row in
            let difference = (doubles[row] - least) / span - mean
            return sum + difference * difference
        }
        let deviation = (squares / Double(max(rows.count - 1, 1))).squareRoot() * span
        guard error > Self.tolerance * deviation, deviation > 0, deviation.isFinite else { return }
        offset = least + mean * span
        unit = Double(sign: .plus, exponent: deviation.exponent, significand: 1)
    }
}
