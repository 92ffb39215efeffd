/// A table of facts: its columns, named here for the schema's readers and writers, exports, imports and checks alike.
///
/// The order of the cases is the order in which facts depend on each other.
public enum FactTable: String, CaseIterable, Sendable {
    /// Data sets.
    case tasks
    /// Partitions of a task's rows.
    case splits
    /// Kinds of network.
    case methods
    /// What is fixed about training and selection.
    case protocols
    /// Methods with their hyperparameters.
    case configurations
    /// Trainings.
    case units
    /// Where attempts ran.
    case environments
    /// Executions of units.
    case attempts
    /// Measurements after each epoch.
    case epochs
    /// Metrics of the selected epoch.
    case metrics
    /// What validation prefers.
    case selections
    /// Numbers from publications.
    case publishedResults = "published_results"
    /// Descriptions of what was run.
    case studies

    /// What a column holds.
    public enum Kind: String, Sendable {
        /// Any text.
        case text = "a text"
        /// An integer.
        case integer = "a whole number"
        /// A finite number.
        case real = "a number"
        /// A text in the form of `2026-11-21T09:30:00.123Z`.
        case time = "a time"
    }

    /// A column of an export.
    public struct Column: Sendable, Hashable {
        /// The name, that of the store's own column where there is one.
        public let name: String
        /// What it holds.
        public let kind: Kind
        /// Whether a value may be missing.
        public let isOptional: Bool
    }

    /// The columns of an export, in order: those of the table, with digests and hashes in the place of row ids.
    ///
    /// `attempt` numbers the attempts of one export and means nothing outside of it.
    public var columns: [Column] {
        (self == .attempts ? exportedKey : [])
            + storedColumns.flatMap { column -> [Column] in
                switch column.role {
                case .value: [Column(name: column.name, kind: column.kind, isOptional: column.isOptional)]
                case .reference(let table):
                    table.exportedKey.map {
                        Column(name: $0.name, kind: $0.kind, isOptional: column.isOptional)
                    }
                case .repeated: []
                }
            }
    }
}

/// A column of one of the store's own tables.
struct StoredColumn: Hashable, Sendable {
    /// What a column is to its table.
    enum Role: Hashable, Sendable {
        /// A fact.
        case value
        /// The row id of a row of another table.
        case reference(FactTable)
        /// What another column says too, for those who query.
        case repeated
    }

    let name: String
    let kind: FactTable.Kind
    let isOptional: Bool
    let role: Role
}

extension FactTable {
    /// The columns of the table but for its own row id, in the order of the schema.
    var storedColumns: [StoredColumn] {
        switch self {
        case .tasks: TaskRecord.columns
        case .splits: SplitRecord.columns
        case .methods: MethodRecord.columns
        case .protocols: ProtocolRecord.columns
        case .configurations: ConfigurationRecord.columns
        case .units: UnitRecord.columns
        case .environments: EnvironmentRecord.columns
        case .attempts: AttemptRecord.columns
        case .epochs: EpochRecord.columns
        case .metrics: MetricRecord.columns
        case .selections: SelectionRecord.columns
        case .publishedResults: PublishedResult.columns
        case .studies: StudyRecord.columns
        }
    }

    /// The name of the row id, where rows have one.
    var rowID: String? {
        switch self {
        case .tasks: "task_id"
        case .splits: "split_id"
        case .methods: "method_id"
        case .protocols: "protocol_id"
        case .configurations: "configuration_id"
        case .units: "unit_id"
        case .environments: "environment_id"
        case .attempts: "attempt_id"
        case .selections: "selection_id"
        case .studies: "study_id"
        case .epochs, .metrics, .publishedResults: nil
        }
    }

    /// The columns that tell one row from another, where a record is stored once.
    var key: [String] {
        switch self {
        case .tasks: ["name", "content_digest"]
        case .splits: ["task_id", "split_digest", "split_index"]
        case .methods: ["method_digest"]
        case .protocols: ["protocol_digest"]
        case .configurations: ["configuration_digest"]
        case .units: ["unit_hash"]
        case .environments: ["environment_digest"]
        case .publishedResults: ["source", "table_label", "task", "method", "metric", "detail"]
        case .studies: ["study_digest", "recorded_at"]
        case .attempts, .epochs, .metrics, .selections: []
        }
    }

    /// Columns that are labels: a record may have another than the row that is there.
    var labels: Set<String> { self == .protocols ? ["name"] : [] }

    /// What names a row in an export.
    var exportedKey: [Column] {
        func column(_ name: String, _ kind: Kind = .text) -> Column {
            Column(name: name, kind: kind, isOptional: false)
        }
        return switch self {
        case .tasks: [column("task"), column("content_digest")]
        case .splits:
            FactTable.tasks.exportedKey + [column("split_index", .integer), column("split_digest")]
        case .attempts: [column("attempt", .integer)]
        default: key.map { column($0) }
        }
    }
}
