import Evaluation
import Formats
import Graphics
import Tables

/// What the page's templates are filled with; the names are those that the templates use.
struct PageContent {
    let pageTitle: String
    let heading: String
    let subtitle: String
    let fileName: String
    let facts: [PageFact]
    let sections: [PageSection]
    let isEmpty: Bool
    let emptyText: String
    let emptyCommands: [String]
    let style: String
    let script: String
    let scriptHash: String

    // Templates can't ask whether a list has entries, nor look into a list without going through it.
    var isStudy = true
    var hasFacts = false
    var finding = ""
    var hasFinding = false
    var studyNotes: [String] = []
    var hasStudyNotes = false
    var hasContents = false
    var lightColours = ""
    var darkColours = ""
}

/// A figure of the summary.
struct PageFact {
    let label: String
    let amount: String
}

/// One section.
package struct PageSection {
    let id: String
    let shortTitle: String
    let sectionTitle: String
    var leads: [String] = []
    var claims: [PageClaim] = []
    var hasClaims = false
    /// The claims that the results say nothing about, under their own title.
    var silentClaims: [PageClaim] = []
    var silentTitle = ""
    var hasSilentClaims = false
    var tables: [PageTable] = []
    var figures: [PageFigure] = []
    var heatMaps: [PageHeatMap] = []
    var tablesBelow: [PageTable] = []
    var noteLines: [String] = []
    /// What is said while a filter of the page is on; empty where everything follows it.
    var filterNote =
        "A filter is on: what stands for other tasks and methods is hidden; numbers and tests stay those of all."
    {
        didSet { hasFilterNote = !filterNote.isEmpty }
    }
    var hasFilterNote = true
    var commands: [String] = []
    var hasCommands = false
    /// The numbers of a page a task as JSON, for the script.
    var taskData = ""
    var hasTaskData = false
}

/// A claim with its verdict.
struct PageClaim {
    let statement: String
    let paper: String
    let ours: String
    let hasOurs: Bool
    let verdict: String
    let verdictClass: String
    let reason: String

    init(_ claim: Claim) {
        statement = claim.statement
        paper = claim.paper
        ours = claim.ours ?? ""
        hasOurs = claim.ours != nil
        verdict = claim.verdict.rawValue
        verdictClass = claim.verdict.rawValue.replacing(" ", with: "-")
        reason = claim.reason
    }
}

/// A figure of one drawing or several.
struct PageFigure {
    let caption: String
    let drawings: [PageDrawing]
    /// `narrow` or `wide` panels, or `single`.
    let arrangement: String
    let legend: [PageKey]
    let hasLegend: Bool
    /// What is drawn as CSV; empty where a table of the section has it.
    let csv: String
    let hasCSV: Bool
    /// Which curves of the tasks' numbers these are, `validation` or `loss`, and of which tasks, one a line.
    var curves = ""
    var curveTasks = ""

    init(_ chart: Chart, caption: String, data: Table? = nil) {
        self.caption = caption
        drawings = [PageDrawing(chart)]
        arrangement = "single"
        legend = []
        hasLegend = false
        csv = Self.csv(data)
        hasCSV = !csv.isEmpty
    }

    init(
        panels: [Chart], methods: [String], caption: String, data: Table? = nil, curves: String = "",
        of tasks: [String] = []
    ) {
        csv = Self.csv(data)
        hasCSV = !csv.isEmpty
        self.curves = curves
        curveTasks = tasks.joined(separator: "\n")
        self.caption = caption
        drawings = panels.map(PageDrawing.init)
        arrangement = (panels.first?.width ?? 0) > 260 ? "grid wide" : "grid narrow"
        legend = methods.map {
            PageKey(
                name: MethodName.title($0), colour: MethodName.paint($0, among: methods).property,
                dashing: MethodName.dashing($0, among: methods), mark: MethodName.mark($0, among: methods))
        }
        hasLegend = !methods.isEmpty
    }

    /// A table as CSV; what a spreadsheet takes for a formula has an apostrophe before it.
    private static func csv(_ table: Table?) -> String { table.map { $0.text(.csv) } ?? "" }
}

/// A drawing of a figure.
struct PageDrawing {
    let drawing: String
    /// The name of what it stands for; empty where it is about several things.
    let subject: String
    let hasSubject: Bool

    init(_ chart: Chart) {
        drawing = chart.forPage
        subject = chart.subject ?? ""
        hasSubject = chart.subject != nil
    }
}

/// An entry of a legend.
struct PageKey {
    let name: String
    let colour: String
    /// The pattern of its line.
    let dashing: Int
    /// The shape of its mark.
    let mark: Int
}

/// A table of text.
struct PageTable {
    struct Header {
        let headerText: String
        let isNumeric: Bool
    }

    struct Line {
        let cells: [Field]
        /// The full name of the task that it is about; empty for none.
        let task: String
        let hasTask: Bool
        /// The name of the method that it is about; empty for none.
        let method: String
        let hasMethod: Bool
    }

    struct Field {
        let cellText: String
        let isNumeric: Bool
    }

    let tableTitle: String
    let headers: [Header]
    let lines: [Line]

    init(_ table: Table, title: String, naming column: Int? = nil) {
        tableTitle = title
        let isNumeric = table.isNumeric
        headers = zip(table.pageTitles, isNumeric).map { Header(headerText: $0, isNumeric: $1) }
        let taskColumn = table.columns.firstIndex(of: "task")
        let methodColumn = column ?? table.columns.firstIndex(of: "method")
        lines = table.rows.map { row in
            let (task, method) = (
                taskColumn.map { row[$0].display } ?? "", methodColumn.map { row[$0].display } ?? ""
            )
            return Line(
                cells: row.enumerated().map { place, value in
                    var text = value.display
                    if place == column { text = MethodName.title(text) }
                    return Field(cellText: text, isNumeric: isNumeric[place])
                }, task: task, hasTask: !task.isEmpty, method: method, hasMethod: !method.isEmpty)
        }
    }
}

/// The heat map as a table that sorts.
struct PageHeatMap {
    struct Key {
        let step: Int
        let stepText: String
    }

    struct Column {
        let title: String
        let method: String
    }

    struct Line {
        let task: String
        let name: String
        let heatCells: [Field]
    }

    struct Field {
        let isPresent: Bool
        let step: Int
        let shown: String
        let hover: String
    }

    let heatTitle: String
    let heatLegend: [Key]
    let heatColumns: [Column]
    let heatLines: [Line]

    init(_ map: HeatMap) {
        heatTitle = map.heading
        heatLegend = HeatMap.legend.map { Key(step: $0.step, stepText: $0.text) }
        let titles = TaskTitles(map.tasks)
        heatColumns = map.methods.map { Column(title: MethodName.title($0), method: $0) }
        heatLines = map.tasks.indices.map { row in
            Line(
                task: titles[map.tasks[row]], name: map.tasks[row],
                heatCells: map.methods.indices.map { column in
                    let cell = map.cells[row][column]
                    return Field(
                        isPresent: cell != nil, step: cell?.step ?? 0,
                        shown: cell.map { NumberText.decimal($0.value, places: 4) } ?? "–",
                        hover: map.title(row, column))
                })
        }
    }
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
