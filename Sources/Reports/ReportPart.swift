/// A piece of a report that can be had alone.
public enum ReportPart: String, CaseIterable, Sendable {
    case summary
    case ranks
    case criticalDifferences = "cd-diagram"
    case heatMap = "heat-map"
    case paperScatter = "paper-scatter"
    case learningCurves = "learning-curves"
    case choices
    case tox21
    case htru2
    case times
    case failures

    /// What it shows, one sentence.
    public var summary: String {
        switch self {
        case .summary: "The claims of the paper, each beside our numbers, with a verdict."
        case .ranks: "Average ranks, mean accuracies and p-values."
        case .criticalDifferences: "The critical-difference diagram; --cd-test chooses the test."
        case .heatMap: "Every method on every task, the paper's value beside ours."
        case .paperScatter: "Our accuracy against the paper's, task by task."
        case .learningCurves: "The learning curves of the selected configurations."
        case .choices: "Depth, learning rate and other hyperparameters that validation chose."
        case .times: "Training time by method."
        case .failures: "Attempts without success, by reason."
        case .tox21: "AUC on Tox21 by method and number of layers, beside Table 2."
        case .htru2: "AUC on HTRU2 over folds, beside Table 3."
        }
    }

    /// Whether it has a drawing.
    public var hasChart: Bool {
        switch self {
        case .criticalDifferences, .heatMap, .paperScatter, .learningCurves, .choices, .times: true
        case .summary, .ranks, .failures, .tox21, .htru2: false
        }
    }
}
