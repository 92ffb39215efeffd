/// Random partitions of rows, the same for the same seed everywhere.
public enum SplitDrawing {
    /// Deals rows to folds so that each has nearly the same share of every class; returns each row's fold.
    ///
    /// The rows of a class are shuffled and dealt in turn; the next class goes on at the fold where the last one
    /// stopped, which keeps the sizes within one of each other.
    public static func stratifiedFolds(classes: [Int32], folds: Int, seed: UInt64) -> [Int] {
        var generator = SplitMix64(seed: seed)
        var byClass: [Int32: [Int]] = [:]
        for (row, label) in classes.enumerated() { byClass[label, default: []].append(row) }
        var foldOfRow = [Int](repeating: 0, count: classes.count)
        var position = 0
        for label in byClass.keys.sorted() {
            for row in generator.shuffled(byClass[label] ?? []) {
                foldOfRow[row] = position % max(folds, 1)
                position += 1
            }
        }
        return foldOfRow
    }

    /// Nested cross-validation splits: fold m tests, fold m - 1 validates, the first fold's predecessor being the last.
    ///
    /// This is the paper's scheme for HTRU2 (Klambauer et al. 2017, section "Experiments").
    public static func nestedSplits(foldOfRow: [Int], folds: Int) -> [Split] {
        (0..<folds).map { test in
            let validation = (test + folds - 1) % folds
            return Split(
                index: test,
                parts: foldOfRow.map { $0 == test ? .test : $0 == validation ? .validation : .training })
        }
    }

    /// Random splits that draw a share of each class for testing, and of the others for validation.
    public static func stratifiedSplits(
        classes: [Int32], count: Int, test: Double, validation: Double, seed: UInt64
    ) -> [Split] {
        stratifiedSplits(
            classes: classes, count: count, test: .share(test), validation: .share(validation), seed: seed)
    }

    /// Random splits that draw some rows of each class for testing, and some of the others for validation.
    static func stratifiedSplits(
        classes: [Int32], count: Int, test: SplitPlan.Size, validation: SplitPlan.Size, seed: UInt64
    ) -> [Split] {
        (0..<max(count, 0)).map { index in
            var generator = SplitMix64(seed: seed, number: index)
            var parts = [SplitPart](repeating: .training, count: classes.count)
            let order = stratifiedOrder(Array(classes.indices), classes: classes, &generator)
            let tests = test.count(of: classes.count, leaving: 2)
            let validations = validation.count(of: classes.count - tests, leaving: 1)
            for (rank, row) in order.enumerated() where rank < tests + validations {
                parts[row] = rank < tests ? .test : .validation
            }
            return Split(index: index, parts: parts)
        }
    }

    /// Some of the given rows, with nearly the same share of every class.
    static func stratifiedSample(
        _ rows: [Int], classes: [Int32], count: Int, seed: UInt64, number: Int
    ) -> Set<Int> {
        var generator = SplitMix64(seed: seed, number: number)
        return Set(stratifiedOrder(rows, classes: classes, &generator).prefix(count))
    }

    /// Rows in a random order whose every beginning has nearly the same share of every class.
    private static func stratifiedOrder(_ rows: [Int], classes: [Int32], _ generator: inout SplitMix64) -> [Int] {
        var byClass: [Int32: [Int]] = [:]
        for row in rows { byClass[classes[row], default: []].append(row) }
        var order: [(position: Double, row: Int)] = []
        // The shares are cut from one list in order of class, so that small classes don't round away.
        for label in byClass.keys.sorted() {
            let shuffled = generator.shuffled(byClass[label] ?? [])
            order += shuffled.enumerated().map { ((Double($0.offset) + 0.5) / Double(shuffled.count), $0.element) }
        }
        return order.sorted { ($0.position, $0.row) < ($1.position, $1.row) }.map(\.row)
    }

    /// The nearest number of rows to a share, at least one, leaving some rows.
    static func share(_ fraction: Double, of rows: Int, leaving: Int) -> Int {
        let wanted = (fraction * Double(rows)).rounded()
        return max(min(1, rows), min(rows - leaving, Int(max(0, min(wanted, Double(rows))))))
    }
}
