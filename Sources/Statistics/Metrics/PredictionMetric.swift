/// What predictions of some rows are measured by; its name is that of protocols, stored metrics and rankings.
public enum PredictionMetric: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
    /// The share of rows classified rightly, compared as whole numbers.
    case accuracy
    /// The area under the ROC curve, averaged over labels.
    case auc
    /// The mean over classes of the share of their rows classified rightly, see ``ConfusionMatrix/balancedAccuracy``.
    case balancedAccuracy = "balanced_accuracy"
    /// The mean over classes, or labels, of F1, see ``ConfusionMatrix/macroF1``.
    case macroF1 = "macro_f1"
    /// Matthews' correlation coefficient, see ``ConfusionMatrix/matthewsCorrelation``.
    case matthewsCorrelation = "mcc"
    /// The mean of -log of the probability of what is true.
    case logLoss = "log_loss"
    /// The Brier score: the mean squared difference of probabilities from what is true.
    case brier
    /// The root of the mean squared error of predicted numbers.
    case rmse
    /// The mean absolute error of predicted numbers.
    case mae
    /// The coefficient of determination of predicted numbers.
    case r2

    /// Which value is the better one.
    public var order: RankOrder {
        switch self {
        case .logLoss, .brier, .rmse, .mae: .smallestFirst
        case .accuracy, .auc, .balancedAccuracy, .macroF1, .matthewsCorrelation, .r2: .largestFirst
        }
    }

    /// A value that none is better than; Matthews' coefficient may come out above 1 by the last digits.
    public var bound: Double {
        switch self {
        case .logLoss, .brier, .rmse, .mae: 0
        case .accuracy, .auc, .balancedAccuracy, .macroF1, .r2: 1
        case .matthewsCorrelation: 1 + 1e-12
        }
    }

    /// Whether it is about predicted numbers rather than classes or labels.
    public var isOfNumbers: Bool { self == .rmse || self == .mae || self == .r2 }

    /// Whether it is about classes or labels and follows from none of loss, counts and areas, so that it is measured
    /// only where that is asked for.
    public var isFurther: Bool {
        switch self {
        case .balancedAccuracy, .macroF1, .matthewsCorrelation, .brier: true
        case .accuracy, .auc, .logLoss, .rmse, .mae, .r2: false
        }
    }
}
