import Formats

/// How validation chooses a configuration and an epoch; needs stored curves only, no training.
public struct SelectionRule: Sendable, Hashable {
    /// What is compared on validation rows and reported on test rows.
    public enum Metric: String, Sendable, CaseIterable {
        /// The share of rows classified rightly, compared as whole numbers.
        case accuracy
        /// The area under the ROC curve, averaged over labels.
        case auc
    }

    /// Which of several windows with equal means counts.
    public enum WindowTies: String, Sendable, CaseIterable {
        /// The one that ends first: the network that was trained least.
        case earliest
        /// The one that ends last: the network that was trained most.
        case latest
    }

    /// The metric.
    public var metric: Metric
    /// The epochs that are averaged: 10 ("moving average of 10 consecutive values").
    public var window: Int
    /// Which of several windows with equal means counts: the earliest, as a training that was stopped there would have
    /// taken; the paper does not say.
    public var windowTies: WindowTies

    /// Makes a rule.
    public init(metric: Metric = .accuracy, window: Int = 10, windowTies: WindowTies = .earliest) {
        self.metric = metric
        self.window = window
        self.windowTies = windowTies
    }

    /// The paper's rule for the UCI tasks.
    public static let paper = SelectionRule()

    /// The rule as it is kept beside each selection.
    public var record: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "metric": .string(metric.rawValue),
            "window": .integer(Int64(window)),
            "epoch": .string("last of the best window"),
            // The paper's order, then the id, so that the choice never depends on chance.
            "ties": .string("more layers, lower learning rate, higher dropout rate, smaller unit id"),
        ]
        // Absent at its default, so that the rules of selections from before it was there stay as they are.
        if windowTies != .earliest { members["window_ties"] = .string(windowTies.rawValue) }
        return .object(members)
    }

    /// The rule that a selection was stored with; nil for the text of a rule that this program does not know.
    ///
    /// - Parameter text: canonical JSON, as in the store's `rule`.
    public init?(record text: String) {
        guard let json = try? CanonicalJSON(parsing: text), let window = json["window"]?.integerValue, window > 0,
            let metric = json["metric"]?.stringValue.flatMap(Metric.init(rawValue:))
        else { return nil }
        let ties = json["window_ties"]?.stringValue.flatMap(WindowTies.init(rawValue:)) ?? .earliest
        self.init(metric: metric, window: Int(clamping: window), windowTies: ties)
        guard record.text == text else { return nil }
    }
}
