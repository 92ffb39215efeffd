import Digests
import ResultStore

/// How validation chooses a configuration and an epoch; needs stored curves only, no training.
public struct SelectionRule: Sendable, Hashable {
    /// The epochs that are averaged: 10 ("moving average of 10 consecutive values").
    public var window: Int

    /// Makes a rule.
    public init(window: Int = 10) {
        self.window = window
    }

    /// The paper's rule.
    public static let paper = SelectionRule()

    /// The rule as it is kept beside each selection.
    var record: CanonicalJSON {
        .object([
            "metric": .string("accuracy"),
            "window": .integer(Int64(window)),
            "epoch": .string("last of the best window"),
            // The paper's order, then the id, so that the choice never depends on chance.
            "ties": .string("more layers, lower learning rate, higher dropout rate, smaller unit id"),
        ])
    }
}
