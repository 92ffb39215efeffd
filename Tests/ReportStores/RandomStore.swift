import Formats
import Foundation
import ResultStore

/// A made-up results file of every shape, and what is in it in the plainest form, for a recomputation that shares no code with ours.
///
/// Several splits, seeds, protocols, grids (one of a user's own, one searched by halving), versions of data, of definitions and of
/// the arithmetic, methods of a user's own, units that were given up, and selections that are missing or no longer fit their units.
package struct RandomStore {
    /// One training.
    package struct Fact {
        package let task: String
        package let content: Int
        package let split: Int
        package let batch: Int
        package let method: String
        /// Which of the definitions under the method's name.
        package let definition: Int
        package let numerics: Int
        package let seed: Int64
        /// The grids that it is a candidate of.
        package let grids: Set<String>
        package let layers: Int
        package let hash: String
        /// When its group was trained: later groups have larger numbers.
        package let moment: Int
        /// The validation rows right of 15, epoch by epoch; nil where it was given up.
        package let validation: [Int]?
        /// The test rows right, epoch by epoch.
        package let test: [Int]

        /// The test rows of its split.
        package var testRows: Int { 20 + 3 * split }
    }

    /// What a method scores on a split with a seed.
    package struct Choice {
        package let hash: String
        package let epoch: Int
        package let windowSum: Int
        package let validation: Int
        package let correct: Int
        package let layers: Int
    }

    /// Every training.
    package var facts: [Fact] { writer.facts }

    private let writer: Writer

    /// The suite of the tasks.
    package static let suite = "uci"
    /// The epochs of every training.
    package static let epochs = 12
    private static let start = Date(timeIntervalSince1970: 1_795_000_000)
    private static let environment = EnvironmentRecord(
        host: "h", operatingSystem: "o", processor: "p", instructionSet: "i", threads: 1, swiftVersion: "s",
        programVersion: "v", sourceCommit: "")

    /// Which layers a grid has; the third is what a search by halving left of the first.
    private static let grids: [(name: String, layers: [Int])] = [
        ("g", [2, 3, 4, 8]), ("mine.json5", [3, 8, 16]), ("g+halving", [3, 4]),
    ]

    /// Chooses by the words of the protocol and nothing else: the best mean over ten epochs, then more layers, then the smaller id.
    ///
    /// - Parameters:
    ///   - facts: the candidates.
    ///   - takesLatest: whether of windows with equal means the latest counts, not the earliest.
    package static func choice(_ facts: [Fact], takesLatest: Bool = false) -> Choice? {
        var best: Choice?
        for fact in facts {
            guard let validation = fact.validation else { continue }
            var window: (sum: Int, end: Int) = (-1, 0)
            for end in 9..<epochs {
                let sum = validation[(end - 9)...end].reduce(0, +)
                if sum > window.sum || (takesLatest && sum == window.sum) { window = (sum, end) }
            }
            let isBetter =
                best.map { old in
                    if window.sum != old.windowSum { return window.sum > old.windowSum }
                    return fact.layers != old.layers ? fact.layers > old.layers : fact.hash < old.hash
                } ?? true
            if isBetter {
                best = Choice(
                    hash: fact.hash, epoch: window.end + 1, windowSum: window.sum, validation: validation[window.end],
                    correct: fact.test[window.end], layers: fact.layers)
            }
        }
        return best
    }

    /// Makes up a store.
    ///
    /// - Parameters:
    ///   - seed: which store.
    ///   - protocolDefinition: the definition of the protocol of some rows a batch.
    ///   - rule: the rule of selection of all of them.
    package init(seed: UInt64, protocolDefinition: (Int) -> CanonicalJSON, rule: CanonicalJSON) {
        var generator = SplitMix(state: seed)
        func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &generator) == 0 }
        var writer = Writer(rule: rule)
        let batches = chance(2) ? [128, 32] : [128]
        let grids = Array(Self.grids.prefix([1, 1, 2, 3][Int.random(in: 0..<4, using: &generator)]))
        // Finalists of an older arithmetic are shadowed by those of a newer one.
        let numerics = grids.count < 3 && chance(3) ? [1, 2] : [1]
        let methods = ["snn", "msra", "batchnorm"] + (chance(3) ? [] : ["mine"])
        let hasSecondDefinition = chance(2)
        for number in 0..<Int.random(in: 2...4, using: &generator) {
            let name = "\(Self.suite)/task-\(number)"
            for content in 0..<(chance(4) ? 2 : 1) {
                let task = TaskRecord(
                    name: name, suite: Self.suite, contentDigest: CanonicalJSON.string("\(name) \(content)").digest,
                    rows: 400, features: 3, classes: 2)
                for index in 0..<Int.random(in: 1...2, using: &generator) {
                    let split = SplitRecord(
                        task: task, index: index,
                        digest: CanonicalJSON.string("\(name) \(content) \(index)").digest,
                        trainingRows: 100, validationRows: 15, testRows: 20 + 3 * index)
                    for batch in batches {
                        let training = ProtocolRecord(name: "p\(batch)", definition: protocolDefinition(batch))
                        for method in methods where !chance(12) {
                            for definition in 0..<(method == "mine" && hasSecondDefinition ? 2 : 1) {
                                for numerics in numerics {
                                    for runSeed in [Int64(1), 2].prefix(chance(3) ? 2 : 1) {
                                        var cell = Cell(
                                            split: split, training: training, content: content, batch: batch,
                                            method: method, definition: definition, numerics: numerics, seed: runSeed)
                                        cell.fill(grids, &generator)
                                        // With one grid its first selection is always there, so that the grid has a name.
                                        let isKept = grids.count > 1 || writer.selections.isEmpty || chance(2)
                                        let isFirst = writer.selections.isEmpty
                                        let stale = grids.map { _ in !isFirst && chance(3) }
                                        writer.add(cell, grids, isSelected: isKept, stale: stale)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        self.writer = writer
    }

    /// Writes it to a results file.
    package func write(to file: String) throws {
        let store = try ResultStore.open(file, for: .writing(.thisProcess(program: "tests")))
        try store.register(writer.units)
        try store.record(writer.attempts)
        try store.record(writer.selections)
        try store.close()
    }

    /// The trainings of one task, split, protocol, method, arithmetic and seed.
    private struct Cell {
        let split: SplitRecord
        let training: ProtocolRecord
        let content: Int
        let batch: Int
        let method: String
        let definition: Int
        let numerics: Int
        let seed: Int64
        var trainings: [(unit: UnitRecord, layers: Int, validation: [Int]?, test: [Int])] = []

        var record: MethodRecord {
            MethodRecord(name: method, definition: ["name": .string(method), "version": .integer(Int64(definition))])
        }

        mutating func fill(_ grids: [(name: String, layers: [Int])], _ generator: inout SplitMix) {
            for layers in Set(grids.flatMap(\.layers)).sorted() {
                let unit = UnitRecord(
                    split: split, protocolRecord: training,
                    configuration: ConfigurationRecord(
                        method: record, hyperparameters: ["layers": .integer(Int64(layers))]),
                    seed: seed, numericsVersion: numerics)
                let hasFailed = Int.random(in: 0..<6, using: &generator) == 0
                let level = Int.random(in: 5...12, using: &generator)
                let validation = (0..<epochs).map { _ in min(15, level + Int.random(in: 0...3, using: &generator)) }
                let test = (0..<epochs).map { _ in Int.random(in: 8...split.testRows, using: &generator) }
                trainings.append((unit, layers, hasFailed ? nil : validation, test))
            }
        }
    }

    /// Collects what is written.
    private struct Writer {
        let rule: CanonicalJSON
        var facts: [Fact] = []
        var units: [UnitRecord] = []
        var attempts: [AttemptRecord] = []
        var selections: [SelectionRecord] = []
        private var clock = 0.0
        private var moment = 0

        init(rule: CanonicalJSON) { self.rule = rule }

        mutating func add(
            _ cell: Cell, _ grids: [(name: String, layers: [Int])], isSelected: Bool, stale: [Bool]
        ) {
            moment += 1
            var own: [(fact: Fact, line: String)] = []
            for training in cell.trainings {
                clock += 1
                let epochs = (training.validation ?? []).enumerated().map { index, correct in
                    EpochRecord(
                        epoch: index + 1, trainingLoss: 1, validationLoss: 1, validationCorrect: correct, testLoss: 1,
                        testCorrect: training.test[index])
                }
                let attempt = AttemptRecord(
                    unitHash: training.unit.hash, environment: environment,
                    outcome: training.validation == nil ? .timedOut : .succeeded,
                    startedAt: start.addingTimeInterval(clock), finishedAt: start.addingTimeInterval(clock + 0.5),
                    seconds: 0.5, epochsCompleted: epochs.count, steps: 12, epochs: epochs)
                units.append(training.unit)
                attempts.append(attempt)
                let fact = Fact(
                    task: cell.split.task.name, content: cell.content, split: cell.split.index, batch: cell.batch,
                    method: cell.method, definition: cell.definition, numerics: cell.numerics, seed: cell.seed,
                    grids: Set(grids.filter { $0.layers.contains(training.layers) }.map(\.name)),
                    layers: training.layers, hash: training.unit.hash, moment: moment,
                    validation: training.validation, test: training.test)
                own.append((fact, "\(fact.hash) \(attempt.outcome.rawValue) \(attempt.resultDigest)\n"))
            }
            facts += own.map(\.fact)
            guard isSelected else { return }
            for (grid, isStale) in zip(grids, stale) {
                let candidates = own.filter { $0.fact.grids.contains(grid.name) }.sorted { $0.fact.hash < $1.fact.hash }
                let choice = RandomStore.choice(candidates.map(\.fact))
                let rows = cell.split.testRows
                clock += 0.1
                selections.append(
                    SelectionRecord(
                        split: cell.split, protocolRecord: cell.training, method: cell.record, seed: cell.seed,
                        grid: grid.name, rule: rule,
                        chosen: isStale
                            ? nil
                            : choice.map {
                                ChosenCandidate(
                                    unitHash: $0.hash, epoch: $0.epoch, validationScore: Double($0.windowSum) / 150,
                                    validationCorrect: $0.validation, validationTotal: 15, testMetric: "accuracy",
                                    testValue: Double($0.correct) / Double(rows), testCorrect: $0.correct,
                                    testTotal: rows)
                            },
                        candidates: candidates.count,
                        failedCandidates: isStale ? candidates.count : candidates.count { $0.fact.validation == nil },
                        recordedAt: start.addingTimeInterval(clock + 0.6),
                        // Files of before say neither what a selection was computed from nor which units it is among.
                        basisDigest: grids.count > 1 && !isStale
                            ? SHA256.digest(of: candidates.map(\.line).joined()).description : nil,
                        candidateUnits: grids.count > 1 ? candidates.map { String($0.fact.hash.prefix(16)) } : nil))
            }
        }
    }
}
