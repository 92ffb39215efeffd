import Foundation

/// The time that trainings will take, learnt from those that are done: one estimator for all that tells of it.
///
/// A training's effort are its operations and its passes through layers; its seconds are taken to be a power of the
/// effort, since small networks are slower for their operations, times a level of its method. The power is fitted to
/// what was trained to the end, and drawn to 0.9 while that is little; the level is the quotient of sums over a
/// method's latest ones. Trainings that diverge are over early: what they saved, as a share of what was begun, is taken
/// off from what is to be begun. Where a run begins with the longest units, as ours do, a mean of rates would be far too
/// good for the short ones at its end, and a mean over what is over would count too many that diverged.
public struct TimeEstimator: Sendable {
    /// A training, or a part of one.
    public struct Training: Sendable {
        /// The name of its method.
        public var method: String
        /// The effort of all its epochs, above 0.
        public var effort: Double
        /// The share of its epochs that is to be trained, from 0 to 1.
        public var share: Double
        /// The seconds that were spent on it already, where it is in work.
        public var spent: Double

        /// Makes a training.
        public init(method: String, effort: Double, share: Double = 1, spent: Double = 0) {
            self.method = method
            self.effort = effort
            self.share = share
            self.spent = spent
        }

        /// Whether it is in work.
        var isRunning: Bool { spent > 0 }

        func size(_ power: Double) -> Double { pow(max(1, effort), power) * max(0, share) }
    }

    /// A training that is done, and how long it took.
    public struct Observation: Sendable {
        /// What was to be trained.
        public var training: Training
        /// The seconds it took on one core.
        public var seconds: Double
        /// Whether it was trained to its end: one that diverged says nothing about size and time.
        public var isWhole: Bool

        /// Makes an observation.
        public init(_ training: Training, seconds: Double, isWhole: Bool) {
            self.training = training
            self.seconds = seconds
            self.isWhole = isWhole
        }
    }

    /// What was learnt of a method, or of all.
    private struct Level {
        /// The seconds of a training of size 1.
        var seconds: Double
        /// The share of their seconds that trainings take, those that end early among them.
        var share: Double
    }

    private let power: Double
    private let levels: [String: Level]
    private let overall: Level?

    /// The power where nothing was measured, and for how much of a measurement it stands.
    private static let usualPower = (value: 0.9, weight: 5.0)
    /// The latest trainings of a method that make its level.
    private static let latest = 60

    /// Learns from trainings.
    ///
    /// - Parameters:
    ///   - observations: those that are done, in the order in which they ended.
    ///   - open: those that are in work or wait.
    public init(_ observations: [Observation], open: [Training] = []) {
        let usable = observations.filter {
            $0.seconds > 0 && $0.seconds.isFinite && $0.training.effort > 0 && $0.training.effort.isFinite
                && $0.training.share > 0
        }
        let running = Dictionary(grouping: open.filter(\.isRunning), by: \.method)
        let byMethod = Dictionary(grouping: usable, by: \.training.method)
        let power = Self.power(byMethod.values.map { $0 })
        let overall = Self.level(usable, running.values.flatMap { $0 }, power, else: nil)
        self.power = power
        self.overall = overall
        levels = Dictionary(
            uniqueKeysWithValues: byMethod.compactMap { method, observations in
                Self.level(observations, running[method] ?? [], power, else: overall?.seconds).map { (method, $0) }
            })
    }

    /// The predicted seconds that a training still takes on one core; nil before anything is done.
    public func seconds(_ training: Training) -> Double? {
        guard let level = levels[training.method] ?? overall else { return nil }
        let whole = level.seconds * training.size(power)
        // What goes on has not diverged so far.
        return training.isRunning ? max(0, whole - training.spent) : whole * level.share
    }

    /// The predicted seconds until all is done; nil where nothing is open or nothing can be said.
    ///
    /// - Parameters:
    ///   - open: what is in work or waits.
    ///   - busyCores: the trainings that go on at the same time, on the mean.
    public func secondsLeft(_ open: [Training], busyCores: Double) -> Double? {
        guard !open.isEmpty, busyCores > 0 else { return nil }
        var sum = 0.0
        var longest = 0.0
        for training in open {
            guard let seconds = seconds(training) else { return nil }
            sum += seconds
            longest = max(longest, seconds)
        }
        // One training stays on one core.
        return max(longest, sum / busyCores)
    }

    /// The slope of the logarithms of seconds over those of efforts, each within its method.
    private static func power(_ methods: [[Observation]]) -> Double {
        var products = usualPower.value * usualPower.weight
        var squares = usualPower.weight
        for observations in methods {
            let points = observations.filter(\.isWhole).map { observation in
                (x: log(observation.training.effort), y: log(observation.seconds / observation.training.share))
            }
            guard points.count > 1 else { continue }
            let x = points.reduce(0) { $0 + $1.x } / Double(points.count)
            let y = points.reduce(0) { $0 + $1.y } / Double(points.count)
            for point in points {
                products += (point.x - x) * (point.y - y)
                squares += (point.x - x) * (point.x - x)
            }
        }
        return min(1.1, max(0.4, products / squares))
    }

    /// Seconds and shares of some trainings; the seconds are another's where none was trained to its end.
    private static func level(
        _ observations: [Observation], _ running: [Training], _ power: Double, else other: Double?
    ) -> Level? {
        guard !observations.isEmpty else { return nil }
        func quotient(_ observations: some Sequence<Observation>) -> Double? {
            var (seconds, size) = (0.0, 0.0)
            for observation in observations {
                seconds += observation.seconds
                size += observation.training.size(power)
            }
            return size > 0 ? seconds / size : nil
        }
        guard let seconds = quotient(observations.filter(\.isWhole).suffix(latest)) ?? other ?? quotient(observations)
        else { return nil }
        var begun = running.reduce(0) { $0 + seconds * $1.size(power) }
        var saved = 0.0
        for observation in observations {
            let whole = seconds * observation.training.size(power)
            begun += whole
            if !observation.isWhole { saved += max(0, whole - observation.seconds) }
        }
        return Level(seconds: seconds, share: begun > 0 ? 1 - saved / begun : 1)
    }
}
