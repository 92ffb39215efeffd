import Formats
import Graphics
import Statistics
import Tables

/// Tables of people's numbers with what is asked of them: what the parts are made from.
public struct NumberStudy: Sendable {
    /// The name of the file, without its folder.
    public let file: String
    /// What was asked.
    public let options: NumberOptions
    /// What follows from each table, a table a metric; at least one.
    public let reports: [TableReport]

    /// Compares the methods of each table.
    ///
    /// - Throws: `StatisticsError` where there is nothing to compare.
    public init(_ tables: [NumberTable], _ options: NumberOptions = NumberOptions(), file: String = "") throws {
        self.file = file.split(separator: "/").last.map(String.init) ?? file
        self.options = options
        try Self.require(!tables.isEmpty, "tables")
        reports = try tables.map { table in
            var own = options
            own.comparison.order = table.isMinimized ? .smallestFirst : options.order(of: table.metric)
            return try TableReport(table, own)
        }
    }

    private static func require(_ holds: Bool, _ what: String) throws {
        guard holds else { throw StatisticsError.tooFew(what: what, needed: 1, found: 0) }
    }

    /// Whether several metrics stand beside each other.
    var hasMetrics: Bool { reports.count > 1 }

    /// Every part, in the order of a page.
    package static let parts: [any NumberPart.Type] = [
        RankPart.self, ParagraphPart.self, CriticalDifferencePart.self, OmnibusPart.self, ControlPart.self,
        IntervalPart.self, PairPart.self, MatrixPart.self, WinRatePart.self, TwoMetricPart.self, ScorePart.self,
        HeatMapPart.self,
    ]
}

/// A part of what can be told about tables of numbers.
package protocol NumberPart: Sendable {
    /// The name by which it is asked for.
    static var name: String { get }
    /// What it shows, one line.
    static var summary: String { get }
    /// Whether it has a drawing.
    static var isDrawn: Bool { get }
    /// Its title on a page.
    static var title: String { get }

    /// Works it out.
    ///
    /// - Throws: `StatisticsError` for numbers that it can't be made of.
    init(_ study: NumberStudy) throws

    /// The numbers, with notes on what they are.
    var table: Table { get }
    /// The drawings, one a metric; empty where there is nothing to draw.
    var charts: [Chart] { get }
    /// The form for LaTeX, where it is another than the table's.
    var latex: String? { get }
    /// Sentences, where the part is text.
    var sentences: [String] { get }
}

extension NumberPart {
    /// No drawing.
    package static var isDrawn: Bool { false }
    /// No drawing.
    package var charts: [Chart] { [] }
    /// The table's own form.
    package var latex: String? { nil }
    /// None.
    package var sentences: [String] { [] }
}

/// Helpers that parts share.
enum PartTable {
    /// One table of several, with a column for the metric where there is more than one.
    static func joined(_ study: NumberStudy, _ make: (TableReport) throws -> Table) rethrows -> Table {
        var result = Table(columns: [])
        for report in study.reports {
            let table = try make(report)
            if result.columns.isEmpty { result.columns = (study.hasMetrics ? ["metric"] : []) + table.columns }
            let name = report.table.metric
            // Metrics whose methods differ have other columns; what one lacks is empty there.
            for (place, column) in table.columns.enumerated() where !result.columns.contains(column) {
                result.columns.insert(column, at: min(place + (study.hasMetrics ? 1 : 0), result.columns.count))
                result.rows = result.rows.map { row in
                    var row = row
                    row.insert(.none, at: min(place + (study.hasMetrics ? 1 : 0), row.count))
                    return row
                }
            }
            for row in table.rows {
                let cells = Dictionary(uniqueKeysWithValues: zip(table.columns, row))
                result.rows.append(
                    result.columns.map { column in
                        study.hasMetrics && column == "metric" ? .text(name) : cells[column] ?? .none
                    })
            }
            for note in table.notes {
                let line = study.hasMetrics ? "\(name): \(note)" : note
                if !result.notes.contains(line) { result.notes.append(line) }
            }
        }
        return result
    }
}

extension TableReport {
    /// The names of the methods, the best average rank first.
    var orderedMethods: [String] { order.map { comparison.methods[$0] } }

    /// The average rank of a column.
    func averageRank(_ column: Int) -> Double { comparison.averageRanks.rows[column].averageRank ?? .nan }

    /// The scores of two columns on the tasks of both, as the better-is-larger differences of the first.
    func differences(_ first: Int, _ second: Int) throws -> PairedDifferences {
        let differences = try counted().differences(first, second)
        return options.comparison.order == .largestFirst ? differences : differences.negated
    }

    /// The ranks of complete tasks.
    var completeRanks: [[Double]] {
        comparison.ranks.filter { row in row.allSatisfy { $0 != nil } }.map { $0.compactMap { $0 } }
    }

    /// The unit behind a number: ` %`, or nothing.
    var unit: String { options.unit.isEmpty ? "" : " \(options.unit)" }

    /// Which value is better, in words.
    var betterWord: String { options.comparison.order == .largestFirst ? "larger" : "smaller" }
}
