import Formats

/// A task made of a user's table, with what became of its columns.
public struct UserTable: Sendable {
    /// The task as it is kept.
    let coded: TableTask
    /// The columns in order of the table.
    public let columns: [TableColumn]
    /// The number of rows that were left out as a cell was missing.
    public let droppedRows: Int
    /// What a user should know before trusting the results, each with the option that settles it.
    public internal(set) var warnings: [String]

    /// The task, with a number for each feature of each row.
    public var task: LearningTask { coded.learningTask }

    /// The task's name.
    public var name: TaskName { coded.name }

    /// The numbers of rows, features and outputs.
    public var shape: TaskShape { coded.shape }

    /// The partitions.
    public var splits: [Split] { coded.splits }

    /// What is to be predicted.
    public var targets: TaskTargets { coded.targets }

    /// The classes' names in the table, in order.
    public var classes: [String] { columns.first { $0.role == .target }?.values ?? [] }
}

/// What became of one column of a user's table.
public struct TableColumn: Hashable, Sendable {
    /// What a column is for.
    public enum Role: String, Sendable {
        /// Numbers: one feature.
        case number
        /// Words: a feature of 0 and 1 for each.
        case category
        /// Words in an order: one feature.
        case ordinal
        /// The classes, a label, or the number to predict.
        case target
        /// Left out.
        case ignored
        /// It divides the rows.
        case part
        /// Its equal values stay in one part.
        case group
        /// Its order divides the rows.
        case time
    }

    /// Its title in the table.
    public let title: String
    /// What it is for.
    public let role: Role
    /// The number of features that were made of it.
    public let features: Int
    /// The number of cells that were missing and filled.
    public let filled: Int
    /// The words of a category or the target, in the order of features or classes; empty for others.
    public let values: [String]

    init(title: String, role: Role, features: Int, filled: Int, values: [String]) {
        self.title = title
        self.role = role
        self.features = features
        self.filled = filled
        self.values = values
    }

    init(_ coded: CodedColumn) {
        title = coded.column.title
        features = coded.column.features
        switch coded.column.kind {
        case .number:
            role = .number
            values = []
            filled = coded.missing.count
        case .ordinal(let words):
            role = .ordinal
            values = words
            filled = coded.missing.count
        case .category(let words, let hasMissing):
            role = .category
            values = hasMissing ? words + ["(missing)"] : words
            if case .codes(let codes) = coded.cells, hasMissing {
                filled = codes.count { Int($0) == words.count }
            } else {
                filled = 0
            }
        }
    }
}

/// How a user's table becomes a task.
public struct TableOptions: Hashable, Sendable {
    /// What becomes of missing cells.
    public enum Missing: String, CaseIterable, Sendable {
        /// A number becomes the mean of its column over the training rows, a category one of its own.
        case fill
        /// The row is left out.
        case drop
        /// It is an error.
        case refuse
    }

    /// What the values of a target are.
    public enum TargetKind: String, CaseIterable, Sendable {
        /// Classes, a class for each value; of several targets labels.
        case classes
        /// Numbers: what is predicted is the number itself.
        case number
    }

    /// How the text is read.
    public var format = CellFormat()
    /// What the values of the target are.
    public var targetKind = TargetKind.classes
    /// The columns that are to be predicted: none for the last, one for classes, several for labels.
    public var targets: [String] = []
    /// The columns that are left out, as identifiers.
    public var ignored: [String] = []
    /// The columns that are categories although they hold numbers; a target among them has a class for each spelling.
    public var categories: [String] = []
    /// The columns whose words have an order, which is given.
    public var ordinals: [String: [String]] = [:]
    /// What becomes of missing cells.
    public var missing = Missing.fill
    /// How the rows are divided.
    public var plan = SplitPlan()
    /// The sizes of the images that the features are, channel after channel; nil where they are none.
    public var image: ImageShape?

    /// Makes the defaults.
    public init() {}
}
