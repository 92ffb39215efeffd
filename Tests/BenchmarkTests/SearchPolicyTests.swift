import Datasets
import Evaluation
import Foundation
import Networks
import Testing

@testable import Benchmark
@testable import ResultStore

/// A made-up world in which every unit has a curve, and some fail.
struct SearchWorld {
    var curves: [String: [EpochRecord]] = [:]
    var failing: [String: Int] = [:]

    init(_ groups: [UnitGroup], seed: UInt64) {
        var state = seed
        func random() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        for unit in groups.flatMap(\.units) {
            let last = unit.trainingProtocol.epochs
            // Few distinct values, so that ties occur.
            curves[unit.id] = (1...last).map { epoch in
                EpochRecord(
                    epoch: epoch, validationLoss: Double(random() % 4), validationCorrect: 20 + random() % 5)
            }
            if random() % 4 == 0 { failing[unit.id] = random() % last }
        }
    }

    /// Runs a search to its end: events come one at a time, of what some workers have at the same time; `pick` says which unit is
    /// begun next, and which comes back next.
    func run(
        _ policy: inout some SearchPolicy, threads: Int = 1, pick: (Int) -> Int
    ) -> (epochs: [String: Int], leftOut: [String]) {
        var waiting: [String: Int] = [:]
        var training: [String: Int] = [:]
        var epochs: [String: Int] = [:]
        var leftOut: [String] = []
        var actions = policy.handle(.began)
        while true {
            // As in the loop of a run: what is with a worker is heard of again.
            for action in actions {
                switch action {
                case .train(let unit, let epoch) where training[unit] == nil: waiting[unit] = epoch
                case .hold(let unit): waiting[unit] = nil
                case .leaveOut(let unit) where training[unit] == nil:
                    waiting[unit] = nil
                    leftOut.append(unit)
                case .train, .leaveOut: break
                }
            }
            while training.count < threads, !waiting.isEmpty {
                let unit = waiting.keys.sorted()[pick(waiting.count)]
                training[unit] = waiting.removeValue(forKey: unit)
            }
            guard !training.isEmpty else { return (epochs, leftOut) }
            let unit = training.keys.sorted()[pick(training.count)]
            let target = training.removeValue(forKey: unit) ?? 0
            let curve = curves[unit] ?? []
            #expect(policy.expectedEpoch(of: unit) >= Double(epochs[unit] ?? 0))
            if let end = failing[unit], end < target {
                epochs[unit] = end
                actions = policy.handle(.ended(unit: unit, epochs: Array(curve.prefix(end)), succeeded: false))
            } else {
                epochs[unit] = target
                let known = Array(curve.prefix(target))
                actions = policy.handle(
                    target == curve.count
                        ? .ended(unit: unit, epochs: known, succeeded: true) : .paused(unit: unit, epochs: known))
            }
        }
    }

    /// What is stored of a unit that was trained for some epochs; the outcome is that of the world where none is given.
    func curve(_ unit: Benchmark.Unit, epochs: Int, _ outcome: Outcome? = nil) -> LearningCurve {
        let blank = LearningCurve(unit.record, attempt: nil)
        let whole = curves[unit.id] ?? []
        let end: Outcome =
            epochs == whole.count ? .succeeded : failing[unit.id] == epochs ? .diverged : .interrupted
        return LearningCurve(
            unitHash: unit.id, task: blank.task, splitIndex: 0, validationRows: blank.validationRows,
            testRows: blank.testRows, method: blank.method, configurationDigest: blank.configurationDigest,
            hyperparameters: blank.hyperparameters, layers: blank.layers, learningRate: blank.learningRate,
            dropoutRate: blank.dropoutRate, seed: 1, numericsVersion: 1, outcome: outcome ?? end, resultDigest: nil,
            epochs: Array(whole.prefix(epochs)))
    }
}

/// Searches as values: what they want follows from what they are told, in whatever order it comes.
@Suite struct SearchPolicyTests {
    private func groups(_ methods: [MethodDefinition], epochs: Int) throws -> [UnitGroup] {
        try Study(
            tasks: [SampleSuite.task(#require(TaskName("sample/iris")))], methods: methods, grid: .quick,
            protocols: StudyProtocols(changes: ["epochs=\(epochs)"])
        ).groups()
    }

    private func halving(
        _ groups: [UnitGroup], curves: [String: LearningCurve] = [:], retried: Set<Outcome> = []
    ) -> GroupedSearch<HalvingSearch> {
        GroupedSearch(groups, order: Array(groups.indices)) {
            HalvingSearch(
                $0, plan: .standard, curves: curves, settled: RunOptions(retried: retried).settledOutcomes)
        }
    }

    @Test func fullTrainsEveryUnitToItsLastEpoch() throws {
        let groups = try groups([.snn, .batchnorm], epochs: 20)
        let world = SearchWorld(groups, seed: 1)
        var policy = FullSearch(groups.flatMap(\.units), groups: groups)
        #expect(policy.candidates(ofGroup: 0) == nil)
        let (epochs, leftOut) = world.run(&policy) { _ in 0 }
        #expect(leftOut.isEmpty && epochs.count == groups.flatMap(\.units).count)
        #expect(epochs.allSatisfy { $0.value == world.failing[$0.key] ?? 20 })
        for (index, group) in groups.enumerated() {
            #expect(policy.candidates(ofGroup: index) == Set(group.units.map(\.id)))
        }
        // A group with a unit that was not begun is not through.
        let short = FullSearch(Array(groups[1].units.prefix(1)), groups: groups)
        #expect(short.candidates(ofGroup: 0) != nil && short.candidates(ofGroup: 1) == nil)
    }

    /// The order in which units arrive decides nothing: the same are left out, the same go on, to the same epochs.
    @Test(arguments: UInt64(1)...12)
    func halvingDecidesTheSameInEveryOrder(seed: UInt64) throws {
        let groups = try groups([.snn, .msra], epochs: 30)
        let world = SearchWorld(groups, seed: seed)
        var first = halving(groups)
        let expected = world.run(&first) { _ in 0 }
        var state = seed &+ 99
        for _ in 0..<4 {
            var policy = halving(groups)
            let found = world.run(&policy) { count in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33) % count
            }
            #expect(found.epochs == expected.epochs && Set(found.leftOut) == Set(expected.leftOut))
            for index in groups.indices {
                #expect(policy.candidates(ofGroup: index) == first.candidates(ofGroup: index))
            }
        }
    }

    /// A tenth of the epochs for all, three tenths for the better third, the end for the best eighth.
    @Test func halvingTrainsWhatItsPlanSays() throws {
        let groups = try groups([.snn], epochs: 100)
        let count = groups[0].units.count
        var world = SearchWorld(groups, seed: 5)
        world.failing = [:]
        var policy = halving(groups)
        let (epochs, leftOut) = world.run(&policy) { _ in 0 }
        let kept = [
            HalvingPlan.standard.kept(afterPause: 0, of: count), HalvingPlan.standard.kept(afterPause: 1, of: count),
        ]
        #expect(epochs.values.count { $0 == 10 } == count - kept[0])
        #expect(epochs.values.count { $0 == 30 } == kept[0] - kept[1])
        #expect(epochs.values.count { $0 == 100 } == kept[1])
        #expect(leftOut.count == count - kept[1] && policy.candidates(ofGroup: 0)?.count == kept[1])
    }

    /// What is stored is not trained again, and what is to be tried again is.
    @Test func halvingGoesOnFromStoredCurves() throws {
        let groups = try groups([.snn], epochs: 30)
        var world = SearchWorld(groups, seed: 3)
        world.failing = [:]
        var whole = halving(groups)
        let expected = world.run(&whole) { _ in 0 }
        var stored: [String: LearningCurve] = [:]
        for unit in groups[0].units {
            stored[unit.id] = world.curve(unit, epochs: expected.epochs[unit.id] ?? 0)
        }
        var again = halving(groups, curves: stored)
        #expect(world.run(&again) { _ in 0 }.epochs.isEmpty)
        #expect(again.candidates(ofGroup: 0) == whole.candidates(ofGroup: 0))

        // One that timed out counts as failed, unless it is to be tried again.
        let finalist = try #require(groups[0].units.first { expected.epochs[$0.id] == 30 })
        stored[finalist.id] = world.curve(finalist, epochs: 12, .timedOut)
        var without = halving(groups, curves: stored)
        #expect(world.run(&without) { _ in 0 }.epochs[finalist.id] == nil)
        var retried = halving(groups, curves: stored, retried: [.timedOut])
        #expect(world.run(&retried) { _ in 0 }.epochs == [finalist.id: 30])
        #expect(retried.candidates(ofGroup: 0) == whole.candidates(ofGroup: 0))
    }
}
