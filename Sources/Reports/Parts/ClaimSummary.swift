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
        section.claims = claims.filter { $0.ours != nil }.map(PageClaim.init)
        section.hasClaims = !section.claims.isEmpty
        section.silentClaims = claims.filter { $0.ours == nil }.map(PageClaim.init)
        section.hasSilentClaims = !section.silentClaims.isEmpty
        section.silentTitle =
            "\(NumberText.counted(section.silentClaims.count, "claim")) of the paper that these results say nothing about"
        return section
    }
}
