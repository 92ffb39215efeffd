import Testing

@testable import Datasets

@Suite("Partitions")
struct SplitDrawingTests {
    @Test func generatorIsSplitMix64() {
        // The first outputs for seed 1234567, as published with the reference implementation.
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
    }

    @Test func shufflesArePermutationsAndEven() {
        var generator = SplitMix64(seed: 1)
        var counts = [Int](repeating: 0, count: 6)
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        for _ in 0..<60_000 {
            guard let order = orders.firstIndex(of: generator.shuffled([0, 1, 2])) else {
                Issue.record("no permutation")
                return
            }
            counts[order] += 1
        }
        // Each is binomial with mean 10,000 and deviation 91.
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 }, "\(counts)")
    }

    @Test func stratifiedFoldsAreBalanced() {
        let classes: [Int32] = (0..<1003).map { $0 % 7 == 0 ? 1 : 0 }
        let folds = SplitDrawing.stratifiedFolds(classes: classes, folds: 10, seed: 3)
        for fold in 0..<10 {
            let rows = folds.indices.filter { folds[$0] == fold }
            #expect((100...101).contains(rows.count))
            #expect((14...15).contains(rows.count { classes[$0] == 1 }))
        }
        #expect(folds == SplitDrawing.stratifiedFolds(classes: classes, folds: 10, seed: 3))
        #expect(folds != SplitDrawing.stratifiedFolds(classes: classes, folds: 10, seed: 4))
    }

    @Test func nestedSplits() {
        let splits = SplitDrawing.nestedSplits(foldOfRow: [0, 1, 2, 0], folds: 3)
        #expect(splits.map(\.test) == [[0, 3], [1], [2]])
        #expect(splits.map(\.validation) == [[2], [0, 3], [1]])
        #expect(splits.map(\.training) == [[1], [2], [0, 3]])
    }

    @Test func stratifiedSplits() {
        let classes: [Int32] = (0..<200).map { $0 < 40 ? 1 : 0 }
        let splits = SplitDrawing.stratifiedSplits(classes: classes, count: 4, test: 0.25, validation: 0.15, seed: 9)
        #expect(Set(splits.map(\.digest)).count == 4)
        for split in splits {
            #expect(split.test.count == 50 && split.validation.count == 23 && split.training.count == 127)
            #expect(abs(split.test.count { classes[$0] == 1 } - 10) <= 1)
            #expect((split.test + split.validation + split.training).sorted() == Array(0..<200))
        }
    }

    @Test func redrawnValidation() throws {
        let task = try DataPyLoaderTests.load()
        let drawn = try task.redrawingValidation(fraction: 0.15, seed: 1)
        #expect(drawn.contentDigest == task.contentDigest)
        for (old, new) in zip(task.splits, drawn.splits) {
            #expect(new.test == old.test)
            #expect(new.validation.count == 1 && new.training.count == 2)
            #expect((new.validation + new.training).sorted() == (old.validation + old.training).sorted())
        }
        #expect(try task.redrawingValidation(fraction: 0.15, seed: 1).splits == drawn.splits)
        #expect(try task.redrawingValidation(fraction: 2, seed: 1).splits[0].training.count == 1)
        #expect(throws: Never.self) { try task.redrawingValidation(fraction: .nan, seed: 1) }
    }

    /// Recomputed in Python from the definition: a change here changes the ids of units with drawn validation rows.
    @Test func drawsAreGolden() throws {
        let features = try #require(FeatureMatrix(rows: 20, columns: 1, values: (0..<20).map { Float($0) }))
        let splits = [
            Split(index: 0, training: Array(6..<20), validation: [5], test: Array(0..<5)),
            Split(index: 1, training: Array(0..<14), validation: [14], test: Array(15..<20)),
        ]
        let task = try LearningTask(
            name: DataPyLoaderTests.name, features: features,
            targets: .classes((0..<20).map { Int32($0 % 2) }, count: 2), splits: splits)
        #expect(try task.redrawingValidation(fraction: 0.15, seed: 1).splits.map(\.validation) == [[6, 11], [3, 14]])
        #expect(
            try task.redrawingValidation(fraction: 0.15, seed: 7).splits.map(\.validation) == [[14, 16], [0, 14]])
        #expect(
            try task.redrawingValidation(fraction: 1.0 / 3, seed: 7).splits.map(\.validation) == [
                [7, 9, 14, 16, 19], [0, 2, 6, 8, 14],
            ])
        let classes: [Int32] = (0..<12).map { $0 % 3 == 2 ? 1 : 0 }
        for (seed, tests, validation) in [
            (UInt64(0), [[3, 5, 7], [2, 7, 10]], [[0], [0]]), (5, [[5, 7, 9], [1, 3, 5]], [[3], [0]]),
        ] {
            let drawn = SplitDrawing.stratifiedSplits(
                classes: classes, count: 2, test: 0.25, validation: 0.15, seed: seed)
            #expect(drawn.map(\.test) == tests)
            #expect(drawn.map(\.validation) == validation)
        }
    }

    @Test func standardization() throws {
        let features = try #require(
            FeatureMatrix(rows: 4, columns: 3, values: [1, 5, 0, 3, 5, 0, 5, 5, 1e-30, 100, 5, 3e38]))
        let map = Standardization(fitting: features, rows: [0, 1, 2])
        #expect(map.means[0] == 3 && map.deviations[0] == 2)
        let mapped = map.apply(to: features)
        #expect((0..<4).map { mapped[$0, 0] } == [-1, 0, 1, 48.5])
        #expect((0..<4).map { mapped[$0, 1] } == [0, 0, 0, 0])
        #expect(mapped.values.allSatisfy { $0.isFinite })
    }

    @Test func variants() throws {
        let task = try DataPyLoaderTests.load()
        let split = task.splits[0]
        #expect(task.features(for: split, variant: .paper) == task.features)
        // With so few rows nothing tells that parts are in different scales.
        #expect(task.features(for: split, variant: .corrected) == task.features)
        let rescaled = task.features(for: split, variant: .rescaled)
        // Training rows 2 and 3 hold 30 and 5, with mean 17.5 and deviation 12.5 * sqrt 2.
        #expect(abs(rescaled[2, 0] - 0.707_106_77) < 1e-6 && abs(rescaled[3, 0] + 0.707_106_77) < 1e-6)
        let raw = try LearningTask(
            name: task.name, features: task.features, targets: task.targets, splits: task.splits, scale: .raw)
        #expect(raw.features(for: split, variant: .paper) == rescaled)
        #expect(raw.features(for: split, variant: .corrected) == rescaled)
    }
}
