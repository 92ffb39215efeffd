import Formats

/// The making of classes or labels of the columns that are to be predicted.
struct TargetCoder {
    /// The most classes.
    static let classLimit = 1000
    /// From how many different numbers on a target of numbers is doubted to be one of classes.
    static let doubtedNumbers = 20

    /// Classes, with what a user should know.
    struct Result {
        var targets: TaskTargets
        var coding: [TableCoding.Target]
        var warnings: [String] = []
    }

    let table: TextTable
    let format: CellFormat

    /// Makes a class of each value of a column: in numerical order where all are numbers, else in order of their bytes.
    ///
    /// Where most cells are numbers all have to be, as in a column of features, unless the user says that they are kinds.
    ///
    /// - Parameters:
    ///   - index: the column.
    ///   - areKinds: whether the user says that the values are kinds, whatever they look like.
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` for values that cannot be meant as classes.
    func classes(_ index: Int, areKinds: Bool) throws(DatasetError) -> Result {
        let column = table.columns[index]
        let title = table.titles[index]
        var numbers: [String: Int32] = [:]
        var codes = [Int32](repeating: 0, count: table.rows)
        for row in codes.indices {
            let text = column.text(row)
            let number = numbers[text] ?? Int32(numbers.count)
            numbers[text] = number
            codes[row] = number
        }
        guard numbers.count >= 2 else {
            throw malformed(
                "the target “\(quoted(title))” has \(numbers.count) values; a class for each needs 2 to "
                    + "\(Self.classLimit)")
        }
        var result = Result(targets: .classes([], count: 0), coding: [])
        var order = TableReader.sorted(Set(numbers.keys))
        let values = order.compactMap { number($0) }
        var position: [String: Int32] = [:]
        let areNumbers = values.count == order.count && !table.hasKinds(index)
        if !areNumbers, !areKinds, !table.hasKinds(index) {
            let coder = ColumnCoder(table: table, index: index, format: format)
            _ = try coder.cellNumbers(Array(repeating: true, count: table.rows))
        }
        if areNumbers {
            order = zip(values, order).sorted { $0.0 < $1.0 }.map(\.1)
            if !areKinds {
                try checkNumbers(values.sorted(), title: title, rows: table.rows, &result)
                order = merged(order, title, &position, &result)
            }
        }
        guard order.count <= Self.classLimit else {
            throw malformed(
                "the target “\(quoted(title))” has \(order.count) values; a class for each needs 2 to \(Self.classLimit)"
            )
        }
        guard order.count >= 2 else {
            throw malformed("the values of the target “\(quoted(title))” are one number; a class for each needs 2")
        }
        if !areKinds { result.warnings += Self.likenesses(order, title: title, what: "classes") }
        for (code, text) in order.enumerated() { position[text] = Int32(code) }
        var codeOfNumber = [Int32](repeating: 0, count: numbers.count)
        for (text, number) in numbers { codeOfNumber[Int(number)] = position[text] ?? 0 }
        result.targets = .classes(codes.map { codeOfNumber[Int($0)] }, count: order.count)
        result.coding = [TableCoding.Target(title: title, words: order)]
        return result
    }

    /// Classes of equal numbers in other spellings become one; `position` gets the further spellings.
    private func merged(
        _ order: [String], _ title: String, _ position: inout [String: Int32], _ result: inout Result
    ) -> [String] {
        var first: [Double: String] = [:]
        var kept: [String] = []
        var codes: [Double: Int32] = [:]
        var example: (String, String)?
        for text in order {
            guard let value = number(text) else { continue }
            if let other = first[value] {
                position[text] = codes[value]
                if example == nil { example = (other, text) }
            } else {
                first[value] = text
                codes[value] = Int32(kept.count)
                kept.append(text)
            }
        }
        if let example {
            result.warnings.append(
                "“\(quoted(example.0))” and “\(quoted(example.1))” of the target “\(quoted(title))” are one class, as they "
                    + "are one number; --categorical \(ShellWord.quoted(TerminalText.short(title))) keeps spellings apart"
            )
        }
        return kept
    }

    /// Warns of words that differ in case or blanks alone; the first two of them stand for all.
    private static func likenesses(_ words: [String], title: String, what: String) -> [String] {
        var first: [String: String] = [:]
        for word in words {
            let plain = word.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
            if let other = first[plain] {
                return [
                    "“\(quoted(other))” and “\(quoted(word))” of the target “\(quoted(title))” are two \(what) that differ in "
                        + "case or blanks alone; write them alike if they are one, or say --categorical "
                        + "\(ShellWord.quoted(TerminalText.short(title))) if both are meant"
                ]
            }
            first[plain] = word
        }
        return []
    }

    private func number(_ text: String) -> Double? {
        Array(text.utf8).withUnsafeBytes { DecimalNumber.numbers($0, decimal: format.decimal)?.double }
    }

    /// Refuses, or doubts, numbers that look like measurements rather than classes.
    private func checkNumbers(
        _ values: [Double], title: String, rows: Int, _ result: inout Result
    ) throws(DatasetError) {
        let count = Set(values).count
        let option = "--categorical \(ShellWord.quoted(TerminalText.short(title)))"
        let areWhole = values.allSatisfy { $0 == $0.rounded() }
        if count > Self.doubtedNumbers, rows < 3 * count || (!areWhole && rows < 10 * count) {
            throw malformed(
                "the target “\(quoted(title))” has \(count) different numbers in \(rows) rows, so it is no class but a "
                    + "measurement; predict the number itself with --target-kind number, group its values, or say "
                    + "\(option) if each is a class")
        }
        if count > Self.doubtedNumbers || (count > 2 && !areWhole) {
            result.warnings.append(
                "each of the \(count) different numbers of the target “\(quoted(title))” is a class of its own; if they are "
                    + "measurements, predict them with --target-kind number or group them, or say \(option) if that is "
                    + "meant")
        }
    }

    /// Takes the numbers of a column as what is to be predicted.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` for a cell that is no finite number, and for numbers that
    ///   are all the same.
    func numbers(_ index: Int) throws(DatasetError) -> Result {
        let column = table.columns[index]
        let title = table.titles[index]
        var numbers = [Double](repeating: 0, count: table.rows)
        for row in numbers.indices {
            guard let number = column.numbers(row, decimal: format.decimal)?.double, number.isFinite else {
                throw .malformed(
                    file: table.file(ofRow: row), line: Int(table.lines[row]),
                    problem:
                        "the target “\(quoted(title))” is “\(quoted(column.text(row)))”, which is no finite number; "
                        + "mend it, or leave out --target-kind number if the values are classes")
            }
            numbers[row] = number
        }
        guard let first = numbers.first, numbers.contains(where: { $0 != first }) else {
            throw malformed("the target “\(quoted(title))” has one value: there is nothing to predict")
        }
        return Result(targets: .numbers(numbers), coding: [TableCoding.Target(title: title, words: [])])
    }

    /// Makes labels of several columns, each of two values, missing ones unknown; equal numbers in other spellings are one value.
    ///
    /// - Parameters:
    ///   - indices: the columns.
    ///   - areKinds: whether the user says of a column that its values are kinds, whatever they look like.
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` for a column with another number of values.
    func labels(_ indices: [Int], areKinds: (Int) -> Bool) throws(DatasetError) -> Result {
        var values = [Int8](repeating: LabelMatrix.missing, count: table.rows * indices.count)
        var result = Result(targets: .classes([], count: 0), coding: [])
        for (label, index) in indices.enumerated() {
            let column = table.columns[index]
            let title = table.titles[index]
            let missing = format.missing(in: table.declarations[index])
            let areSpellings = areKinds(index) || table.hasKinds(index)
            var words: [String] = []
            var places: [String: Int] = [:]
            var placesOfNumbers: [Double: Int] = [:]
            var found: [(position: Int, place: Int)] = []
            for row in 0..<table.rows where !missing.contains(column[row]) {
                let text = column.text(row)
                let number = areSpellings ? nil : number(text)
                let place = places[text] ?? number.flatMap { placesOfNumbers[$0] } ?? words.count
                if place == words.count { words.append(text) }
                guard words.count <= 2 else {
                    throw malformed(
                        "the label “\(quoted(title))” has more than two values, as “\(quoted(text))”; labels are no or yes"
                    )
                }
                places[text] = place
                if let number { placesOfNumbers[number] = place }
                found.append((row * indices.count + label, place))
            }
            guard words.count == 2 else {
                throw malformed("the label “\(quoted(title))” has \(words.count) values; labels are no or yes")
            }
            let numbers = words.compactMap { number($0) }
            // In numerical order or that of the bytes: 0 and 1, no and yes, false and true come out right.
            let isTurned =
                numbers.count == 2 ? numbers[0] > numbers[1] : TableReader.sorted(Set(words)).first != words[0]
            if isTurned { words.swapAt(0, 1) }
            for (position, place) in found { values[position] = (place == 1) != isTurned ? 1 : 0 }
            if !areKinds(index) { result.warnings += Self.likenesses(words, title: title, what: "values") }
            result.coding.append(TableCoding.Target(title: title, words: words))
        }
        guard let matrix = LabelMatrix(rows: table.rows, columns: indices.count, values: values) else {
            throw malformed("the labels do not fit together")
        }
        result.targets = .labels(matrix)
        return result
    }

    private func malformed(_ problem: String) -> DatasetError {
        .malformed(file: table.file, line: 0, problem: problem)
    }
}
