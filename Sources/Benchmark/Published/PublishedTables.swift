import Formats
import Statistics

/// The tables of "Self-Normalizing Neural Networks" as printed (Klambauer, Unterthiner, Mayr, Hochreiter 2017).
public struct PublishedTables: Sendable {
    /// The name of the paper in the store.
    public static let source = "klambauer2017"

    /// A line of Table A11.
    public struct Accuracies: Sendable {
        /// The short name of the task.
        public let task: String
        /// The number of rows, training and test.
        public let rows: Int
        /// The test accuracy by method, exactly as printed; what the paper leaves out is missing.
        public let values: [String: Fraction]
    }

    /// A line of Table 1, left part.
    public struct RankDifference: Sendable {
        /// The method.
        public let method: String
        /// The average rank minus 4.
        public let value: Double
        /// The p-value against the best method; none for that one.
        public let p: Double?
    }

    /// A line of Tables A12 and A13.
    public struct MethodGroup: Sendable {
        /// The group's name.
        public let group: String
        /// The method that stands for the group: the name of a network here, or of a column of the classifiers' results.
        public let method: String
        /// Whether the method is one of the paper's own seven networks.
        public let isNetwork: Bool
        /// The average rank over the 75 tasks with fewer than 1000 rows.
        public let smallRank: Double
        /// Its p-value against the best method; none for that one.
        public let smallP: Double?
        /// The average rank over the 46 tasks with 1000 rows and more.
        public let largeRank: Double
        /// Its p-value against the best method; none for that one.
        public let largeP: Double?
    }

    /// A mean and standard deviation of an AUC.
    public struct Area: Sendable {
        /// The method.
        public let method: String
        /// The number of layers or blocks; none where the table does not part them.
        public let layers: Int?
        /// The mean, from 0 to 1.
        public let mean: Double
        /// The standard deviation.
        public let deviation: Double
        /// The p-value against the best method, where the table has one.
        public let p: Double?
    }

    /// Table A11.
    public let accuracies: [Accuracies]
    /// Table 1, left part.
    public let rankDifferences: [RankDifference]
    /// Tables A12 and A13; Table 1's right part is the head of A13.
    public let groups: [MethodGroup]
    /// Table 2: Tox21.
    public let tox21: [Area]
    /// Table 3: HTRU2.
    public let htru2: [Area]

    /// The seven networks in the order of Table A11's columns.
    public static let networks = ["snn", "msra", "highway", "resnet", "batchnorm", "weightnorm", "layernorm"]

    /// Names of networks in the paper's tables, and ours.
    private static let names = [
        "SNN": "snn", "MS": "msra", "MSRAinit": "msra", "HW": "highway", "Highway": "highway", "ResNet": "resnet",
        "BN": "batchnorm", "BatchNorm": "batchnorm", "WN": "weightnorm", "WeightNorm": "weightnorm",
        "LN": "layernorm", "LayerNorm": "layernorm",
    ]

    /// Reads the embedded tables.
    public init() throws(PublishedError) {
        accuracies = try PublishedTables.readAccuracies()
        let ranks = try EmbeddedTable("uci_average_rank_difference")
        rankDifferences = try ranks.rows.map { row throws(PublishedError) in
            RankDifference(
                method: try ranks.text(row, "method"), value: try ranks.number(row, "average_rank_difference"),
                p: try ranks.optionalNumber(row, "p"))
        }
        let table = try EmbeddedTable("uci_method_groups")
        groups = try table.rows.map { row throws(PublishedError) in
            let name = try table.text(row, "method")
            return MethodGroup(
                group: try table.text(row, "group"), method: PublishedTables.names[name] ?? name,
                isNetwork: PublishedTables.names[name] != nil, smallRank: try table.number(row, "small_rank"),
                smallP: try table.optionalNumber(row, "small_p"), largeRank: try table.number(row, "large_rank"),
                largeP: try table.optionalNumber(row, "large_p"))
        }
        let tox21 = try EmbeddedTable("tox21_auc")
        self.tox21 = try tox21.rows.map { row throws(PublishedError) in
            // Printed as AUC x 100; a tenth of a hundredth has no exact binary form either way.
            Area(
                method: try tox21.text(row, "method"), layers: Int(try tox21.number(row, "layers")),
                mean: try tox21.number(row, "mean") / 100, deviation: try tox21.number(row, "sd") / 100, p: nil)
        }
        let htru2 = try EmbeddedTable("htru2_auc")
        self.htru2 = try htru2.rows.map { row throws(PublishedError) in
            Area(
                method: try htru2.text(row, "method"), layers: nil, mean: try htru2.number(row, "mean"),
                deviation: try htru2.number(row, "sd"), p: try htru2.optionalNumber(row, "p"))
        }
    }

    private static func readAccuracies() throws(PublishedError) -> [Accuracies] {
        let table = try EmbeddedTable("uci_accuracy")
        let columns = ["SNN", "MS", "HW", "ResNet", "BN", "WN", "LN"]
        return try table.rows.map { row throws(PublishedError) in
            var values: [String: Fraction] = [:]
            for column in columns {
                if let value = try table.decimal(row, column), let name = names[column] { values[name] = value }
            }
            return Accuracies(
                task: try table.text(row, "dataset"), rows: Int(try table.number(row, "N")), values: values)
        }
    }
}

/// What is wrong with published numbers.
public enum PublishedError: ClassifiedError, Equatable, Sendable {
    /// A file can't be read; the reason is the system's.
    case unreadable(file: String, reason: String)
    /// A line, from 1, that is not as it should be.
    case malformed(file: String, line: Int, problem: String)
    /// A column that should be there.
    case missingColumn(file: String, column: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .unreadable: .inputOutput
        default: .badData
        }
    }

    /// One line that says what is wrong, where, and what to do.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
        case .malformed(let file, let line, let problem): "\(file), line \(line): \(problem)"
        case .missingColumn(let file, let column):
            "\(file) has no column \(column); fetch it again: snnbench fetch \(ClassifierResults.download)"
        }
    }
}
