import Benchmark
import Formats

/// How units are dealt into bundles, each of which one job trains: a rule of times alone, the same for the same times.
///
/// A bundle is whole groups (task, split, method, seed), so that a search that leaves some out needs no word from another job. A group
/// that takes too long is cut at its configurations, where each is trained for itself anyway.
public struct Bundling: Sendable, Hashable {
    /// The seconds that a bundle should take at most.
    public var longest: Double
    /// The seconds that a bundle takes at least, as far as there is so much.
    public var shortest: Double
    /// The seconds above which a group is cut.
    public var longestGroup: Double
    /// The number of bundles that is not passed; they become longer instead.
    public var limit: Int

    /// Makes a rule: 30 to 60 minutes where the target is 45, never under 10; groups above 4 hours are cut.
    ///
    /// - Parameters:
    ///   - target: the seconds that a bundle should take, above 0.
    ///   - limit: the largest number of bundles, at least 1; Slurm counts array jobs to 1,000 where nothing else is set.
    public init(target: Double = 45 * 60, limit: Int = 1000) {
        longest = target * 4 / 3
        shortest = target * 10 / 45
        longestGroup = max(target, 4 * 3600 * min(1, target / (45 * 60)))
        self.limit = max(1, limit)
    }

    /// Some units of a group that stay together.
    public struct Piece: Sendable, Hashable {
        /// The place of the task in the plan.
        public var task: Int
        /// The place of the group among those of its task.
        public var group: Int
        /// The units of the group, by their places.
        public var units: Range<Int>
    }

    /// A piece and how long it takes.
    struct Weighed {
        var piece: Piece
        var seconds: Double
    }

    /// Cuts a group into pieces of successive units that take about as long.
    func pieces(task: Int, group: Int, seconds: [Double], isCut: Bool) -> [Weighed] {
        let total = seconds.reduce(0, +)
        guard isCut, total > longestGroup, seconds.count > 1 else {
            return [Weighed(piece: Piece(task: task, group: group, units: 0..<seconds.count), seconds: total)]
        }
        let share = total / (total / longestGroup).rounded(.up)
        var pieces: [Weighed] = []
        var start = 0
        var sum = 0.0
        for (index, own) in seconds.enumerated() {
            if index > start, sum + own > share {
                pieces.append(
                    Weighed(piece: Piece(task: task, group: group, units: start..<index), seconds: sum))
                (start, sum) = (index, 0)
            }
            sum += own
        }
        pieces.append(Weighed(piece: Piece(task: task, group: group, units: start..<seconds.count), seconds: sum))
        return pieces
    }

    /// Deals pieces into bundles: the longest first, each to the first bundle with room.
    ///
    /// - Returns: the bundles, the longest first, each with its pieces in the order of the plan.
    func bundles(_ pieces: [Weighed]) -> [[Weighed]] {
        let order = pieces.sorted { left, right in
            if left.seconds != right.seconds { return left.seconds > right.seconds }
            return Self.isBefore(left.piece, right.piece)
        }
        let total = pieces.reduce(0) { $0 + $1.seconds }
        var room = max(longest, total / Double(limit))
        var bundles = Self.deal(order, room: room)
        while bundles.count > limit {
            room *= 1.05
            bundles = Self.deal(order, room: room)
        }
        // What is left over in the end is too short for a job of its own.
        while bundles.count > 1, let least = bundles.indices.min(by: { bundles[$0].seconds < bundles[$1].seconds }),
            bundles[least].seconds < shortest
        {
            let rest = bundles.remove(at: least)
            guard let next = bundles.indices.min(by: { bundles[$0].seconds < bundles[$1].seconds }) else { break }
            bundles[next].pieces += rest.pieces
            bundles[next].seconds += rest.seconds
        }
        return
            bundles
            .map { bundle in
                (pieces: bundle.pieces.sorted { Self.isBefore($0.piece, $1.piece) }, seconds: bundle.seconds)
            }
            .sorted { left, right in
                if left.seconds != right.seconds { return left.seconds > right.seconds }
                return Self.isBefore(left.pieces[0].piece, right.pieces[0].piece)
            }
            .map(\.pieces)
    }

    private static func deal(_ order: [Weighed], room: Double) -> [(pieces: [Weighed], seconds: Double)] {
        var bundles: [(pieces: [Weighed], seconds: Double)] = []
        // Bundles in front of it are full for all that comes, which is no longer than what came.
        var firstOpen = 0
        let least = order.last?.seconds ?? 0
        for piece in order {
            while firstOpen < bundles.count, bundles[firstOpen].seconds + least > room { firstOpen += 1 }
            if let index = bundles[firstOpen...].firstIndex(where: { $0.seconds + piece.seconds <= room }) {
                bundles[index].pieces.append(piece)
                bundles[index].seconds += piece.seconds
            } else {
                bundles.append(([piece], piece.seconds))
            }
        }
        return bundles
    }

    private static func isBefore(_ left: Piece, _ right: Piece) -> Bool {
        (left.task, left.group, left.units.lowerBound) < (right.task, right.group, right.units.lowerBound)
    }
}
