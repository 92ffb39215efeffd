import Formats
import Foundation
import Networks
import Testing

@testable import Benchmark
@testable import ResultStore

/// How far a results file is, from made-up units whose answer is plain.
@Suite struct RunStatusTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static let hyperparameters = CanonicalJSON.object(
        Hyperparameters(hiddenUnits: 64, layers: 2, learningRate: 0.01).record
    ).text

    private func state(
        _ name: String, task: String = "uci/a", outcome: Outcome?, secondsAgo: Double = 10, message: String? = nil
    ) -> UnitState {
        let isOver = outcome != nil && outcome != .running
        return UnitState(
            unitHash: name, task: task, features: 4, classes: 3, trainingRows: 100, evaluatedRows: 50, method: "snn",
            methodDefinition: MethodDefinition.snn.record.definition,
            protocolDefinition: #"{"batch_size":128,"epochs":100}"#, hyperparameters: Self.hyperparameters,
            hiddenUnits: 64, layers: 2, bottleneck: nil,
            outcome: outcome, host: outcome == nil ? nil : "here", startedAt: nil,
            finishedAt: isOver ? now.addingTimeInterval(-secondsAgo) : nil,
            seconds: isOver ? 2 : nil, epochsCompleted: outcome == .succeeded ? 100 : 0, message: message,
            isLeftOut: message?.hasPrefix(AttemptRecord.leftOutWords) == true)
    }

    /// One success of 100 epochs in 2 s, one divergence half an epoch long in 2 s; the others say nothing.
    @Test func ratesAreOperationsOverSeconds() {
        let states = [
            state("a", outcome: .succeeded), state("b", outcome: .diverged), state("c", outcome: nil),
            state("d", outcome: .running), state("e", outcome: .failed),
        ]
        let rates = TrainingRates(states).operationsASecond
        // 64 x 64 + 64 x 3 weights; 6 operations each and training row, 2 each and evaluated row. The 4 x 64 of the
        // first layer hand no gradient down and take 4 for a training row.
        let later: Double = 4288 * (6 * 100 + 2 * 50)
        let first: Double = 256 * (4 * 100 + 2 * 50)
        let expected: Double = (later + first) * 100.5 / 4
        let rate: Double = rates["snn"] ?? 0
        #expect(rates.keys.sorted() == ["snn"])
        #expect(abs(rate / expected - 1) < 1e-12)
        #expect(TrainingRates([]).operationsASecond.isEmpty)
    }

    @Test func countsByOutcomeAndReason() {
        let status = RunStatus(
            [
                state("a", outcome: .succeeded), state("b", outcome: nil), state("c", outcome: .running),
                state("d", outcome: .diverged, message: "the loss was not finite in epoch 3, step 7"),
                state("e", outcome: .diverged, message: "the loss was not finite in epoch 12, step 40"),
            ], now: now)
        #expect(
            status.outcomes.map { "\($0.name) \($0.units) \($0.reason)" } == [
                "succeeded 1 ", "running 1 ", "diverged 2 the loss was not finite in epoch …, step …", "missing 1 ",
            ])
        #expect(status.total == 5 && status.running == ["uci/a snn"])
    }

    /// How a program ended is a reason, and so is its code; where it was is none.
    @Test func codesOfProgramsStay() {
        let messages = [
            "exit 3", "exit 127", "exit 3", "signal 11", "probability 1.7 in row 12", "probability 2 in row 9",
        ]
        let status = RunStatus(
            messages.enumerated().map { state("u\($0)", outcome: .failed, message: $1) }, now: now)
        #expect(
            status.outcomes.map { "\($0.units) \($0.reason)" } == [
                "2 exit 3", "2 probability … in row …", "1 exit 127", "1 signal 11",
            ])
    }

    /// What a killed run left stands as running in the file until somebody writes there again.
    @Test func withoutAWriterNothingRuns() {
        let states = [state("a", outcome: .running), state("b", outcome: .running), state("c", outcome: .succeeded)]
        let status = RunStatus(states, now: now, isGoingOn: false)
        #expect(
            status.outcomes.map { "\($0.name) \($0.units) \($0.reason)" } == [
                "succeeded 1 ", "interrupted 2 left by a run that ended without a word",
            ])
        #expect(status.running.isEmpty)
    }

    /// Ten equal units in the last hundred seconds, thirty to go: three hundred seconds.
    @Test func predictsByTheLatestPace() throws {
        let done = (1...10).map { state("d\($0)", outcome: .succeeded, secondsAgo: 10 * Double($0)) }
        let open = (1...30).map { state("o\($0)", outcome: $0 % 2 == 0 ? nil : .interrupted) }
        // Long ago: it says nothing about the pace.
        let old = (1...50).map { state("p\($0)", outcome: .succeeded, secondsAgo: 90_000) }
        let status = RunStatus(done + open + old, now: now)
        #expect(status.recentUnits == 10)
        #expect(abs(try #require(status.rate) - 0.1) < 1e-9)
        #expect(abs(try #require(status.secondsLeft) - 300) < 1e-6)
    }

    @Test func predictsOnlyWhileARunGoesOn() throws {
        let done = (1...10).map { state("d\($0)", outcome: .succeeded, secondsAgo: 10 * Double($0)) }
        let open = [state("a", outcome: nil), state("b", outcome: .running)]
        #expect(RunStatus(done + open, now: now, isGoingOn: false).secondsLeft == nil)
        #expect(RunStatus(done + open, now: now).secondsLeft != nil)
        // What a search left out is left alone by it; what a signal ended is trained again.
        let left = state("c", outcome: .interrupted, message: "left out by successive halving after 10 epochs")
        #expect(RunStatus(done + [left], now: now).secondsLeft == nil)
        let interrupted = state("c", outcome: .interrupted, message: "asked to stop in epoch 3")
        #expect(RunStatus(done + [interrupted], now: now).secondsLeft != nil)
    }

    @Test func namesTheSlowestTasks() {
        let status = RunStatus(
            [
                state("a", task: "uci/a", outcome: .succeeded), state("b", task: "uci/b", outcome: .succeeded),
                state("c", task: "uci/b", outcome: .succeeded),
            ], now: now)
        #expect(status.slowestTasks.map(\.task) == ["uci/b", "uci/a"])
        #expect(status.slowestTasks.first?.seconds == 4)
    }

    @Test func anEmptyFileHasNoPace() {
        let status = RunStatus([], now: now)
        #expect(status.total == 0 && status.rate == nil && status.secondsLeft == nil && status.outcomes.isEmpty)
    }
}
