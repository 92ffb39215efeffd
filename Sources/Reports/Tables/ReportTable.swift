import Formats
import Graphics
import Tables

/// A table of a report: named columns, rows, and lines that say what the numbers are.
public typealias ReportTable = Table

/// A value in a table of a report.
public typealias ReportValue = Cell

typealias Figure = NumberText
typealias Chart = Graphics.Chart
typealias SVGElement = Graphics.SVGElement
typealias Paint = Graphics.Paint
typealias Scale = Graphics.Scale
typealias TextWidth = Graphics.TextWidth
typealias LaTeX = Formats.LaTeX
typealias Markup = Formats.Markup

extension NumberText {
    /// Seconds in the unit that suits them.
    static func duration(_ seconds: Double) -> String { Durations.short(seconds) }
}

extension Table {
    /// The titles of the columns, as readers of a report know them.
    var pageTitles: [String] { zip(columns, titles).map { Self.pageTitles[$0] ?? $1 } }

    private static let pageTitles = [
        "p_holm": "p (Holm)", "paper_p": "paper’s p", "paper_difference": "paper’s difference",
        "paper_mean_layers": "paper’s mean layers", "auc_mean": "mean AUC", "auc_sd": "sd", "paper_auc": "paper’s AUC",
        "paper_sd": "paper’s sd", "average_rank_difference": "difference from random", "gflops": "GFLOP/s",
        "wins_ties_losses": "best’s wins/ties/losses",
    ]
}
