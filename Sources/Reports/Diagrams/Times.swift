import ResultStore

/// The time that training took, by method.
struct Times: Sendable {
    /// A method's line.
    struct Row: Sendable {
        let method: String
        let attempts: Int
        let seconds: Double
        let meanSeconds: Double
        let longestSeconds: Double
        let millisecondsPerStep: Double?
        /// Floating-point operations of the matrix products a second.
        let operationsASecond: Double?
    }

    /// The peak that the speeds are shares of, in operations a second.
    private let peak: Double?

    /// The methods, in the order of the paper's tables.
    let rows: [Row]

    /// Reads the times of all attempts.
    init(_ store: ResultStore, _ speeds: TrainingSpeeds) throws {
        peak = speeds.peak
        let found = try Rows(
            store,
            """
            SELECT m.name, count(*), sum(a.seconds), avg(a.seconds), max(a.seconds), sum(a.steps)
            FROM attempts AS a
            JOIN units AS u ON u.unit_id = a.unit_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id
            WHERE a.seconds IS NOT NULL
            GROUP BY m.name
            """
        ).map { row in
            let steps = row.double(5) ?? 0
            let seconds = row.double(2) ?? 0
            return Row(
                method: row.text(0), attempts: row.integer(1) ?? 0, seconds: seconds,
                meanSeconds: row.double(3) ?? 0, longestSeconds: row.double(4) ?? 0,
                millisecondsPerStep: steps > 0 ? 1000 * seconds / steps : nil,
                operationsASecond: speeds.operationsASecond[row.text(0)])
        }
        let byName = Dictionary(found.map { ($0.method, $0) }) { first, _ in first }
        rows = MethodName.sorted(byName.keys).compactMap { byName[$0] }
    }

    /// All seconds of all attempts.
    var seconds: Double { rows.reduce(0) { $0 + $1.seconds } }

    /// A line a method.
    var table: ReportTable {
        ReportTable(
            columns: [
                "method", "attempts", "total_seconds", "mean_seconds", "longest_seconds", "milliseconds_per_step",
                "gflops", "share_of_peak",
            ],
            rows: rows.map {
                [
                    .text($0.method), .integer($0.attempts), .decimal($0.seconds, places: 1),
                    .decimal($0.meanSeconds, places: 3), .decimal($0.longestSeconds, places: 2),
                    .decimal($0.millisecondsPerStep, places: 3),
                    .decimal($0.operationsASecond.map { $0 / 1e9 }, places: 1),
                    .decimal(share($0), places: 2),
                ]
            }, notes: [caption])
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
            + (peak.map { "Shares are of a peak of \(Figure.decimal($0 / 1e9, places: 1)) GFLOP/s a core." }
                ?? "The results file does not hold the processor’s peak: report --peak measure shows the shares of it.")
    }

    /// The total time as bars.
    var chart: Chart {
        let (left, right, top, row) = (110.0, 520.0, 10.0, 26.0)
        let longest = rows.map(\.seconds).max() ?? 1
        var content: [SVGElement] = []
        for (index, item) in rows.enumerated() {
            let y = top + Double(index) * row
            let name = MethodName.title(item.method)
            let width = (right - left) * item.seconds / max(longest, .leastNormalMagnitude)
            content.append(
                .label(TextWidth.fitted(name, width: left - 12, size: 12), left - 8, y + 15, anchor: .end, size: 12))
            content.append(
                .rectangle(
                    left, y, max(1, width), row - 7, fill: MethodName.paint(item.method, among: rows.map(\.method)),
                    radius: 2))
            content.append(
                .label(
                    "\(Figure.duration(item.seconds)), \(Figure.counted(item.attempts, "unit"))", left + width + 6,
                    y + 14, size: 11, paint: .muted))
        }
        let words = rows.map { "\(MethodName.title($0.method)) \(Figure.duration($0.seconds))" }
        return Chart(
            title: "Training time by method", description: words.joined(separator: ", ") + ".", width: right + 150,
            height: top + row * Double(rows.count) + 4, content: content)
    }
}
