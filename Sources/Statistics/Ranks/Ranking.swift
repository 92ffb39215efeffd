/// Ranks of values within one task, ties averaged.
public enum Ranking {
    /// The rank of each value, from 1; ties get the average of the ranks they fill.
    ///
    /// Result: one entry per value, in input order; `nil` where the policy gives a missing value no rank. Ties are
    /// exact for `Accuracy` and `Fraction`; numbers tie up to binary rounding, as in every test (`Score.areTied`). Throws
    /// `StatisticsError.notFinite` for NaN and infinities: a missing value is `nil`.
    public static func ranks<Value: Score>(
        of values: [Value?], order: RankOrder = .largestFirst, missing: MissingValuePolicy = .excluded
    ) throws -> [Double?] {
        try Validation.requireFinite(values.map { $0?.scoreValue }, "values to rank")
        let present = values.indices.filter { values[$0] != nil }
        if missing == .taskDropped, present.count < values.count {
            return Array(repeating: nil, count: values.count)
        }
        let doubled = doubledRanks(of: present.compactMap { values[$0] }, order: order, areTied: Value.areTied)
        var result = [Double?](repeating: nil, count: values.count)
        for (position, index) in present.enumerated() { result[index] = Double(doubled[position]) / 2 }
        if missing == .rankedLast {
            // The missing ones fill the ranks present + 1 ... all.
            let last = Double(present.count + 1 + values.count) / 2
            for index in values.indices where values[index] == nil { result[index] = last }
        }
        return result
    }

    /// Twice the averaged rank of each value, an integer; ties are measured from the first of their group.
    static func doubledRanks<Value: Comparable>(
        of values: [Value], order: RankOrder, areTied: (Value, Value) -> Bool = { $0 == $1 }
    ) -> [Int] {
        let sorted = values.indices.sorted {
            order == .largestFirst ? values[$1] < values[$0] : values[$0] < values[$1]
        }
        var result = [Int](repeating: 0, count: values.count)
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, areTied(values[sorted[start]], values[sorted[end]]) { end += 1 }
            // Ranks start + 1 ... end; twice their average is the sum of the first and the last.
            for position in start..<end { result[sorted[position]] = start + 1 + end }
            start = end
        }
        return result
    }
}

/// Which value gets rank 1.
public enum RankOrder: String, Sendable, Hashable, CaseIterable {
    /// The largest value gets rank 1, as for accuracies and AUCs.
    case largestFirst

    /// The smallest value gets rank 1, as for losses and times.
    case smallestFirst
}
