/// A kind of fact in an export, with its columns; rows refer to each other by digests and hashes, never by row ids.
///
/// The order of the cases is the order in which facts depend on each other.
public enum FactTable: String, CaseIterable, Sendable {
    case tasks
    case splits
    case methods
    case protocols
    case configurations
    case units
    case environments
    case attempts
    case epochs
    case metrics
    case selections
    case publishedResults = "published_results"

    /// What a column holds.
    public enum Kind: String, Sendable {
        case text = "a text"
        case integer = "a whole number"
        case real = "a number"
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

    /// The columns in order.
    ///
    /// `attempt` numbers the attempts of one export and means nothing outside of it.
    public var columns: [Column] {
        switch self {
        case .tasks: text("name", "suite", "content_digest") + integers("rows", "features", "classes")
        case .splits:
            text("task", "content_digest") + integers("split_index") + text("split_digest")
                + integers("training_rows", "validation_rows", "test_rows")
        case .methods: text("name", "definition", "method_digest")
        case .protocols: text("name", "definition", "protocol_digest")
        case .configurations: text("method_digest", "hyperparameters", "configuration_digest")
        case .units:
            text("unit_hash") + splitKey + text("protocol_digest", "configuration_digest")
                + integers("seed", "numerics_version")
        case .environments:
            text("host", "operating_system", "processor", "instruction_set") + integers("threads")
                + text("swift_version", "program_version", "source_commit", "environment_digest")
        case .attempts:
            integers("attempt") + text("unit_hash", "environment_digest", "outcome") + optional(.text, "message")
                + text("started_at", "finished_at") + optional(.real, "seconds") + integers("epochs_completed", "steps")
                + optional(.text, "weights_digest", "result_digest")
        case .epochs:
            integers("attempt", "epoch") + optional(.real, "training_loss", "validation_loss")
                + optional(.integer, "validation_correct") + optional(.real, "test_loss")
                + optional(.integer, "test_correct") + optional(.real, "validation_auc", "test_auc")
        case .metrics:
            integers("attempt") + text("partition", "name") + optional(.real, "value")
                + optional(.integer, "correct", "total", "epoch")
        case .selections:
            splitKey + text("protocol_digest", "method_digest") + integers("seed") + text("grid", "rule")
                + optional(.text, "unit_hash") + optional(.integer, "epoch") + optional(.real, "validation_score")
                + optional(.integer, "validation_correct", "validation_total") + optional(.text, "test_metric")
                + optional(.real, "test_value") + optional(.integer, "test_correct", "test_total")
                + integers("candidates", "failed_candidates") + text("recorded_at")
        case .publishedResults:
            text("source", "table_label", "task", "method", "metric", "detail") + optional(.real, "value")
        }
    }

    private var splitKey: [Column] {
        text("task", "content_digest") + integers("split_index") + text("split_digest")
    }

    private func text(_ names: String...) -> [Column] {
        names.map { Column(name: $0, kind: .text, isOptional: false) }
    }

    private func integers(_ names: String...) -> [Column] {
        names.map { Column(name: $0, kind: .integer, isOptional: false) }
    }

    private func optional(_ kind: Kind, _ names: String...) -> [Column] {
        names.map { Column(name: $0, kind: kind, isOptional: true) }
    }
}
