import ResultStore
import Statistics
import Testing

@testable import Evaluation

/// Results under several protocols: never mixed, and beside each other where that is asked for.
extension ResultsTests {
    /// Results of two protocols are never mixed, and what is left out is said.
    @Test func onlyComparableSelectionsAreRanked() throws {
        try add("uci/a", 100, "snn", correct: 1, protocolName: "other")
        let results = try Results(store, question())
        #expect(
            results.leftOut.first?.description.hasPrefix("1 result under another protocol (other) left out") ?? false)
        #expect(results.protocolText == "protocol p")
        #expect(try ranks(question()) == ["snn": 1.5, "batchnorm": 5.5 / 3, "msra": 8.0 / 3])
    }

    /// Asked for, methods under several protocols are columns beside each other, with a label each.
    @Test func protocolsBesideEachOther() throws {
        for (task, rows, correct) in [("uci/a", 100, 33), ("uci/b", 100, 19), ("uci/c", 2000, 31)] {
            try add(task, rows, "snn", correct: correct, protocolName: "q")
        }
        try add("uci/d", 2000, "snn", correct: 40, protocolName: "q", grid: "h")
        var question = question()
        question.paper = [.uci: StudyProtocol(definition: ["name": "p"], rule: .paper)]
        #expect(try Results(store, question).methodNames == ["snn", "msra", "batchnorm"])
        question.comparesProtocols = true
        let results = try Results(store, question)
        #expect(results.methodNames == ["snn", "snn:name=q", "msra", "batchnorm"])
        #expect(results.protocolText == "the paper's protocol beside protocol name=q")
        #expect(
            results["uci/a", "snn"]?.score.value == 0.75 && results["uci/a", "snn:name=q"]?.score.value == 33.0 / 40)
        // Of another grid than the first protocol's.
        #expect(results["uci/d", "snn:name=q"] == nil)
        // Selections by the stored rule, which is not the paper's, are left out; by the paper's, batchnorm has a result on b too.
        #expect(
            results.leftOut.map(\.description).allSatisfy { $0.contains("--protocol rule={\"window\":10}") }
                && results.leftOut.count == 2)
        #expect(try Comparison(results).tasks == ["uci/a", "uci/b", "uci/c"])
        let pair = try MethodComparison(results, "snn", "snn:name=q", options: PairedComparison.Options())
        #expect(pair.rows.map(\.task) == ["uci/a", "uci/b", "uci/c"] && pair.rows[0].difference < 0)
        #expect(ResultQuestion.method(ofColumn: "snn:name=q") == "snn")
        // A named protocol is set beside the paper's alone.
        question.protocols = [.uci: StudyProtocol(definition: ["name": "r"], rule: .paper)]
        #expect(try Results(store, question).methodNames == ["snn", "msra", "batchnorm"])
    }

    /// Where nothing is of what was asked for, the message names what there is instead.
    @Test func whatThereIsInsteadIsNamed() throws {
        func words(_ change: (inout ResultQuestion) -> Void) throws -> String {
            let results = try Results(store, question(change))
            return (#expect(throws: EvaluationError.self) { try results.requireResults() })?.description ?? ""
        }
        #expect(try words { $0.splitIndices = [1] }.contains(" results of split 0 left out: --split 0."))
        #expect(try words { $0.seeds = [7] }.contains(" results of seed 1 left out: --seed 1."))
        #expect(try words { $0.grid = "quick" }.contains(" results of grid g left out: --grid g."))
        // Where something is, what else there is was not asked for.
        try add("uci/a", 100, "snn", correct: 1, protocolName: "p", split: 2)
        #expect(try !Results(store, question { $0.splitIndices = [0] }).leftOut.contains { $0.reason == .splits([2]) })
    }

    /// Methods of files are told of where they have no result; published ones where no task is one of theirs.
    @Test func whatIsMissingIsSaid() throws {
        let results = try Results(
            store, question { ($0.methods, $0.further) = (["snn", "gelu"], ["softsign", "snn", "gelu"]) })
        #expect(results.absentMethods == ["gelu", "softsign"] && results.methodNames == ["snn"])
        let comparison = try Comparison(results)
        #expect(RankNotes.lines(comparison, results, published: 0).contains { $0.hasPrefix("Published methods: none") })
        #expect(RankNotes.lines(comparison, results, published: 3).contains { $0.contains("Fernandez-Delgado") })
        #expect(!RankNotes.lines(comparison, results).contains { $0.contains("Published") })
    }
}
