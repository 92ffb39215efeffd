import ResultStore
import Statistics

/// Everything that a report shows, read from a store once.
///
/// The same store gives the same report to the byte: nothing in it depends on the time or the machine it is made on.
public struct Report: Sendable {
    let filter: StudyFilter
    let study: StudyResults
    let published: PublishedNumbers
    let comparison: Comparison?
    let differences: CriticalDifferences?
    let heatMap: HeatMap
    let scatter: PaperScatter
    let curves: LearningCurveSet
    let choices: Choices
    let times: Times
    let failures: Failures
    let tox21: Tox21Table
    let htru2: HTRU2Table
    let claims: [Claim]
    let provenance: Provenance

    /// Reads a store.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - filter: which of its results.
    ///   - test: the test of the critical-difference diagram.
    ///   - speeds: how fast its units were trained.
    ///   - suiteSizes: the number of tasks of each suite, so that the command to make a study again names suites or tasks.
    /// - Throws: `ResultStoreError`, and `StatisticsError` for numbers that no statistic can be made of.
    public init(
        _ store: ResultStore, filter: StudyFilter = StudyFilter(), test: CriticalDifferenceTest = .nemenyi,
        speeds: TrainingSpeeds = TrainingSpeeds(), suiteSizes: [String: Int] = [:]
    ) throws {
        self.filter = filter
        study = try StudyResults(store, filter)
        published = try PublishedNumbers(store)
        comparison = try Comparison(study, methods: study.methods)
        differences = try comparison.flatMap { try CriticalDifferences.of($0, test: test) }
        heatMap = HeatMap(study, published)
        scatter = PaperScatter(study, published)
        curves = try LearningCurveSet(store, study)
        choices = Choices(study)
        times = try Times(store, speeds)
        failures = try Failures(store)
        tox21 = try Tox21Table(store, published)
        htru2 = try HTRU2Table(store, filter, published)
        claims = try ClaimJudge(
            study: study, published: published, choices: choices, depths: DepthEffect(store, study), tox21: tox21,
            htru2: htru2
        ).claims
        provenance = try Provenance(store, study, suiteSizes: suiteSizes)
    }

    /// Whether there is nothing to show.
    var isEmpty: Bool { study.tasks.isEmpty && !tox21.hasResults && !htru2.hasResults }
}
