import Evaluation
import Statistics
import Tables

/// The AUC on HTRU2 by method over ten folds, ours beside Table 3 of the paper.
struct HTRU2Table: ReportPart {
    static let name = "htru2"
    static let summary = "AUC on HTRU2 over folds, beside Table 3."

    /// A method's line.
    struct Row: Sendable {
        let method: String
        let mean: Double?
        let deviation: Double?
        let folds: Int
        /// The p-value that SNN is better on the folds that both have.
        let p: Double?
        let paper: PublishedNumbers.Spread?
        let paperP: Double?
    }

    /// The methods, the best mean of ours first, then those of the paper alone.
    let rows: [Row]
    /// What was left out, and why.
    private let leftOut: [String]
    /// The tests in words, each with what it holds for; none where nothing was tested.
    let convention: String?

    /// Whether there are results of ours.
    var hasResults: Bool { rows.contains { $0.mean != nil } }

    /// Reads the selected results of each fold; several seeds of a fold are averaged.
    init(_ source: ReportSource) throws {
        let results = try source.results(of: .htru2)
        let numbers: PublishedNumbers = try source.fact()
        let task = results.tasks.first ?? ""
        var folds: [String: [Int: Double]] = [:]
        for method in results.methodNames {
            folds[method] = try Dictionary(grouping: results[task, method]?.samples ?? [], by: \.splitIndex).mapValues {
                try Summary($0.map(\.score.value)).mean
            }
        }
        let test = WilcoxonSignedRankTest(mode: .r, alternative: .greater)
        var conventions: [(name: String, convention: String)] = []
        var rows: [Row] = []
        for method in MethodName.sorted(Set(folds.keys).union(numbers.htru2.keys)) {
            let values = folds[method] ?? [:]
            let summary = values.isEmpty ? nil : try Summary(values.sorted { $0.key < $1.key }.map(\.value))
            var p: Double?
            if method != "snn", let reference = folds["snn"] {
                let common = values.keys.filter { reference[$0] != nil }.sorted()
                if !common.isEmpty {
                    let result = try test.run(
                        x: common.compactMap { reference[$0] }, y: common.compactMap { values[$0] })
                    p = result.p
                    conventions.append((method, result.convention))
                }
            }
            rows.append(
                Row(
                    method: method, mean: summary?.mean, deviation: summary?.standardDeviation,
                    folds: values.count, p: p, paper: numbers.htru2[method], paperP: numbers.htru2PValues[method]))
        }
        self.rows = rows.enumerated().sorted {
            ($1.element.mean ?? -1, $0.offset) < ($0.element.mean ?? -1, $1.offset)
        }.map(\.element)
        convention = conventions.isEmpty ? nil : Comparison.convention(conventions)
        leftOut = results.leftOut.map(\.description)
    }

    var section: PageSection? {
        guard hasResults else { return nil }
        var section = Self.section("HTRU2", "HTRU2 over ten folds")
        section.tables = [PageTable(table, title: "AUC on HTRU2 by method", naming: 0)]
        section.noteLines = table.notes
        return section
    }

    /// A line a method.
    var table: Table {
        Table(
            columns: ["method", "auc_mean", "auc_sd", "folds", "p", "paper_auc", "paper_sd", "paper_p"],
            rows: rows.map {
                [
                    .text($0.method), .decimal($0.mean, places: 4), .decimal($0.deviation, places: 4),
                    .integer($0.folds), .probability($0.p), .decimal($0.paper?.mean, places: 4),
                    .decimal($0.paper?.deviation, places: 3), .probability($0.paperP),
                ]
            },
            notes: ["AUC on the test fold, mean and standard deviation over folds. p: SNN against each, unadjusted."]

                + (convention.map { [$0 + "."] } ?? []) + leftOut)
    }
}
