import Testing

@testable import Statistics

@Suite struct ResamplingTests {
    private func ranks(_ scores: [[Double]]) throws -> [[Double]] {
        try scores.map { try Ranking.ranks(of: $0).compactMap { $0 } }
    }

    @Test func averageRanksOverOtherTasks() throws {
        let scores = try Fixture.cases("table", in: "comparisons.json")[3]["scores"].array.map(\.numbers)
        let table = try ranks(scores)
        let bootstrap = try AverageRankBootstrap(ranks: table, draws: 2000)
        let friedman = try FriedmanTest(ranks: table)
        for (method, row) in bootstrap.rows.enumerated() {
            #expect(row.averageRank == friedman.averageRanks[method])
            #expect(row.lower < row.averageRank && row.averageRank < row.upper)
            // The interval is about as wide as the normal one made of the ranks' own deviation.
            let column = try Summary(table.map { $0[method] })
            let width = 2 * 1.96 * (column.standardDeviation ?? 0) / Double(table.count).squareRoot()
            #expect(abs((row.upper - row.lower) / width - 1) < 0.12, "\(row) \(width)")
        }
        #expect(isClose(bootstrap.rows.map(\.probabilityBest).reduce(0, +), 1, relative: 1e-12))
        #expect(try AverageRankBootstrap(ranks: table, draws: 2000) == bootstrap)
        #expect(try AverageRankBootstrap(ranks: table, draws: 2000, seed: 2) != bootstrap)
    }

    @Test func oneMethodThatAlwaysWinsIsSurelyBest() throws {
        let bootstrap = try AverageRankBootstrap(ranks: [[1, 2], [1, 2], [1, 2]], draws: 100)
        #expect(bootstrap.rows[0].probabilityBest == 1 && bootstrap.rows[0].lower == 1 && bootstrap.rows[0].upper == 1)
        #expect(throws: StatisticsError.self) { try AverageRankBootstrap(ranks: [[1, 2]], draws: 100) }
        #expect(throws: StatisticsError.self) { try AverageRankBootstrap(ranks: [[1, 2], [1, 2]], draws: 1) }
    }

    @Test func differencesOverOtherTasks() throws {
        let differences = (0..<60).map { Double(($0 * 37) % 60) / 60 - 0.4 }
        let plain = try DifferenceBootstrap(differences, draws: 4000)
        let deviation = try Summary(differences).standardDeviation ?? 0
        let width = 2 * 1.96 * deviation / 60.0.squareRoot()
        #expect(abs((plain.upper - plain.lower) / width - 1) < 0.1)
        // Strata that explain the differences leave next to nothing to chance.
        let sorted = differences.sorted()
        let strata = sorted.indices.map { "\($0 / 20)" }
        let stratified = try DifferenceBootstrap(sorted, strata: strata, draws: 4000)
        #expect(stratified.upper - stratified.lower < 0.5 * (plain.upper - plain.lower))
        #expect(throws: StatisticsError.self) { try DifferenceBootstrap([0.1]) }
        #expect(throws: StatisticsError.self) { try DifferenceBootstrap([0.1, .nan]) }
        #expect(throws: StatisticsError.self) { try DifferenceBootstrap([0.1, 0.2], strata: ["a"]) }
    }

    /// Four runs of one task weigh as much as the one of another, in the mean and in every draw.
    @Test func tasksCountAlikeWhateverTheirRuns() throws {
        let alike = try DifferenceBootstrap(runs: [[0.5, 0.5, 0.5, 0.5], [0]], draws: 200)
        #expect(alike.mean == 0.25 && alike.lower == 0.25 && alike.upper == 0.25)
        // Of two runs 0 and 1 a task's mean is 0, 1/2 or 1; the other task keeps its 1.
        let drawn = try DifferenceBootstrap(runs: [[0, 1], [1]], draws: 4000)
        #expect(drawn.mean == 0.75 && drawn.lower == 0.5 && drawn.upper == 1)
        #expect(try DifferenceBootstrap(runs: [[0, 1], [1]], draws: 4000) == drawn)
        // The deviation of a mean over four runs a task is half of that of one run.
        let runs: [[Double]] = (0..<40).map { task in
            (0..<4).map { run in
                let place: Int = (task * 4 + run) * 37 % 160
                return Double(place) / 160
            }
        }
        let wide = try DifferenceBootstrap(runs: runs, draws: 4000)
        let variances = try runs.map { own in
            let deviation = try Summary(own).standardDeviation ?? 0
            return deviation * deviation * 3 / 4 / 4
        }
        let width = 2 * 1.96 * variances.reduce(0, +).squareRoot() / 40
        #expect(abs((wide.upper - wide.lower) / width - 1) < 0.1, "\(wide) \(width)")
        #expect(throws: StatisticsError.self) { try DifferenceBootstrap(runs: [[1], [2]]) }
        #expect(throws: StatisticsError.self) { try DifferenceBootstrap(runs: [[1, 2], []]) }
        #expect(throws: StatisticsError.self) { try DifferenceBootstrap(runs: [[1, .nan]]) }
    }

    /// Sums beyond the range of a double have means within it.
    @Test func hugeScoresHaveMeans() throws {
        let table = try ScoreTable(methods: ["a", "b"], scores: [[1.5e308, 1.6e308], [1.7e308, 1.2e308]])
        let means = try TableComparison(table).meanScores
        #expect(isClose(means[0] ?? .nan, 1.6e308, relative: 1e-15))
        #expect(isClose(means[1] ?? .nan, 1.4e308, relative: 1e-15))
        let mean = try #require(TaskScore(meanOf: [TaskScore(1.5e308), TaskScore(1.7e308)]))
        #expect(isClose(mean.value, 1.6e308, relative: 1e-15))
        let summary = try Summary([1e200, 3e200])
        #expect(isClose(summary.standardDeviation ?? .nan, 2.0.squareRoot() * 1e200, relative: 1e-14))
    }

    @Test func winRatesSayWhatAverageRanksSay() throws {
        let scores = try Fixture.cases("table", in: "comparisons.json")[1]["scores"].array.map(\.numbers)
        let methods = (0..<7).map { "m\($0)" }
        let table = try ScoreTable(methods: methods, scores: scores.map { $0.map(Optional.some) })
        let rates = try WinRates(table)
        let averages = try table.averageRanks().rows.map { $0.averageRank ?? 0 }
        for (mean, rank) in zip(rates.means, averages) {
            #expect(isClose(mean ?? -1, (7 - rank) / 6, relative: 1e-12))
        }
        let elo = try #require(rates.elo)
        #expect(isClose(elo.reduce(0, +) / 7, 1000, relative: 1e-9))
        #expect(elo.indices.sorted { elo[$0] > elo[$1] } == averages.indices.sorted { averages[$0] < averages[$1] })
        // The model's expected wins are the observed ones: what makes the ratings the most likely ones.
        for method in elo.indices {
            let expected = elo.indices.filter { $0 != method }.reduce(0.0) { sum, other in
                sum + 1 / (1 + Elementary.exp((elo[other] - elo[method]) / 400 * Elementary.log(10)))
            }
            #expect(isClose(expected / 6, rates.means[method] ?? -1, relative: 1e-8))
        }
    }

    @Test func aMethodThatAlwaysWinsHasNoFiniteRating() throws {
        let table = try ScoreTable(methods: ["a", "b", "c"], scores: [[3.0, 2, 1], [3, 1, 2]])
        #expect(try WinRates(table).elo == nil)
        let sparse = try ScoreTable(methods: ["a", "b", "c"], scores: [[1.0, 2, nil], [2, 1, nil]])
        #expect(try WinRates(sparse).rates[0][2] == nil && WinRates(sparse).means[2] == nil)
    }
}
