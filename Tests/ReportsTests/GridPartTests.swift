import Evaluation
import Foundation
import ReportStores
import ResultStore
import Tables
import Testing

@testable import Reports

/// What a whole grid tells, against what was put in.
@Suite struct GridPartTests {
    /// Two tasks of four depths, where validation prefers deep networks, and the test results of `a` say otherwise on the second.
    private static var study: StudySpecification {
        var study = StudySpecification(tasks: ["uci/one", "uci/two"], methods: ["a", "b"]) { task, method, layers in
            let place = [2, 4, 8, 16].firstIndex(of: layers) ?? 0
            let test = method == "b" ? 50 + place : task == 0 ? 60 + 5 * place : [90, 70, 60, 80][place]
            return StudySpecification.Correct(validation: 60 + place, test: test)
        }
        study.layers = [2, 4, 8, 16]
        study.divergence = "the loss was not finite in epoch 1, step 3"
        return study
    }

    @Test func theBestOfKIsCounted() throws {
        let curves = try Report.of(Self.study).part(BestOfKCurves.self)
        #expect(curves.tasks == 2 && curves.curves.map(\.method) == ["a", "b"])
        let a = try #require(curves.curves.first)
        // Means of (60, 65, 70, 75) and (90, 70, 60, 80); at the end both picks.
        #expect(a.expected.count == 4 && abs(a.expected[0] - (0.675 + 0.75) / 2) < 1e-12)
        #expect(abs(a.expected[3] - (0.75 + 0.8) / 2) < 1e-12)
        // Of six pairs three have the deepest, two the next, one the third: (3 x 75 + 2 x 70 + 65) / 6 and so on.
        #expect(abs(a.expected[1] - ((3 * 0.75 + 2 * 0.7 + 0.65) + (3 * 0.8 + 2 * 0.6 + 0.7)) / 12) < 1e-12)
        #expect(curves.table.columns.suffix(3) == ["k_1", "k_2", "k_4"])
    }

    @Test func regretIsWhatThePickMisses() throws {
        let rows = try Report.of(Self.study).part(SelectionRegret.self).rows
        #expect(rows.map(\.method) == ["a", "b"] && rows[1].mean == 0 && rows[1].none == 1)
        #expect(abs(rows[0].mean - 0.05) < 1e-12 && abs(rows[0].largest - 0.1) < 1e-12)
        #expect(rows[0].task == "uci/two" && rows[0].none == 0.5)
    }

    @Test func variancesAreApart() throws {
        let one = try Report.of(Self.study).part(VarianceComponents.self).rows
        #expect(one[0].split == nil && one[0].seed == nil)
        // Variances of 50, 51, 52, 53 per cent: 5/3 of a squared per cent in both tasks.
        #expect(abs((one[1].configuration ?? 0) - (5.0 / 3).squareRoot() / 100) < 1e-12)
        var other = Self.study
        other.splitIndex = 1
        let base = other.correct
        other.correct = { task, method, layers in
            base(task, method, layers).map { StudySpecification.Correct(validation: $0.validation, test: $0.test + 2) }
        }
        try StudySpecification.withFile { file in
            try Self.study.write(to: file)
            try other.write(to: file)
        } _: { file in
            let both = try Report.of(file, question: ResultQuestion(splitIndices: [0, 1])).part(VarianceComponents.self)
            #expect(abs((both.rows[0].split ?? 0) - 2.0.squareRoot() / 100) < 1e-12 && both.rows[0].seed == nil)
        }
    }

    @Test func aTaskTellsSixRows() throws {
        let rows = try Report.of(Self.study).part(TaskResolution.self).rows
        #expect(rows.map(\.testRows) == [100, 100] && rows[0].least == 0.06 && rows[0].step == 0.01)
        // 0.75 beside 0.53, 0.80 beside 0.53.
        #expect(rows.allSatisfy { $0.within == 1 } && abs(rows[1].range - 0.27) < 1e-12)
    }

    @Test func divergenceByDepthAndRate() throws {
        let counts = try Report.of(Self.study).part(Trainability.self).counts
        let diverged = counts.filter { $0.diverged > 0 }
        #expect(diverged.map(\.layers) == [32, 32] && diverged.allSatisfy { $0.firstEpoch == 1 && $0.units == 1 })
        #expect(counts.filter { $0.diverged == 0 }.allSatisfy { $0.firstEpoch == nil && $0.units == 2 })
    }
}
