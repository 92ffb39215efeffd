import Formats

/// What binds the rows of a task to each other, and every division of them heeds.
public enum RowRelation: Hashable, Sendable {
    /// The group of each row, counted from 0: rows of a group stay in one part.
    case groups([Int])
    /// The time of each row, in any unit: the latest rows validate, and equal times stay in one part.
    case times([Double])
    /// Rows are bound by a column that the task's file does not hold, as an earlier version wrote it; `option` named the column.
    case forgotten(option: String)

    /// The rows of some that validate, about as many as are wanted: whole groups, drawn at random, or the latest rows.
    ///
    /// At least one group, or time, is left for training where there are two; else no row validates.
    ///
    /// - Parameters:
    ///   - rows: the rows that are divided, ascending.
    ///   - count: the number of rows that is wanted; groups are taken until there are as many, times from the nearest change before.
    ///   - seed: the seed of the draw of groups.
    ///   - number: distinguishes draws with one seed, as a split's index.
    func validationRows(among rows: [Int], count: Int, seed: UInt64, number: Int) -> Set<Int> {
        switch self {
        case .groups(let groups):
            var sizes: [Int: Int] = [:]
            var found: [Int] = []
            for row in rows {
                if sizes[groups[row]] == nil { found.append(groups[row]) }
                sizes[groups[row], default: 0] += 1
            }
            var generator = SplitMix64(seed: seed, number: number)
            var order = generator.shuffled(found)[...]
            let taken = Self.take(count, &order, sizes: { sizes[$0] ?? 0 }, leaving: 1)
            return Set(rows.filter { taken.contains(groups[$0]) })
        case .times(let times):
            let order = rows.sorted { (times[$0], $0) < (times[$1], $1) }
            let start = Self.boundary(max(0, order.count - count), in: order, times)
            // One time before that many rows: the next change after it.
            let next = order.indices.first { $0 > 0 && times[order[$0 - 1]] != times[order[$0]] }
            return Set(order[(start > 0 ? start : next ?? order.count)...])
        case .forgotten: return []
        }
    }

    /// Takes groups until they have some rows, leaving a few groups.
    static func take(
        _ rows: Int, _ order: inout ArraySlice<Int>, sizes: (Int) -> Int, leaving: Int
    ) -> Set<Int> {
        var taken: Set<Int> = []
        var count = 0
        while count < rows || taken.isEmpty, order.count > leaving, let next = order.popFirst() {
            taken.insert(next)
            count += sizes(next)
        }
        return taken
    }

    /// The nearest position at or before another where the time changes, in rows that are ordered by it.
    static func boundary(_ position: Int, in order: [Int], _ times: [Double]) -> Int {
        var position = position
        while position > 0, position < order.count, times[order[position - 1]] == times[order[position]] {
            position -= 1
        }
        return position
    }

    /// What a user should know of files whose rows are parts of the only split, each in words.
    func warnings(ofFilesFor parts: [SplitPart], column: String) -> [String] {
        switch self {
        case .groups(let groups):
            var partsOfGroup: [Int: Set<SplitPart>] = [:]
            for (group, part) in zip(groups, parts) { partsOfGroup[group, default: []].insert(part) }
            let torn = partsOfGroup.values.count { $0.count > 1 }
            guard torn > 0 else { return [] }
            return [
                "\(torn == 1 ? "one value" : "\(torn) values") of column “\(column)” \(torn == 1 ? "is" : "are") in several of the "
                    + "tables, and so in several parts; take such rows out of one"
            ]
        case .times(let times):
            var ranges: [SplitPart: ClosedRange<Double>] = [:]
            for (time, part) in zip(times, parts) {
                let range = ranges[part] ?? time...time
                ranges[part] = min(range.lowerBound, time)...max(range.upperBound, time)
            }
            let ordered = [SplitPart.training, .validation, .test].compactMap { ranges[$0] }
            guard zip(ordered, ordered.dropFirst()).contains(where: { $0.upperBound >= $1.lowerBound }) else {
                return []
            }
            return [
                "column “\(column)”: not all rows that are tested or validate come after those that are learnt from"
            ]
        case .forgotten: return []
        }
    }

    /// A split of a task with other validation rows, see ``LearningTask/redrawingValidation(fraction:seed:)``.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` where the relation is not known.
    fileprivate func redrawingValidation(
        of split: Split, fraction: Double, seed: UInt64, task: TaskName
    ) throws(DatasetError) -> Split {
        if case .forgotten(let option) = self {
            throw .malformed(
                file: "\(task)", line: 0,
                problem:
                    "it was added with \(option) by an earlier version, whose files do not hold that column, so validation "
                    + "rows cannot be drawn anew; add the table again with --replace and the same options")
        }
        let rows = (split.training + split.validation).sorted()
        let chosen = validationRows(
            among: rows, count: SplitDrawing.share(fraction, of: rows.count, leaving: 1), seed: seed,
            number: split.index)
        return Split(
            index: split.index, training: rows.filter { !chosen.contains($0) }, validation: Array(chosen),
            test: split.test)
    }
}

extension Split {
    /// The split with other validation rows, drawn row by row as ``LearningTask/redrawingValidation(fraction:seed:)`` says.
    public func redrawingValidation(fraction: Double, seed: UInt64) -> Split {
        var generator = SplitMix64(seed: seed, number: index)
        let rows = generator.shuffled((training + validation).sorted())
        let count = SplitDrawing.share(fraction, of: rows.count, leaving: 1)
        return Split(
            index: index, training: Array(rows.dropFirst(count)), validation: Array(rows.prefix(count)), test: test)
    }

    /// The split with other validation rows that heed what binds the rows of its task.
    fileprivate func redrawingValidation(
        fraction: Double, seed: UInt64, heeding relation: RowRelation?, of task: TaskName
    ) throws(DatasetError) -> Split {
        guard let relation else { return redrawingValidation(fraction: fraction, seed: seed) }
        return try relation.redrawingValidation(of: self, fraction: fraction, seed: seed, task: task)
    }
}

extension TaskPartition {
    /// One of the task's splits with other validation rows, as ``LearningTask/redrawingValidation(fraction:seed:)`` draws them.
    ///
    /// A split with too few rows to divide has an empty part.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` where the task's file does not hold what binds its rows.
    public func redrawingValidation(of split: Split, fraction: Double, seed: UInt64) throws(DatasetError) -> Split {
        try split.redrawingValidation(fraction: fraction, seed: seed, heeding: relation, of: name)
    }
}

extension LearningTask {
    /// The task with other validation rows: a share of all rows that are not test rows, drawn anew for each split.
    ///
    /// The fraction is of training and validation rows together, as in the paper's "15% of the training data"; the
    /// number of rows is rounded, at least one, and leaves at least one to train on. Rows are drawn without regard to
    /// their class.
    ///
    /// The draw depends on the seed, the split's index and its rows that are not for testing, and on nothing else:
    /// those rows in ascending order are shuffled (Fisher and Yates) by SplitMix64, whose state is the first output for
    /// the seed, exclusive or the first output for the split's index. The first ones are for validation. It is part of
    /// a unit's identity through the digest of the split, so it must stay as it is.
    ///
    /// Of a task whose rows are bound by groups these are shuffled in the same way, in order of their first rows, and whole groups
    /// validate until they have that many rows. Of one in an order of time the latest rows validate, whatever the seed.
    ///
    /// - Throws: ``DatasetError/emptyPart(task:split:part:)`` where a split has too few rows, groups or times to divide,
    ///   ``DatasetError/malformed(file:line:problem:)`` where the task's file does not hold what binds its rows.
    public func redrawingValidation(fraction: Double, seed: UInt64) throws(DatasetError) -> LearningTask {
        try redrawingValidation(fraction: fraction, seed: seed, heeding: relation)
    }

    /// The task with other validation rows that are drawn row by row, as earlier versions did whatever binds the rows: for what
    /// they have stored.
    package func redrawingValidationByRow(fraction: Double, seed: UInt64) throws(DatasetError) -> LearningTask {
        try redrawingValidation(fraction: fraction, seed: seed, heeding: nil)
    }

    private func redrawingValidation(
        fraction: Double, seed: UInt64, heeding relation: RowRelation?
    ) throws(DatasetError) -> LearningTask {
        var drawn: [Split] = []
        for split in splits {
            drawn.append(try split.redrawingValidation(fraction: fraction, seed: seed, heeding: relation, of: name))
        }
        return try LearningTask(
            name: name, features: features, targets: targets, splits: drawn, scale: scale, coding: coding,
            relation: self.relation)
    }
}
