import Formats

extension DataAudit {
    /// What a user should know of a table that becomes a task, each with the option that settles it.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - isGivenApart: whether its parts were given and not drawn, as with a table of test rows.
    static func warnings(of table: UserTable, isGivenApart: Bool = false) -> [String] {
        let task = table.coded
        var warnings: [String] = []
        var classes: [Int32]?
        if case .classes(let codes, _) = task.targets { classes = codes }
        for column in task.columns {
            let option = "--ignore \(ShellWord.quoted(TerminalText.short(column.column.title)))"
            let name = "column “\(quoted(column.column.title))”"
            switch (column.cells, column.column.kind) {
            case (.numbers(let numbers), let kind):
                if column.missing.count == numbers.count {
                    warnings.append("\(name) has no value and is learnt from as zeros; leave it out with \(option)")
                } else if let first = numbers.first, numbers.allSatisfy({ $0 == first }) {
                    warnings.append("\(name) has one value; leave it out with \(option)")
                } else if let classes,
                    ColumnSuspicion.tellsClasses({ numbers[$0] }, rows: numbers.count, classes: classes)
                {
                    warnings.append("\(name) alone tells the class of every row; if it is made from it, \(option)")
                } else if case .numbers(let targets) = task.targets,
                    ColumnSuspicion.tellsNumbers({ numbers[$0] }, targets)
                {
                    warnings.append("\(name) alone tells the target of every row; if it is made from it, \(option)")
                } else if kind == .number(offset: 0, unit: 1), column.missing.isEmpty,
                    !table.warnings.contains(where: { $0.hasPrefix("\(name) counts the rows") }),
                    ColumnSuspicion.isIdentifier({ numbers[$0] }, rows: numbers.count)
                {
                    warnings.append("\(name) has another whole number in each row; if it names the rows, \(option)")
                }
            case (.codes(let codes), _):
                if column.column.features == 1 {
                    warnings.append("\(name) has one value; leave it out with \(option)")
                } else if let classes,
                    ColumnSuspicion.tellsClasses(codes, words: column.column.features, classes: classes)
                {
                    warnings.append("\(name) alone tells the class of every row; if it is made from it, \(option)")
                }
            }
        }
        if let classes { warnings += unlearnt(classes, table) }
        let canBeGrouped = !isGivenApart && !table.columns.contains { [.group, .time, .part].contains($0.role) }
        return warnings
            + repeated(task, advice: canBeGrouped ? "; --group COLUMN keeps rows of one thing in one part" : "")
    }

    /// Classes that no training row has.
    private static func unlearnt(_ classes: [Int32], _ table: UserTable) -> [String] {
        for split in table.splits {
            let known = Set(split.training.map { classes[$0] })
            let others = table.classes.indices.filter { !known.contains(Int32($0)) }
            guard !others.isEmpty else { continue }
            let names = others.prefix(4).map { "“\(quoted(table.classes[$0]))”" }.joined(separator: ", ")
            let more = others.count > 4 ? " and \(others.count - 4) more" : ""
            return [
                "split \(split.index) has no training row of class \(names)\(more); group rare classes, or leave them out"
            ]
        }
        return []
    }

    /// Test rows that equal a training row in all columns.
    private static func repeated(_ task: TableTask, advice: String) -> [String] {
        let rows = task.targets.rows
        var hashes = [UInt64](repeating: 0xCBF2_9CE4_8422_2325, count: rows)
        func add(_ row: Int, _ value: UInt64) {
            var hash = (hashes[row] ^ value) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            hashes[row] = hash
        }
        for column in task.columns {
            switch column.cells {
            case .numbers(let numbers):
                for row in 0..<rows { add(row, UInt64(numbers[row] == 0 ? 0 : numbers[row].bitPattern)) }
            case .codes(let codes):
                for row in 0..<rows { add(row, UInt64(codes[row]) + 1) }
            }
        }
        var most = (count: 0, split: 0, of: 0)
        for split in task.splits {
            // Two rows with equal hashes of 64 bits are equal, but for one chance in many millions.
            let learnt = Set(split.training.map { hashes[$0] })
            let count = split.test.count { learnt.contains(hashes[$0]) }
            if count > most.count { most = (count, split.index, split.test.count) }
        }
        guard most.count > 0 else { return [] }
        return [
            "\(most.count) of \(most.of) test rows of split \(most.split) equal a training row in all columns" + advice
        ]
    }
}
