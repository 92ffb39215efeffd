extension Report {
    /// A part as a table; empty where the store has nothing for it.
    ///
    /// - Parameter part: the part.
    public func table(_ part: ReportPart) -> ReportTable {
        switch part {
        case .summary:
            ReportTable(
                columns: ["claim", "paper", "ours", "verdict", "reason"],
                rows: claims.map {
                    [
                        .text($0.statement), .text($0.paper), .text($0.ours ?? "–"), .text($0.verdict.rawValue),
                        .text($0.reason),
                    ]
                }, notes: [])
        case .ranks: rankTable
        case .criticalDifferences:
            differences?.table ?? ReportTable(columns: ["method", "average_rank", "groups"], rows: [], notes: [])
        case .heatMap: heatMap.table
        case .paperScatter: scatter.table
        case .learningCurves: curves.table
        case .choices: choices.table
        case .times: times.table
        case .failures: failures.table
        case .tox21: tox21.table
        case .htru2: htru2.table
        }
    }

    /// A part as a drawing in a file of its own, without style sheet or script; nil where it has none or there is nothing.
    ///
    /// - Parameter part: the part.
    public func svg(_ part: ReportPart) -> String? {
        guard !study.tasks.isEmpty || part == .times else { return nil }
        switch part {
        case .criticalDifferences: return differences?.chart.standalone
        case .heatMap: return heatMap.chart.standalone
        case .paperScatter: return scatter.panels.isEmpty ? nil : scatter.chart.standalone
        case .learningCurves: return curves.panels.isEmpty ? nil : curves.chart(.validation).standalone
        case .choices: return choices.depthChart.standalone
        case .times: return times.rows.isEmpty ? nil : times.chart.standalone
        case .summary, .ranks, .failures, .tox21, .htru2: return nil
        }
    }

    /// The critical-difference diagram for LaTeX, by TikZ alone; nil for fewer than two methods.
    public var criticalDifferencesTikZ: String? { differences?.tikz }

    /// Ranks, means and tests, the best method first.
    private var rankTable: ReportTable {
        let columns = [
            "method", "average_rank", "average_rank_difference", "paper_difference", "mean_accuracy", "p", "p_holm",
            "paper_p", "wins_ties_losses",
        ]
        guard let comparison else { return ReportTable(columns: columns, rows: [], notes: []) }
        let isWhole = Set(study.methods) == Set(MethodName.paperNames)
        return ReportTable(
            columns: columns,
            rows: comparison.rows.map { row in
                [
                    .text(row.method), .decimal(row.averageRank, places: 3),
                    .decimal(row.averageRankDifference, places: 3, sign: true),
                    .decimal(isWhole ? published.rankDifferences[row.method] : nil, places: 3, sign: true),
                    .decimal(row.meanValue, places: 4), .probability(row.p), .probability(row.adjustedP),
                    .probability(isWhole ? published.rankPValues[row.method] : nil),
                    row.winTieLoss.map { .text($0.description) } ?? .none,
                ]
            }, notes: rankNotes(comparison))
    }

    private func rankNotes(_ comparison: Comparison) -> [String] {
        var notes: [String] = []
        if let key = study.key {
            notes.append(
                "\(Figure.counted(comparison.tasks.count, "task")) that all \(comparison.methodCount) methods have a result for, "
                    + "grid \(key.grid), split \(key.splitIndex), seed \(key.seed); test accuracy of what validation selected."
            )
        }
        let left = study.tasks.count - comparison.tasks.count
        if left > 0 {
            notes.append("\(Figure.counted(left, "task")) left out: not all methods have a result there.")
        }
        notes.append(
            "Difference: average rank minus that of random methods, \(Figure.short(Double(comparison.methodCount + 1) / 2)); "
                + "negative is better. p: the best method against each; \(comparison.convention).")
        if let friedman = comparison.friedman {
            notes.append(
                "Friedman’s test of all methods: chi-squared \(Figure.decimal(friedman.chiSquared, places: 2)), "
                    + "\(Figure.p(friedman.chiSquaredP)); F of Iman and Davenport \(Figure.decimal(friedman.f, places: 2)), "
                    + "\(Figure.p(friedman.fP)).")
        }
        return notes
    }
}
