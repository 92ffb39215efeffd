import Foundation

/// How far a run is.
public struct RunProgress: Sendable {
    /// The units that are done, those of earlier runs not counted.
    public var done: Int
    /// The units that this run has to do.
    public var total: Int
    /// Of the units done, those whose loss was no longer finite.
    public var diverged: Int
    /// The seconds since the run began.
    public var seconds: Double
    /// The predicted work done, as a share of the run's.
    public var workShare: Double

    /// The predicted seconds that are left; nil before the first unit is done.
    public var secondsLeft: Double? {
        workShare > 0 ? seconds * (1 - workShare) / workShare : nil
    }

    /// The units done a second.
    public var rate: Double { seconds > 0 ? Double(done) / seconds : 0 }
}
