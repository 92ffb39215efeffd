/// The pauses of successive halving: after which share of the epochs which share of the configurations goes on.
///
/// Source: Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization",
/// with epochs as the resource. Shares were chosen on stored curves of the sample suite; docs/running.md has the figures.
public struct HalvingPlan: Sendable, Hashable {
    /// One pause.
    public struct Pause: Sendable, Hashable {
        /// The share of the epochs after which it is, above 0 and below 1.
        public var epochShare: Double
        /// The share of all configurations that goes on, above 0 up to 1.
        public var keptShare: Double

        /// Makes a pause.
        public init(epochShare: Double, keptShare: Double) {
            self.epochShare = epochShare
            self.keptShare = keptShare
        }
    }

    /// The pauses, in order.
    public var pauses: [Pause]

    /// Makes a plan.
    public init(pauses: [Pause]) {
        self.pauses = pauses
    }

    /// The plan of `--search halving`.
    public static let standard = HalvingPlan(pauses: [
        Pause(epochShare: 0.1, keptShare: 0.34), Pause(epochShare: 0.3, keptShare: 0.12),
    ])

    /// The epoch of a pause, at least 1 and below the last.
    func epoch(ofPause index: Int, of epochs: Int) -> Int {
        min(max(1, Int((pauses[index].epochShare * Double(epochs)).rounded())), max(1, epochs - 1))
    }

    /// How many of some configurations go on after a pause, at least 1.
    func kept(afterPause index: Int, of count: Int) -> Int {
        min(count, max(1, Int((pauses[index].keptShare * Double(count)).rounded(.up))))
    }
}
