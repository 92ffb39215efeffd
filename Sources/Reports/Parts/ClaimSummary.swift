import Evaluation
import Formats
import Statistics
import Tables

/// The claims of the paper beside our numbers.
struct ClaimSummary: ReportPart {
    static let name = "summary"
    static let summary = "The claims of the paper, each beside our numbers, with a verdict."

    /// The claims, in the order in which the paper makes them.
    let claims: [Claim]

    init(_ source: ReportSource) throws { claims = try ClaimJudge(source).claims }

    var table: Table {
        Table(
            columns: ["claim", "paper", "ours", "verdict", "reason"],
            rows: claims.map {
                [
                    .text($0.statement), .text($0.paper), .text($0.ours ?? "–"), .text($0.verdict.rawValue),
                    .text($0.reason),
                ]
            }, notes: [])
    }

    var section: PageSection? {
        var section = Self.section("Summary", "What the paper claims, and what we find")
        section.leads = [
            "Each claim beside our numbers, judged by the paper’s own test. “Not enough data” means that methods, tasks or "
                + "folds are missing, or are too few to contradict the paper."
        ]
        section.claims = claims.filter { $0.verdict != .notEnoughData }.map(PageClaim.init)
        section.hasClaims = !section.claims.isEmpty
        // Where a study can't speak to a claim, it is folded, our numbers with it.
        section.silentClaims = claims.filter { $0.verdict == .notEnoughData }.map(PageClaim.init)
        section.hasSilentClaims = !section.silentClaims.isEmpty
        section.silentTitle =
            "\(NumberText.counted(section.silentClaims.count, "claim")) of the paper that these results are too few to judge"
        return section
    }
}

/// A claim of the paper beside our numbers, with a verdict.
struct Claim: Equatable, Sendable {
    /// Whether our numbers bear the claim out.
    enum Verdict: String, Sendable {
        case holds
        case doesNotHold = "does not hold"
        case notEnoughData = "not enough data"
    }

    /// What the paper says.
    let statement: String
    /// The paper's numbers.
    let paper: String
    /// Ours; `nil` where the results file has none of the kind.
    let ours: String?
    /// Whether ours bear it out.
    let verdict: Verdict
    /// By what rule, and what limits it.
    let reason: String
}

/// Whether deep networks of a method lose against shallow ones, over tasks.
struct DepthEffect: ReportFact {
    /// A method's line.
    struct Row: Sendable {
        let method: String
        let tasks: Int
        /// The mean test result of the shallow choice and of the deep one.
        let shallowMean: Double
        let deepMean: Double
        /// The test of whether the shallow choice is better, one-sided.
        let test: WilcoxonSignedRankResult
    }

    /// The methods, in the order of the paper's tables.
    let rows: [Row]

    /// From how many layers on a network counts as deep.
    static let deepFrom = 8

    /// Lets validation choose among the shallow and among the deep units of each task and method, then compares the tests.
    init(_ source: ReportSource) throws {
        let results = try source.fact(RankedResults.self).results
        let choices = try results.chosen(in: source.store, by: { $0.map { $0 >= Self.deepFrom } }, cache: source.cache)
        let test = WilcoxonSignedRankTest(mode: .r, alternative: .greater)
        rows = try results.methodNames.compactMap { method in
            let own = choices.filter { $0.method == method }
            var shallow: [TaskScore] = []
            var deep: [TaskScore] = []
            for task in results.tasks {
                let parts = Dictionary(grouping: own.filter { $0.task == task }, by: \.part)
                guard let first = TaskScore(meanOf: (parts[false] ?? []).map(\.score)),
                    let second = TaskScore(meanOf: (parts[true] ?? []).map(\.score))
                else { continue }
                shallow.append(first)
                deep.append(second)
            }
            guard !shallow.isEmpty else { return nil }
            return Row(
                method: method, tasks: shallow.count, shallowMean: try Summary(shallow.map(\.value)).mean,
                deepMean: try Summary(deep.map(\.value)).mean, test: try Self.run(test, shallow, deep))
        }
    }

    /// Tests scores exactly where all are exact.
    private static func run(
        _ test: WilcoxonSignedRankTest, _ x: [TaskScore], _ y: [TaskScore]
    ) throws -> WilcoxonSignedRankResult {
        let exact = (x.compactMap(\.fraction), y.compactMap(\.fraction))
        return exact.0.count == x.count && exact.1.count == y.count
            ? try test.run(x: exact.0, y: exact.1) : try test.run(x: x.map(\.value), y: y.map(\.value))
    }
}
