import Formats

/// The making of a task from a user's table.
///
/// A column of numbers is a feature. Any other column is a category and becomes one feature of 0 and 1 a value, in
/// order of the values' bytes. The target's values are the classes, in numerical order where all are numbers, else in
/// order of their bytes, or numbers to be predicted where that is asked for. Features are kept as measured and standardised on the training rows of each split when a
/// network learns from them; a missing number is then at the mean of the training rows.
public struct TableReader {
    private let options: TableOptions
    private var table: TextTable
    private var dropped = 0
    private var warnings: [String] = []

    private init(table: TextTable, options: TableOptions) {
        self.table = table
        self.options = options
    }

    /// Reads a table of one file.
    ///
    /// - Throws: a ``DatasetError`` that names the line and column of a cell that is wrong.
    public static func read(
        _ file: NamedBytes, name: TaskName, options: TableOptions = TableOptions()
    ) throws(DatasetError) -> UserTable {
        try read([TableFile(file)], name: name, options: options)
    }

    /// Reads a table of several files, each of which may be a part of the only split.
    ///
    /// - Throws: a ``DatasetError`` that names the file, line and column of a cell that is wrong.
    public static func read(
        _ files: [TableFile], name: TaskName, options: TableOptions = TableOptions()
    ) throws(DatasetError) -> UserTable {
        var table: TextTable?
        var parts: [SplitPart] = []
        var sparse: [Int: LIBSVMReader] = [:]
        for (index, file) in files.enumerated() where file.form == .libsvm {
            sparse[index] = try LIBSVMReader(file.file)
        }
        let features = LIBSVMReader.features(of: Array(sparse.values))
        for (index, file) in files.enumerated() {
            let next: TextTable
            if let reader = sparse[index] {
                next = try reader.table(features: features)
            } else {
                next = try file.table(options.format)
            }
            parts += Array(repeating: file.part ?? .training, count: next.rows)
            if table == nil { table = next } else { try table?.append(next) }
        }
        guard let table else { throw .empty(file: "\(name)") }
        return try make(
            table, parts: files.contains { $0.part != nil } ? parts : nil, name: name, options: options)
    }

    /// Makes a task of texts.
    static func make(
        _ table: TextTable, parts: [SplitPart]? = nil, name: TaskName, options: TableOptions
    ) throws(DatasetError) -> UserTable {
        var reader = TableReader(table: table, options: options)
        return try reader.make(name, parts)
    }

    private mutating func make(_ name: TaskName, _ parts: [SplitPart]?) throws(DatasetError) -> UserTable {
        if let problem = options.plan.contradiction { throw malformed(problem) }
        let roles = try roles()
        let kept = try keptRows(roles)
        let parts = parts.map { parts in kept.count == table.rows ? parts : kept.map { parts[$0] } }
        if kept.count < table.rows {
            dropped = table.rows - kept.count
            table = table.selecting(kept)
        }
        let target = try target(roles)
        warnings += target.warnings
        var coded: [CodedColumn] = []
        var made: [TableColumn] = []
        var targets = target.coding[...]
        for (index, title) in table.titles.enumerated() {
            guard roles[index] == .feature else {
                let words = roles[index] == .target ? targets.popFirst()?.words ?? [] : []
                made.append(
                    TableColumn(title: title, role: roles[index].shown, features: 0, filled: 0, values: words))
                continue
            }
            let coder = ColumnCoder(table: table, index: index, format: options.format)
            let column: CodedColumn
            if let words = options.ordinals[title] {
                column = try coder.code(ordinal: words)
            } else {
                column = try coder.code(isCategory: options.categories.contains(title))
            }
            try check(column, title: title, position: index)
            coded.append(column)
            made.append(TableColumn(column))
        }
        guard !coded.isEmpty else {
            throw .malformed(file: table.file, line: 1, problem: "no column is left to learn from")
        }
        let relation = try relation()
        let task = try TableTask(
            name: name, columns: coded, targets: target.targets, targetCoding: target.coding,
            titles: table.titles, splits: try splits(target.targets, relation, parts), relation: relation,
            format: options.format, image: options.image)
        return UserTable(coded: task, columns: made, droppedRows: dropped, warnings: warnings)
    }

    // MARK: Columns

    /// What a column is for.
    private enum Role {
        case feature, target, ignored, part, group, time

        var shown: TableColumn.Role {
            switch self {
            case .feature: .number
            case .target: .target
            case .ignored: .ignored
            case .part: .part
            case .group: .group
            case .time: .time
            }
        }
    }

    private func roles() throws(DatasetError) -> [Role] {
        var roles = [Role](repeating: .feature, count: table.titles.count)
        func set(_ title: String, _ role: Role) throws(DatasetError) {
            let index = try table.position(of: title)
            guard roles[index] == .feature || roles[index] == role else {
                if role == .target || roles[index] == .target {
                    throw .malformed(
                        file: table.file, line: 1,
                        problem: "the target “\(quoted(table.titles[index]))” is to be ignored; choose another")
                }
                throw malformed("column “\(quoted(table.titles[index]))” is asked to be two things; choose one")
            }
            roles[index] = role
        }
        if options.targets.isEmpty {
            roles[table.target ?? table.titles.count - 1] = .target
        } else {
            for title in options.targets { try set(title, .target) }
        }
        for title in options.ignored { try set(title, .ignored) }
        for title in options.plan.columns { try set(title, .part) }
        if let title = options.plan.group { try set(title, .group) }
        if let title = options.plan.time { try set(title, .time) }
        for title in options.categories + options.ordinals.keys.sorted() { _ = try table.position(of: title) }
        return roles
    }

    /// The rows that are learnt from, by what is to become of missing cells.
    private func keptRows(_ roles: [Role]) throws(DatasetError) -> [Int] {
        guard table.rows > 0 else { throw .empty(file: table.file) }
        let hasLabels = options.targets.count > 1
        var isKept = [Bool](repeating: true, count: table.rows)
        for (index, role) in roles.enumerated() where role != .ignored {
            let column = table.columns[index]
            // A label may be unknown.
            if role == .target, hasLabels { continue }
            let missing = options.format.missing(in: table.declarations[index])
            for row in 0..<table.rows where missing.contains(column[row]) {
                let title = quoted(table.titles[index])
                switch (options.missing, role) {
                case (.drop, _): isKept[row] = false
                case (.fill, .feature): break
                case (.fill, .target):
                    throw malformed("the target “\(title)” is missing; leave such rows out", row: row)
                case (.fill, _): throw malformed("column “\(title)” is missing; fill the cell", row: row)
                case (.refuse, _): throw malformed("column “\(title)” is missing; fill the cell", row: row)
                }
            }
        }
        let kept = (0..<table.rows).filter { isKept[$0] }
        guard !kept.isEmpty else { throw .empty(file: table.file) }
        return kept
    }

    private func target(_ roles: [Role]) throws(DatasetError) -> TargetCoder.Result {
        let coder = TargetCoder(table: table, format: options.format)
        let indices = roles.indices.filter { roles[$0] == .target }
        if indices.count > 1 {
            guard options.targetKind == .classes else {
                throw malformed("one number a row can be predicted; name one --target, or add a task for each")
            }
            return try coder.labels(indices) { options.categories.contains(table.titles[$0]) }
        }
        guard let index = indices.first else { throw malformed("there is no target; name one with --target") }
        if options.targetKind == .number { return try coder.numbers(index) }
        return try coder.classes(index, areKinds: options.categories.contains(table.titles[index]))
    }

    /// Refuses, or warns of, columns that cannot help to predict other rows.
    private mutating func check(_ column: CodedColumn, title: String, position: Int) throws(DatasetError) {
        guard case .numbers(let numbers) = column.cells, case .number(_, let unit) = column.column.kind,
            numbers.count > 2, column.missing.isEmpty, unit == 1
        else { return }
        let first = numbers[0]
        guard first == 0 || first == 1, numbers.indices.allSatisfy({ numbers[$0] == first + Float($0) }) else {
            return
        }
        let name = ShellWord.quoted(title.isEmpty ? "#\(position + 1)" : TerminalText.short(title))
        guard !title.isEmpty, !title.hasPrefix("Unnamed:") else {
            throw .malformed(
                file: table.file, line: 1,
                problem:
                    "column \(position + 1) has no name and counts the rows; leave it out with --ignore \(name), or "
                    + "give it a name if it is to be learnt from")
        }
        warnings.append(
            "column “\(quoted(title))” counts the rows, and tells the class where rows are sorted by it; leave it out "
                + "with --ignore \(name)")
    }

    // MARK: Splits

    private mutating func splits(
        _ targets: TaskTargets, _ relation: RowRelation?, _ parts: [SplitPart]?
    ) throws(DatasetError) -> [Split] {
        let plan = options.plan
        var classes: [Int32]?
        if case .classes(let codes, _) = targets { classes = codes }
        let maker = SplitMaker(
            plan: plan, rows: table.rows, classes: classes, relation: relation, file: table.file)
        if let parts {
            if let problem = plan.contradiction(withFilesFor: Set(parts)) { throw malformed(problem) }
            warnings += relation?.warnings(ofFilesFor: parts, column: quoted(plan.group ?? plan.time ?? "")) ?? []
            return [try maker.completed(parts, index: 0)]
        }
        guard !plan.columns.isEmpty else { return try maker.drawn() }
        var splits: [Split] = []
        for title in plan.columns {
            let column = table.columns[try table.position(of: title)]
            let words = (0..<table.rows).map { column.text($0) }
            splits += try maker.split(by: words, title: title, index: splits.count)
        }
        return splits
    }

    /// What binds the rows to each other; nil where nothing does.
    private func relation() throws(DatasetError) -> RowRelation? {
        if let title = options.plan.group {
            let column = table.columns[try table.position(of: title)]
            var numbers: [String: Int] = [:]
            return .groups(
                (0..<table.rows).map { row in
                    let text = column.text(row)
                    let number = numbers[text] ?? numbers.count
                    numbers[text] = number
                    return number
                })
        }
        guard let title = options.plan.time else { return nil }
        return .times(
            try TimeColumn(table: table, index: try table.position(of: title), decimal: options.format.decimal).order())
    }

    /// Texts in order of their bytes, which is the same everywhere.
    static func sorted(_ values: Set<String>) -> [String] {
        values.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    private func malformed(_ problem: String, row: Int? = nil) -> DatasetError {
        .malformed(
            file: row.map { table.file(ofRow: $0) } ?? table.file, line: row.map { Int(table.lines[$0]) } ?? 0,
            problem: problem)
    }
}
