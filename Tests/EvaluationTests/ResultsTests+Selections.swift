import Foundation
import ResultStore
import Testing

@testable import Evaluation

extension ResultsTests {
    /// What a search by halving, or one of several grids, chose among is kept: a stale choice is made anew among these alone.
    @Test(arguments: ["g+halving", "one of several"])
    func aSelectionKnowsItsUnits(grid: String) throws {
        let split = SplitRecord(
            task: TaskRecord(name: "uci/s", suite: "uci", contentDigest: "c", rows: 100, features: 3, classes: 2),
            index: 0, digest: "d", trainingRows: 40, validationRows: 20, testRows: 40)
        let method = Self.method("snn")
        let training = ProtocolRecord(name: "p", definition: ["name": "p"])
        func record(_ layers: Int, validation: Int, test: Int, _ outcome: Outcome = .succeeded) throws -> UnitRecord {
            let unit = UnitRecord(
                split: split, protocolRecord: training,
                configuration: ConfigurationRecord(
                    method: method, hyperparameters: ["layers": .integer(Int64(layers))]),
                seed: 1, numericsVersion: 1)
            try store.register([unit])
            try store.record(
                AttemptRecord(
                    unitHash: unit.hash, environment: Self.environment, outcome: outcome, startedAt: Date(),
                    finishedAt: Date(), seconds: 1, epochsCompleted: 1, steps: 1,
                    epochs: [
                        EpochRecord(
                            epoch: 1, trainingLoss: 1, validationLoss: 1, validationCorrect: validation, testLoss: 1,
                            testCorrect: test)
                    ]))
            return unit
        }
        let outside = try record(2, validation: 20, test: 40)
        let finalists = [try record(3, validation: 12, test: 30), try record(4, validation: 1, test: 5, .timedOut)]
        let hashes = Set(finalists.map(\.hash))
        func basis() throws -> SelectionBasis {
            SelectionBasis(try store.candidateGroups().flatMap(\.units).filter { hashes.contains($0.unitHash) })
        }
        let rule = SelectionRule(window: 10)
        let asked = ResultQuestion(tasks: ["uci/s"], grid: grid)
        try store.record([
            SelectionRecord(
                split: split, protocolRecord: training, method: method, seed: 1, grid: grid, rule: rule.record,
                chosen: ChosenCandidate(
                    unitHash: finalists[0].hash, epoch: 1, validationScore: 0.6, validationCorrect: 12,
                    validationTotal: 20, testMetric: "accuracy", testValue: 0.75, testCorrect: 30, testTotal: 40),
                candidates: 3, failedCandidates: 1, basisDigest: try basis().digest,
                candidateUnits: try basis().identifiers)
        ])
        let fresh = try Results(store, asked)
        #expect(fresh["uci/s", "snn"]?.score.value == 0.75 && fresh.derivedSelections == 0)
        #expect(try StaleSelections(store).selections.filter { $0.stored.task == "uci/s" }.isEmpty)
        // The one that was given up succeeds; the best of all was no candidate and is none.
        _ = try record(4, validation: 15, test: 33)
        let stale = try Results(store, asked)
        #expect(stale["uci/s", "snn"]?.score.value == 33.0 / 40 && stale.derivedSelections == 1)
        #expect(stale["uci/s", "snn"]?.samples.first?.chosen.unitHash != outside.hash)
        #expect(try StaleSelections(store).renew(in: store) == 1)
        let renewed = try Results(store, asked)
        #expect(renewed["uci/s", "snn"]?.score.value == 33.0 / 40 && renewed.derivedSelections == 0)
        #expect(try store.selectedResults(UnitFilter(tasks: ["uci/s"])).map { $0.candidateUnits?.count } == [2])
    }
}
