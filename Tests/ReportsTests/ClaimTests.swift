import ReportStores
import ResultStore
import Testing

@testable import Reports

/// Verdicts follow from numbers that are put there.
@Suite struct ClaimTests {
    private static let paperRanks = [
        ("snn", -0.756), ("msra", -0.240), ("layernorm", -0.198), ("highway", 0.021), ("resnet", 0.273),
        ("weightnorm", 0.397), ("batchnorm", 0.504),
    ]
    private static let order = ["snn", "msra", "layernorm", "highway", "resnet", "weightnorm", "batchnorm"]

    /// Methods in an order on every task, deep networks of some losing.
    private func study(tasks: Int, order: [String], losing: Set<String>) -> StudySpecification {
        var study = StudySpecification(
            tasks: (0..<tasks).map { "uci/t\($0)" }, methods: StudySpecification.seven
        ) { task, method, layers in
            let place = order.firstIndex(of: method) ?? 0
            // Losing methods are worse when deep and validation sees it.
            let loss = layers == 8 && losing.contains(method) ? 4 + task % 3 : 0
            let value = 80 - 2 * place - loss + (task * 7 + place * 3) % 2
            return StudySpecification.Correct(validation: value, test: value)
        }
        study.published = Self.paperRanks.map {
            PublishedResult(
                source: "klambauer2017", table: "1", task: "uci", method: $0.0, metric: "average_rank_difference",
                value: $0.1)
        }
        return study
    }

    private func verdicts(_ study: StudySpecification) throws -> [Claim.Verdict] {
        try Report.of(study).claims.map(\.verdict)
    }

    @Test func aStudyLikeThePapersHolds() throws {
        let study = study(tasks: 121, order: Self.order, losing: Set(Self.order.dropFirst()))
        let claims = try Report.of(study).claims
        // Rank, significance, order, mean accuracy (no A11 here), depth, deep networks, Tox21, HTRU2 twice.
        #expect(
            claims.map(\.verdict) == [
                .holds, .holds, .holds, .notEnoughData, .holds, .holds, .notEnoughData, .notEnoughData, .notEnoughData,
            ])
        #expect(claims[2].reason.contains("21 of 21 pairs"))
        #expect(claims[1].ours?.hasPrefix("6 of 6") == true)
    }

    @Test func aStudyTheOtherWayRoundDoesNot() throws {
        let study = study(tasks: 121, order: Self.order.reversed(), losing: ["snn"])
        #expect(
            try verdicts(study) == [
                .doesNotHold, .doesNotHold, .doesNotHold, .notEnoughData, .doesNotHold, .doesNotHold, .notEnoughData,
                .notEnoughData, .notEnoughData,
            ])
    }

    @Test func nobodyLosingIsNotThePapersClaim() throws {
        let study = study(tasks: 121, order: Self.order, losing: [])
        let claims = try Report.of(study).claims
        #expect(claims[4].verdict == .doesNotHold)
        #expect(claims[5].verdict == .doesNotHold)
        #expect(claims[5].reason.contains("nor does, of the others: MSRAinit"))
    }

    @Test func fewTasksDecideNothing() throws {
        let study = study(tasks: 19, order: Self.order, losing: [])
        #expect(try verdicts(study).allSatisfy { $0 == .notEnoughData })
    }

    @Test func aMissingMethodIsNamed() throws {
        var study = study(tasks: 30, order: Self.order, losing: [])
        study.methods.removeAll { $0 == "highway" }
        let claims = try Report.of(study).claims
        #expect(claims.allSatisfy { $0.verdict == .notEnoughData })
        #expect(claims[0].reason == "There is no result of Highway.")
    }

    /// What is not significant over fewer tasks than the paper's may be so over all.
    @Test func lackOfPowerIsNoContradiction() throws {
        var study = study(tasks: 24, order: Self.order, losing: [])
        let base = study.correct
        study.correct = { task, method, layers in
            guard var value = base(task, method, layers) else { return nil }
            // MSRAinit wins almost every other task.
            if method == "msra", task % 5 < 2 { value.test = 90 }
            return value
        }
        let claims = try Report.of(study).claims
        #expect(claims[0].verdict == .holds)
        #expect(claims[1].verdict == .notEnoughData)
        #expect(claims[1].ours?.contains("MSRAinit") == true)
    }
}
