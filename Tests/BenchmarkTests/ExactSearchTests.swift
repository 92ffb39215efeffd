import Evaluation
import Foundation
import Networks
import Testing

@testable import Benchmark
@testable import Datasets
@testable import ResultStore

/// The exact search beside the full one: whatever the curves, the very same selection.
@Suite struct ExactSearchTests {
    private struct Generator {
        var state: UInt64

        mutating func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
    }

    private func groups(_ changes: [String]) throws -> [UnitGroup] {
        try Study(
            tasks: [SampleSuite.task(#require(TaskName("sample/iris")))], methods: [.snn], grid: .quick,
            protocols: StudyProtocols(changes: changes)
        ).groups()
    }

    private func search(
        _ groups: [UnitGroup], curves: [String: LearningCurve] = [:]
    ) -> GroupedSearch<ExactSearch> {
        let attainable = AttainableRows(groups)
        return GroupedSearch(groups, order: Array(groups.indices)) {
            ExactSearch(
                $0, attainableRows: attainable[$0], curves: curves, settled: RunOptions().settledOutcomes)
        }
    }

    /// Curves of which some become perfect for good or for a while, some fail, and some lack the metric.
    private func world(_ groups: [UnitGroup], _ generator: inout Generator) -> SearchWorld {
        var world = SearchWorld(groups, seed: generator.state)
        let rows = AttainableRows(groups)[groups[0]]
        let isPerfectEver = generator.next(3) > 0
        for unit in groups[0].units {
            let last = unit.trainingProtocol.epochs
            let lacksMetric = generator.next(8) == 0
            let onset = isPerfectEver ? generator.next(3 * last) : last
            let length = generator.next(2 * last)
            world.curves[unit.id] = (0..<last).map { index in
                let isPerfect = index >= onset && index < onset + length
                let correct = lacksMetric ? nil : rows - (isPerfect ? 0 : generator.next(4))
                return EpochRecord(epoch: index + 1, validationLoss: 1, validationCorrect: correct)
            }
        }
        return world
    }

    @Test(arguments: UInt64(1)...30)
    func theSelectionIsThatOfTheFullSearch(seed: UInt64) throws {
        var generator = Generator(state: seed &* 7919)
        let groups = try groups([
            "epochs=30", "window=\(1 + generator.next(12))", "window_ties=\(seed % 3 == 0 ? "latest" : "earliest")",
        ])
        let world = world(groups, &generator)
        let units = groups[0].units
        let rule = units[0].trainingProtocol.selection
        let all = units.map { world.curve($0, epochs: world.failing[$0.id] ?? 30) }
        let expected = rule.choose(all)
        var first: Set<String>?
        for threads in [1, 2, 7] {
            var policy = search(groups)
            let (epochs, leftOut) = world.run(&policy, threads: threads) { generator.next($0) }
            let candidates = try #require(policy.candidates(ofGroup: 0))
            #expect(rule.choose(all.filter { candidates.contains($0.unitHash) }) == expected)
            #expect(Set(leftOut).isDisjoint(with: candidates))
            // Which units are candidates depends neither on the threads nor on the order in which they come.
            if let first { #expect(candidates == first) }
            first = candidates

            // The next run has nothing to do.
            let stored = Dictionary(
                uniqueKeysWithValues: units.filter { epochs[$0.id] != nil }.map {
                    ($0.id, world.curve($0, epochs: epochs[$0.id] ?? 0))
                })
            var again = search(groups, curves: stored)
            #expect(world.run(&again) { _ in 0 }.epochs.isEmpty)
            #expect(again.candidates(ofGroup: 0) == candidates)
        }
    }

    /// All are perfect from the start: the first in the order of ties is trained to its end, and no other is begun beside it.
    @Test func afterAPerfectOneNoneIsBegun() throws {
        let groups = try groups(["epochs=30", "window=5"])
        var world = SearchWorld(groups, seed: 1)
        let rows = AttainableRows(groups)[groups[0]]
        world.failing = [:]
        for id in world.curves.keys {
            world.curves[id] = (1...30).map { EpochRecord(epoch: $0, validationLoss: 1, validationCorrect: rows) }
        }
        let order = groups[0].units.map { SelectionRule.Ties($0.record) }.sorted { $0.isPreferred(to: $1) }
        var policy = search(groups)
        #expect(policy.handle(.began) == order.map { .train(unit: $0.unitHash, toEpoch: 5) })
        var again = search(groups)
        let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.unitHash, $0) })
        let names = world.curves.keys.sorted()
        let (epochs, _) = world.run(&again) { count in
            // The first that waits; all wait at the beginning, and then those that were not held.
            count == names.count ? names.firstIndex { place[$0] == 0 } ?? 0 : 0
        }
        #expect(epochs == [order[0].unitHash: 30])

        // If it fails in its last epoch the next one takes its place.
        world.failing = [order[0].unitHash: 29]
        var third = search(groups)
        #expect(world.run(&third) { _ in 0 }.epochs[order[1].unitHash] == 30)
        #expect(third.candidates(ofGroup: 0) == [order[1].unitHash])
    }

    /// Equal rows of different classes cannot all be classified rightly.
    @Test func contradictingRowsBoundWhatIsAttainable() throws {
        let labels: [Int32] = [0, 0, 1, 1, 2, 0, 1, 0]
        let values: [Float] = [1, 1, 1, 1, 1, 2, 2, 3]
        let task = try LearningTask(
            name: #require(TaskName("sample/iris")),
            features: #require(FeatureMatrix(rows: 10, columns: 1, values: values + [4, 5])),
            targets: .classes(labels + [0, 1], count: 3),
            splits: [Split(index: 0, training: [8], validation: Array(0..<8), test: [9])])
        let group = UnitGroup(
            task: task, split: task.splits[0], learner: NetworkLearner(.snn), grid: .small,
            trainingProtocol: TrainingProtocol(), seed: 1)
        // Two of five, one of two, one of one.
        #expect(AttainableRows([group])[group] == 4)
        #expect(AttainableRows([])[group] == 8)
    }

    /// The results files that are kept in the repository, and others that are named by paths with colons between.
    private static let stores: [URL] = {
        let results = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "results")
        let folders = (try? FileManager.default.contentsOfDirectory(at: results, includingPropertiesForKeys: nil)) ?? []
        let kept = folders.map { $0.appending(path: "store.sqlite.xz") }
        let named = (ProcessInfo.processInfo.environment["SNNBENCH_STORES"] ?? "").split(separator: ":")
        return kept.filter { FileManager.default.fileExists(atPath: $0.path) }
            + named.map { URL(fileURLWithPath: String($0)) }
    }()

    @Test func studiesAreKept() { #expect(Self.stores.count > 1) }

    /// On the curves of every kept study the selections are those of the full search.
    @Test(arguments: stores)
    func keptStudiesAreSelectedAsBefore(packed: URL) throws {
        let bytes = try Data(contentsOf: packed)
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "store.sqlite").path
        let content = try Decompressor.content(
            of: NamedBytes(name: packed.path, bytes: Array(bytes)), limit: 1 << 30)
        try Data(content.bytes).write(to: URL(fileURLWithPath: file))
        let store = try ResultStore.open(file, for: .reading)

        var trained = (exact: 0, full: 0)
        for group in try store.candidateGroups() {
            let curves = try store.learningCurves(UnitFilter(unitHashes: group.units.map(\.unitHash)))
            let rule = SelectionRule(metric: group.suite == "sample" ? .accuracy : .auc)
            let last = curves.map(\.epochs.count).max() ?? 0
            var search = ExactSearch(
                curves.map { SelectionRule.Ties($0) }, rule: rule, lastEpoch: last,
                attainableRows: curves[0].validationRows, settled: RunOptions().settledOutcomes)
            let epochs = train(curves, by: &search)
            let candidates = try #require(search.candidates)
            #expect(
                rule.choose(curves.filter { candidates.contains($0.unitHash) }) == rule.choose(curves),
                "\(group.task) \(group.method)")
            trained.full += curves.reduce(0) { $0 + $1.epochs.count }
            trained.exact += epochs.values.reduce(0, +)
        }
        #expect(trained.exact < trained.full)
        // Of the sample suite with the quick grid as counted by a program of its own.
        if trained.full == 139_998 { #expect(trained.exact == 113_314) }
    }

    /// The epochs that one thread trains on stored curves, the unit that was asked for last first.
    private func train(_ curves: [LearningCurve], by search: inout ExactSearch) -> [String: Int] {
        let byHash = Dictionary(curves.map { ($0.unitHash, $0) }) { first, _ in first }
        var line: [(unit: String, epoch: Int)] = []
        var epochs: [String: Int] = [:]
        while true {
            var wanted: [(String, Int)] = []
            for action in search.advance() {
                switch action {
                case .train(let unit, let epoch): wanted.append((unit, epoch))
                case .hold(let unit), .leaveOut(let unit): line.removeAll { $0.unit == unit }
                }
            }
            line = wanted + line
            guard !line.isEmpty else { return epochs }
            let (unit, epoch) = line.removeFirst()
            let curve = byHash[unit]
            let known = Array((curve?.epochs ?? []).prefix(epoch))
            epochs[unit] = known.count
            let isWhole = known.count == curve?.epochs.count && (known.count < epoch || curve?.outcome == .succeeded)
            search.arrived(unit, epochs: known, succeeded: isWhole ? curve?.outcome == .succeeded : nil)
        }
    }
}
