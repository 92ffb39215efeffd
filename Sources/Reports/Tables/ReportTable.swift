/// A table of a report: named columns, rows, and lines that say what the numbers are.
public struct ReportTable: Equatable, Sendable {
    /// The names of the columns, as programs read them: lower case with underscores.
    public let columns: [String]
    /// The rows, each with a value a column.
    public let rows: [[ReportValue]]
    /// What the numbers are and by what convention, one sentence a line.
    public let notes: [String]

    /// The titles of the columns, as people read them.
    var titles: [String] {
        columns.map { column in
            Self.titles[column] ?? column.split(separator: "_").joined(separator: " ")
        }
    }

    /// Whether a column holds numbers.
    var isNumeric: [Bool] {
        columns.indices.map { column in
            let cells = rows.map { $0[column] }.filter { $0 != .none }
            return !cells.isEmpty && cells.allSatisfy(\.isNumber)
        }
    }

    private static let titles = [
        "p_holm": "p (Holm)", "paper_p": "paper’s p", "paper_difference": "paper’s difference",
        "paper_mean_layers": "paper’s mean layers", "auc_mean": "mean AUC", "auc_sd": "sd", "paper_auc": "paper’s AUC",
        "paper_sd": "paper’s sd", "average_rank_difference": "difference from random", "gflops": "GFLOP/s",
        "wins_ties_losses": "best’s wins/ties/losses",
    ]
}
