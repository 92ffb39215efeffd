/// The ranks of methods, averaged over tasks.
public struct AverageRanks: Sendable, Equatable {
    /// The average rank of one method.
    public struct Row: Sendable, Equatable {
        /// The name of the method.
        public let method: String

        /// The number of tasks where the method has a rank.
        public let tasks: Int

        /// The average rank over these tasks; `nil` where there are none.
        public let averageRank: Double?

        /// The average of the rank minus (k + 1)/2, the mean rank among the k methods ranked on the task.
        ///
        /// Negative is better than a random method. `nil` where the method has no rank.
        public let averageRankDifference: Double?
    }

    /// One row per method, in the order of the columns.
    public let rows: [Row]

    /// Averages ranks, one row per task and one column per method.
    init(methods: [String], ranks: [[Double?]]) {
        rows = methods.indices.map { column in
            var tasks = 0
            // Doubled ranks are integers, so that the sums are exact.
            var doubledSum = 0.0
            var doubledDifference = 0.0
            for row in ranks {
                guard let rank = row[column] else { continue }
                tasks += 1
                doubledSum += 2 * rank
                doubledDifference += 2 * rank - Double(row.count { $0 != nil } + 1)
            }
            return Row(
                method: methods[column], tasks: tasks,
                averageRank: tasks > 0 ? doubledSum / (2 * Double(tasks)) : nil,
                averageRankDifference: tasks > 0 ? doubledDifference / (2 * Double(tasks)) : nil)
        }
    }

    /// The column with the smallest average rank difference, the first one of several; 0 where no method has a rank.
    public var best: Int {
        rows.indices.min {
            (rows[$0].averageRankDifference ?? .infinity, $0) < (rows[$1].averageRankDifference ?? .infinity, $1)
        } ?? 0
    }
}

/// What becomes of a method without a value on a task.
public enum MissingValuePolicy: String, Sendable, Hashable, CaseIterable {
    /// The method gets no rank on that task; the others are ranked among themselves.
    case excluded

    /// The method ranks behind all others; several missing ones share the average of the last ranks.
    ///
    /// The published tables over 24 methods are made so.
    case rankedLast

    /// A task where any method has no value is left out altogether.
    case taskDropped
}
