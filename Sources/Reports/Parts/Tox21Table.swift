import Evaluation
import Formats
import Statistics
import Tables

/// The AUC on Tox21 by method and number of layers, ours beside Table 2 of the paper.
struct Tox21Table: ReportPart {
    static let name = "tox21"
    static let summary = "AUC on Tox21 by method and number of layers, beside Table 2."

    /// One method at one depth.
    struct Mean: Sendable {
        /// The mean over the repeats.
        let mean: Double
        /// The standard deviation over the repeats; none for a single one.
        let deviation: Double?
        /// The number of repeats.
        let repeats: Int
    }

    /// The task that ours are of; empty where there is none.
    let task: String
    /// The methods, in the order of the paper's tables.
    let methods: [String]
    /// The numbers of layers.
    let layers: [Int]
    /// Ours, by method and number of layers.
    let cells: [String: [Int: Mean]]
    /// The paper's.
    let published: [String: [Int: PublishedNumbers.Spread]]

    /// Whether there are results of ours.
    var hasResults: Bool { !cells.isEmpty }

    /// Lets validation choose, for each repeat, method and number of layers, among the units of that depth.
    init(_ source: ReportSource) throws {
        let results = try source.results(of: .tox21)
        let numbers: PublishedNumbers = try source.fact()
        // All features, or the part of them that has the most results.
        let counts = results.tasks.map { task in
            (task, results.methodNames.reduce(0) { $0 + (results[task, $1]?.samples.count ?? 0) })
        }
        let task = counts.max { ($0.1, $1.0) < ($1.1, $0.0) }?.0 ?? ""
        self.task = task
        var values: [String: [Int: [Double]]] = [:]
        for choice in try results.chosen(in: source.store, by: { $0 }, cache: source.cache) where choice.task == task {
            values[choice.method, default: [:]][choice.part, default: []].append(choice.score.value)
        }
        cells = try values.mapValues { byLayers in
            try byLayers.mapValues {
                let summary = try Summary($0)
                return Mean(mean: summary.mean, deviation: summary.standardDeviation, repeats: summary.count)
            }
        }
        published = numbers.tox21
        methods = MethodName.sorted(Set(cells.keys).union(published.keys))
        layers = Set(cells.values.flatMap(\.keys) + published.values.flatMap(\.keys)).sorted()
    }

    /// A line for each method and number of layers.
    var table: Table {
        Table(
            columns: ["method", "layers", "auc_mean", "auc_sd", "repeats", "paper_auc", "paper_sd"],
            rows: methods.flatMap { method in
                layers.compactMap { layers -> [Cell]? in
                    let ours = cells[method]?[layers]
                    let paper = published[method]?[layers]
                    guard ours != nil || paper != nil else { return nil }
                    return [
                        .text(method), .integer(layers), .decimal(ours?.mean, places: 4),
                        .decimal(ours?.deviation, places: 4), ours.map { .integer($0.repeats) } ?? .none,
                        .decimal(paper?.mean, places: 3), .decimal(paper?.deviation, places: 3),
                    ]
                }
            }, notes: [caption])
    }

    /// A line a method and a column a number of layers, in percent, as the paper prints it.
    var wideTable: Table {
        Table(
            columns: ["method", "whose"] + layers.map { "\($0)" },
            rows: methods.flatMap { method -> [[Cell]] in
                let ours = layers.map { layers in
                    cells[method]?[layers].map { Self.text($0.mean, $0.deviation) } ?? Cell.none
                }
                let paper = layers.map { layers in
                    published[method]?[layers].map { Self.text($0.mean, $0.deviation) } ?? Cell.none
                }
                var lines: [[Cell]] = []
                if cells[method] != nil { lines.append([.text(MethodName.title(method)), .text("ours")] + ours) }
                if published[method] != nil {
                    lines.append(
                        [.text(cells[method] == nil ? MethodName.title(method) : ""), .text("paper")] + paper)
                }
                return lines
            }, notes: [caption + " In percent."])
    }

    var section: PageSection? {
        guard hasResults else { return nil }
        var section = Self.section("Tox21", "Tox21 by depth")
        section.tables = [PageTable(wideTable, title: "AUC on Tox21 by method and number of layers")]
        section.noteLines = wideTable.notes
        return section
    }

    private static func text(_ mean: Double, _ deviation: Double?) -> Cell {
        .text(
            NumberText.decimal(mean * 100, places: 1)
                + (deviation.map { " ± \(NumberText.decimal($0 * 100, places: 1))" } ?? ""))
    }

    /// What the numbers are.
    var caption: String {
        let repeats = Set(cells.values.flatMap { $0.values.map(\.repeats) }).sorted()
        let count =
            repeats.isEmpty
            ? ""
            : " Ours: \(repeats.map { "\($0)" }.joined(separator: " or ")) \(repeats == [1] ? "repeat" : "repeats"); the paper: 5."
        return
            "Mean AUC over the 12 assays on the challenge’s test compounds, mean and standard deviation over repeats; for "
            + "each repeat and number of layers (ResNet: blocks) the configuration with the best validation AUC.\(count)"
            + (task.isEmpty || task == "tox21" ? "" : " Ours are of \(task), a part of the features.")
    }
}
