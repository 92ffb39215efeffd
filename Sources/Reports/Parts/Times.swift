import Evaluation
import Formats
import Graphics
import ResultStore
import Tables

/// The time that training took, by method.
struct Times: ReportPart {
    static let name = "times"
    static let summary = "Training time by method."
    static let isDrawn = true

    /// A line: a method on a kind of processor.
    struct Row: Sendable {
        let time: MethodTime
        /// Floating-point operations of the matrix products a second; nil where units ran on several kinds of processor.
        let operationsASecond: Double?

        var method: String { time.method }
        var seconds: Double { time.seconds }
        var millisecondsPerStep: Double? { time.steps > 0 ? 1000 * time.seconds / Double(time.steps) : nil }
    }

    /// The peak that the speeds are shares of, in operations a second.
    private let peak: Double?
    /// The kinds of processor, the one with most time first.
    let processors: [String]
    /// The methods, in the order of the paper's tables, by processor.
    let rows: [Row]

    /// Reads the times of all attempts; those of different machines are not added up.
    init(_ source: ReportSource) throws {
        let speeds = source.options.speeds
        peak = speeds.peak
        let times = try source.store.timesByMethod()
        let sums = Dictionary(grouping: times, by: \.processor).mapValues { $0.reduce(0) { $0 + $1.seconds } }
        let processors = sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        self.processors = processors
        rows = processors.flatMap { processor -> [Row] in
            let own = times.filter { $0.processor == processor }
            return MethodName.sorted(own.map(\.method)).compactMap { method in
                own.first { $0.method == method }.map {
                    Row(time: $0, operationsASecond: processors.count == 1 ? speeds.operationsASecond[method] : nil)
                }
            }
        }
    }

    /// All seconds of all attempts.
    var seconds: Double { rows.reduce(0) { $0 + $1.seconds } }

    /// A line a method and processor.
    var table: Table {
        let isMixed = processors.count > 1
        return Table(
            columns: (isMixed ? ["processor"] : []) + [
                "method", "attempts", "total_seconds", "mean_seconds", "longest_seconds", "milliseconds_per_step",
                "gflops", "share_of_peak",
            ],
            rows: rows.map { row in
                (isMixed ? [.text(row.time.processor)] : []) + [
                    .text(row.method), .integer(row.time.attempts), .decimal(row.seconds, places: 1),
                    .decimal(row.seconds / Double(max(1, row.time.attempts)), places: 3),
                    .decimal(row.time.longestSeconds, places: 2), .decimal(row.millisecondsPerStep, places: 3),
                    .decimal(row.operationsASecond.map { $0 / 1e9 }, places: 1), .decimal(share(row), places: 2),
                ]
            }, notes: [caption])
    }

    var section: PageSection? {
        guard !rows.isEmpty else { return nil }
        var section = Self.section("Time", "How long it took")
        section.figures = [PageFigure(bars, caption: caption)]
        section.tablesBelow = [PageTable(table, title: "Training time by method", naming: processors.count > 1 ? 1 : 0)]
        return section
    }

    private func share(_ row: Row) -> Double? {
        guard let peak, let rate = row.operationsASecond else { return nil }
        return rate / peak
    }

    /// What the numbers are.
    var caption: String {
        "Wall clock of all attempts of the results file, those that failed included; units ran side by side, one thread "
            + "each. A step’s time includes its share of the evaluation after each epoch. GFLOP/s: the matrix products’ operations, those "
            + "of evaluation too, of the units that finished. "
            + (processors.count > 1
                ? "Times on different processors stand apart, without speeds."
                : peak.map { "Shares are of a peak of \(NumberText.decimal($0 / 1e9, places: 1)) GFLOP/s a core." }
                    ?? "The results file does not hold the processor’s peak: report --peak measure shows the shares of it.")
    }

    /// The total time as bars.
    var chart: Chart? { rows.isEmpty ? nil : bars }

    private var bars: Chart {
        let (left, right, row) = (110.0, 520.0, 26.0)
        let methods = MethodName.sorted(Set(rows.map(\.method)))
        let longest = rows.map(\.seconds).max() ?? 1
        var content: [SVGElement] = []
        var y = 10.0
        for processor in processors {
            if processors.count > 1 {
                content.append(
                    .label(TextWidth.fitted(processor, width: right, size: 12), 8, y + 14, size: 12, isBold: true))
                y += row
            }
            for item in rows where item.time.processor == processor {
                let name = MethodName.title(item.method)
                let width = (right - left) * item.seconds / max(longest, .leastNormalMagnitude)
                let bar: [SVGElement] = [
                    .label(
                        TextWidth.fitted(name, width: left - 12, size: 12), left - 8, y + 15, anchor: .end, size: 12),
                    .rectangle(
                        left, y, max(1, width), row - 7, fill: MethodName.paint(item.method, among: methods), radius: 2),
                    .label(
                        "\(Durations.short(item.seconds)), \(NumberText.counted(item.time.attempts, "unit"))",
                        left + width + 6, y + 14, size: 11, paint: .muted),
                ]
                content.append(SVGElement.group(bar).standing(for: name))
                y += row
            }
        }
        let words = rows.map { row in
            "\(MethodName.title(row.method)) \(Durations.short(row.seconds))"
                + (processors.count > 1 ? " on \(row.time.processor)" : "")
        }
        return Chart(
            title: "Training time by method", description: words.joined(separator: ", ") + ".", width: right + 150,
            height: y + 4, content: content)
    }
}
