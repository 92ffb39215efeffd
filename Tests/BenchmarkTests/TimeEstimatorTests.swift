import Foundation
import Testing

@testable import Benchmark

/// The time that is left, told of made-up runs whose end is known.
@Suite struct TimeEstimatorTests {
    /// A unit of a made-up grid.
    private struct Made {
        let training: TimeEstimator.Training
        let seconds: Double
        let isWhole: Bool
    }

    /// A random number from 0 to 1.
    private struct Numbers {
        var state: UInt64
        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(UInt64(1) << 53)
        }
    }

    /// A grid of widths and depths, the small networks slower for their operations; some diverge early.
    private func units(seed: UInt64) -> [Made] {
        var numbers = Numbers(state: seed)
        var units: [Made] = []
        for (method, speed, diverging) in [("snn", 1.0, 0.15), ("batchnorm", 1.7, 0.05), ("highway", 2.4, 0.3)] {
            for rows in [100.0, 300, 800] {
                for width in [256.0, 512, 1024] {
                    for layers in [2.0, 3, 4, 6, 8] {
                        for _ in 0..<12 {
                            let weights = layers * width * width
                            let passes = 100 * layers * (rows / 128).rounded(.up)
                            let workload = Workload(operations: 700 * weights * rows, layerPasses: passes)
                            // Arithmetic, what goes by the elements, what goes by the calls, and the start.
                            let seconds =
                                workload.operations / 5e10 + 1e-9 * 300 * layers * width * rows + 5e-6 * passes
                                + 1e-9 * weights
                            let hasDiverged = numbers.next() < diverging
                            let noise = 0.8 + 0.4 * numbers.next()
                            units.append(
                                Made(
                                    training: .init(method: method, effort: workload.effort),
                                    seconds: seconds * speed * noise * (hasDiverged ? 0.1 * numbers.next() : 1),
                                    isWhole: !hasDiverged))
                        }
                    }
                }
            }
        }
        return units
    }

    /// What is said after a share of the work, over the truth.
    private func ratio(_ units: [Made], threads: Int, after share: Double) throws -> Double {
        var free = [Double](repeating: 0, count: threads)
        var times: [(began: Double, ended: Double)] = []
        for unit in units {
            let thread = free.indices.min { free[$0] < free[$1] } ?? 0
            times.append((free[thread], free[thread] + unit.seconds))
            free[thread] += unit.seconds
        }
        let end = times.map(\.ended).max() ?? 0
        let work = units.reduce(0) { $0 + $1.seconds }
        // The moment at which that share of the work was done.
        var (low, high) = (0.0, end)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let done = times.reduce(0) { $0 + min(max(0, middle - $1.began), $1.ended - $1.began) }
            if done < share * work { low = middle } else { high = middle }
        }
        let now = low
        let done = zip(units, times).filter { $1.ended <= now }.sorted { $0.1.ended < $1.1.ended }
        var busy = done.reduce(0) { $0 + $1.0.seconds }
        var open: [TimeEstimator.Training] = []
        for (unit, time) in zip(units, times) where time.ended > now {
            var training = unit.training
            training.spent = max(0, now - time.began)
            busy += training.spent
            open.append(training)
        }
        let estimator = TimeEstimator(
            done.map { TimeEstimator.Observation($0.0.training, seconds: $0.0.seconds, isWhole: $0.0.isWhole) },
            open: open)
        return try #require(estimator.secondsLeft(open, busyCores: busy / now)) / (end - now)
    }

    @Test(arguments: [1, 2, 4], [UInt64(1), 2, 3])
    func tellsTheTimeLeft(threads: Int, seed: UInt64) throws {
        let longestFirst = units(seed: seed).sorted { $0.training.effort > $1.training.effort }
        var numbers = Numbers(state: seed)
        let mixed = longestFirst.map { ($0, numbers.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
        for (units, shares) in [(longestFirst, [0.5, 0.7, 0.9]), (mixed, [0.5])] {
            let early = try ratio(units, threads: threads, after: 0.1)
            #expect(early > 0.7 && early < 1.3, "\(early) of the truth after a tenth")
            for share in shares {
                let late = try ratio(units, threads: threads, after: share)
                #expect(late > 0.85 && late < 1.15, "\(late) of the truth after \(share)")
            }
        }
    }

    @Test func saysNothingWhereNothingIsKnown() {
        let training = TimeEstimator.Training(method: "snn", effort: 1e9)
        #expect(TimeEstimator([]).secondsLeft([training], busyCores: 1) == nil)
        let known = TimeEstimator([.init(training, seconds: 2, isWhole: true)])
        #expect(known.secondsLeft([], busyCores: 1) == nil)
        #expect(known.secondsLeft([training], busyCores: 0) == nil)
        // Numbers that nobody measured are no observations.
        let strange = TimeEstimator([.init(training, seconds: .infinity, isWhole: true)])
        #expect(strange.secondsLeft([training], busyCores: 1) == nil)
    }

    @Test func equalTrainingsTakeEqualTimes() throws {
        let training = TimeEstimator.Training(method: "snn", effort: 1e9)
        let estimator = TimeEstimator((0..<5).map { _ in .init(training, seconds: 2, isWhole: true) })
        #expect(abs(try #require(estimator.seconds(training)) - 2) < 1e-9)
        var half = training
        half.share = 0.5
        var running = training
        running.spent = 0.5
        let left = try #require(estimator.secondsLeft([running, half, half], busyCores: 2))
        #expect(abs(left - 1.75) < 1e-9)
        // One that is left takes its time, however many cores there are.
        #expect(abs(try #require(estimator.secondsLeft([running], busyCores: 8)) - 1.5) < 1e-9)
        // A method that was not seen is taken to be as the others.
        let other = TimeEstimator.Training(method: "resnet", effort: 1e9)
        #expect(abs(try #require(estimator.seconds(other)) - 2) < 1e-9)
    }
}
