import Statistics

/// What of a selected result is compared.
public enum ResultMetric: Hashable, Sendable, CustomStringConvertible {
    /// The test metric that the selections were made for: accuracy, or the AUC for labels.
    case selected
    /// Test accuracy.
    case accuracy
    /// Test AUC.
    case auc
    /// Test loss; the smaller the better.
    case loss
    /// Validation accuracy, of the epoch that was chosen by it.
    case validationAccuracy
    /// Validation AUC, of the epoch that was chosen by it.
    case validationAUC
    /// Another metric that attempts recorded for the test rows.
    case recorded(String)

    /// The names that people choose from; any other name is that of a recorded metric.
    public static let names = ["selected", "accuracy", "auc", "loss", "validation-accuracy", "validation-auc"]

    /// The metric of a name.
    public init(_ name: String) {
        switch name {
        case "selected": self = .selected
        case "accuracy", "test-accuracy": self = .accuracy
        case "auc", "test-auc": self = .auc
        case "loss", "test-loss": self = .loss
        case "validation-accuracy": self = .validationAccuracy
        case "validation-auc": self = .validationAUC
        default: self = .recorded(name)
        }
    }

    /// The name.
    public var description: String {
        switch self {
        case .selected: "selected"
        case .accuracy: "accuracy"
        case .auc: "auc"
        case .loss: "loss"
        case .validationAccuracy: "validation-accuracy"
        case .validationAUC: "validation-auc"
        case .recorded(let name): name
        }
    }

    /// Which value is the better one.
    public var order: RankOrder {
        switch self {
        case .loss, .recorded("loss"): .smallestFirst
        default: .largestFirst
        }
    }
}
