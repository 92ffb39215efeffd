import Formats

/// How the rows of a table are to be divided.
public struct SplitPlan: Hashable, Sendable {
    /// How many rows a part gets.
    public enum Size: Hashable, Sendable {
        /// A share of the rows that are left, between 0 and 1.
        case share(Double)
        /// So many rows.
        case rows(Int)

        /// The number of rows out of some, at least one, leaving a few for the other parts.
        func count(of rows: Int, leaving: Int) -> Int {
            switch self {
            case .share(let share): SplitDrawing.share(share, of: rows, leaving: leaving)
            case .rows(let count): max(min(1, rows), min(rows - leaving, count))
            }
        }
    }

    /// The number of splits that are drawn; with folds how often all are drawn anew; with times the number of periods.
    public var count = 4
    /// The number of folds, each of which tests once; nil where test rows are drawn.
    public var folds: Int?
    /// The size of the test part of drawn splits and of periods.
    public var test = Size.share(0.25)
    /// The size of the validation part; nil for 15 % of the rows that are not for testing or, with folds, the fold before.
    public var validation: Size?
    /// Whether each part has nearly the same share of every class.
    public var isStratified = true
    /// The column whose equal values stay in one part, as a patient's name.
    public var group: String?
    /// The column in whose order the past is learnt from and the future tested.
    public var time: String?
    /// Columns that say of each row where it belongs, a split each: words for the parts, or numbers of folds.
    public var columns: [String] = []
    /// The seed of what is drawn.
    public var seed: UInt64 = 0

    /// Makes the defaults.
    public init() {}

    /// What is wrong with the plan by itself; nil where nothing is.
    public var contradiction: String? {
        if group != nil, time != nil { return "choose between groups and times: rows of one group may be of any time" }
        if !columns.isEmpty, folds != nil || group != nil || time != nil {
            return "a column of parts leaves nothing to divide: it goes without folds, groups and times"
        }
        if time != nil, folds != nil { return "times make no folds: choose the number of periods with --splits" }
        if let folds, folds < 3, validation == nil {
            return "with two folds validation rows must be drawn: give their share with --validation"
        }
        return nil
    }

    /// What is wrong with the plan where files bring some parts of the only split; nil where nothing is.
    func contradiction(withFilesFor parts: Set<SplitPart>) -> String? {
        if folds != nil || !columns.isEmpty {
            return
                "a table of test rows leaves only validation rows to draw: it goes without folds and columns of parts"
        }
        if validation != nil, parts.contains(.validation) {
            return "there is a table of validation rows: choose between it and a number of them"
        }
        return nil
    }

    var validationSize: Size { validation ?? .share(0.15) }
}

/// The division of a table's rows as a plan asks for.
struct SplitMaker {
    let plan: SplitPlan
    let rows: Int
    /// The class of each row; nil where there are none.
    let classes: [Int32]?
    /// What binds the rows to each other; nil where nothing does.
    let relation: RowRelation?
    /// For messages.
    let file: String

    /// The strata that are drawn from: the classes, or all rows together.
    private var strata: [Int32] {
        plan.isStratified ? classes ?? Array(repeating: 0, count: rows) : Array(repeating: 0, count: rows)
    }

    /// Draws splits: row by row, by groups, or in order of time.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` where there are too few groups or times.
    func drawn() throws(DatasetError) -> [Split] {
        switch relation {
        case .groups(let groups)?: return try grouped(groups)
        case .times(let times)?: return try timed(times)
        case .forgotten?, nil: break
        }
        guard let folds = plan.folds else {
            return SplitDrawing.stratifiedSplits(
                classes: strata, count: plan.count, test: plan.test, validation: plan.validationSize, seed: plan.seed)
        }
        return try repeated { index, seed throws(DatasetError) in
            try foldSplits(
                SplitDrawing.stratifiedFolds(classes: strata, folds: folds, seed: seed), folds,
                firstIndex: index * folds,
                seed)
        }
    }

    /// The splits of all repeats of folds, of which the first has the plan's seed.
    private func repeated(
        _ splits: (_ repeat: Int, _ seed: UInt64) throws(DatasetError) -> [Split]
    ) throws(DatasetError) -> [Split] {
        var all: [Split] = []
        for index in 0..<max(1, plan.count) { all += try splits(index, plan.seed &+ UInt64(index)) }
        return all
    }

    /// The splits of one dealing of rows to folds: the fold before the tested one validates, or rows that are drawn.
    private func foldSplits(
        _ foldOfRow: [Int], _ folds: Int, firstIndex: Int, _ seed: UInt64
    ) throws(DatasetError) -> [Split] {
        var splits: [Split] = []
        for split in SplitDrawing.nestedSplits(foldOfRow: foldOfRow, folds: folds) {
            let index = firstIndex + split.index
            guard let size = plan.validation else {
                splits.append(
                    Split(index: index, training: split.training, validation: split.validation, test: split.test))
                continue
            }
            let rest = (split.training + split.validation).sorted()
            let chosen = try validationRows(among: rest, size, index: index, seed)
            splits.append(
                Split(
                    index: index, training: rest.filter { !chosen.contains($0) }, validation: Array(chosen),
                    test: split.test))
        }
        return splits
    }

    /// Draws the validation rows of a split from those that are not for testing.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` where all of them are bound to each other.
    private func validationRows(
        among rest: [Int], _ size: SplitPlan.Size, index: Int, _ seed: UInt64
    ) throws(DatasetError) -> Set<Int> {
        let count = size.count(of: rest.count, leaving: 1)
        guard let relation else {
            return SplitDrawing.stratifiedSample(rest, classes: strata, count: count, seed: seed, number: index)
        }
        let chosen = relation.validationRows(among: rest, count: count, seed: seed, number: index)
        guard !chosen.isEmpty else {
            throw malformed(
                "column “\(quoted(plan.group ?? plan.time ?? ""))” has one value in all rows of split \(index) that are not for "
                    + "testing: nothing is left to validate on")
        }
        return chosen
    }

    /// Draws splits in which the rows of a group stay together.
    ///
    /// - Parameter groups: the group of each row, counted from 0.
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` where there are too few groups.
    private func grouped(_ groups: [Int]) throws(DatasetError) -> [Split] {
        let count = (groups.max() ?? -1) + 1
        var sizes = [Int](repeating: 0, count: count)
        for group in groups { sizes[group] += 1 }
        let needed = max(3, plan.folds ?? 3)
        guard count >= needed else {
            throw malformed("column “\(quoted(plan.group ?? ""))” has \(count) groups where \(needed) are needed")
        }
        guard let folds = plan.folds else {
            return (0..<plan.count).map { index in
                var generator = SplitMix64(seed: plan.seed, number: index)
                var order = generator.shuffled(Array(0..<count))[...]
                let test = RowRelation.take(
                    plan.test.count(of: rows, leaving: 2), &order, sizes: { sizes[$0] }, leaving: 2)
                let left = rows - test.reduce(0) { $0 + sizes[$1] }
                let validation = RowRelation.take(
                    plan.validationSize.count(of: left, leaving: 1), &order, sizes: { sizes[$0] }, leaving: 1)
                return Split(
                    index: index,
                    parts: groups.map { test.contains($0) ? .test : validation.contains($0) ? .validation : .training })
            }
        }
        return try repeated { index, seed throws(DatasetError) in
            // The largest groups first, each to the fold with the fewest rows.
            var generator = SplitMix64(seed: seed)
            let order = generator.shuffled(Array(0..<count)).enumerated().sorted {
                (-sizes[$0.element], $0.offset) < (-sizes[$1.element], $1.offset)
            }
            var filled = [Int](repeating: 0, count: folds)
            var foldOfGroup = [Int](repeating: 0, count: count)
            for (_, group) in order {
                let fold = filled.indices.min { (filled[$0], $0) < (filled[$1], $1) } ?? 0
                foldOfGroup[group] = fold
                filled[fold] += sizes[group]
            }
            return try foldSplits(groups.map { foldOfGroup[$0] }, folds, firstIndex: index * folds, seed)
        }
    }

    /// Splits by time: rows of one time stay in one part, tests are later than validations, these later than what is
    /// learnt from.
    ///
    /// With several periods the last split tests the last one, the one before it the period before, and so on.
    ///
    /// - Parameter times: the time of each row, of any unit.
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` where equal times leave a part without a row.
    private func timed(_ times: [Double]) throws(DatasetError) -> [Split] {
        let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        func boundary(_ position: Int) -> Int { RowRelation.boundary(position, in: order, times) }
        let size = plan.test.count(of: rows, leaving: 2)
        var splits: [Split] = []
        for index in 0..<plan.count {
            let end = boundary(rows - (plan.count - 1 - index) * size)
            let start = boundary(rows - (plan.count - index) * size)
            let middle = start > 1 ? boundary(start - plan.validationSize.count(of: start, leaving: 1)) : 0
            guard middle > 0, middle < start, start < end else {
                throw malformed(
                    "column “\(quoted(plan.time ?? ""))” leaves split \(index) a part without a row: choose fewer "
                        + "--splits or smaller --test")
            }
            splits.append(
                Split(
                    index: index, training: Array(order[..<middle]), validation: Array(order[middle..<start]),
                    test: Array(order[start..<end])))
        }
        return splits
    }

    /// Splits by what a column says of each row: words for the parts, or folds that test one after the other.
    ///
    /// - Parameters:
    ///   - words: the column's cells.
    ///   - index: the index of the first split.
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` for words that are neither.
    func split(by words: [String], title: String, index: Int) throws(DatasetError) -> [Split] {
        let named = words.map { Self.parts[$0.lowercased()] }
        if named.contains(where: { $0 != nil }) {
            if let row = named.firstIndex(where: { $0 == nil }) {
                throw malformed(
                    "column “\(quoted(title))”: “\(quoted(words[row]))” is none of the parts train, validation and test"
                )
            }
            let parts = named.compactMap { $0 }
            if plan.validation != nil, parts.contains(.validation) {
                throw malformed("column “\(quoted(title))” says which rows validate: leave out the number of them")
            }
            return [try completed(parts, index: index)]
        }
        let folds = TableReader.sorted(Set(words))
        guard folds.count >= 3, folds.count <= max(3, min(1000, rows / 2)) else {
            throw malformed(
                "column “\(quoted(title))” has \(folds.count) values, which are neither parts (train, validation, test) "
                    + "nor folds (3 to 1000)")
        }
        let numbers = folds.compactMap { Double($0) }
        let order = numbers.count == folds.count ? zip(numbers, folds).sorted { $0.0 < $1.0 }.map(\.1) : folds
        let position = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        return try foldSplits(words.map { position[$0] ?? 0 }, order.count, firstIndex: index, plan.seed)
    }

    /// The split of given parts; validation rows are drawn from the training rows where there are none, whole groups or the
    /// latest rows where that is what binds them.
    ///
    /// - Throws: ``DatasetError/malformed(file:line:problem:)`` where all training rows are bound to each other.
    func completed(_ parts: [SplitPart], index: Int) throws(DatasetError) -> Split {
        let training = parts.indices.filter { parts[$0] == .training }
        guard !parts.contains(.validation), training.count > 1 else { return Split(index: index, parts: parts) }
        let chosen = try validationRows(among: training, plan.validationSize, index: index, plan.seed)
        return Split(
            index: index, training: training.filter { !chosen.contains($0) }, validation: Array(chosen),
            test: parts.indices.filter { parts[$0] == .test })
    }

    private static let parts: [String: SplitPart] = [
        "train": .training, "training": .training, "learn": .training, "validation": .validation,
        "validate": .validation, "valid": .validation, "val": .validation, "dev": .validation, "test": .test,
        "testing": .test,
    ]

    private func malformed(_ problem: String) -> DatasetError { .malformed(file: file, line: 0, problem: problem) }
}
