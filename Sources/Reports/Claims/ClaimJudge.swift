import Evaluation
import Formats
import Tables

/// Judges the claims of the paper by what a store has.
struct ClaimJudge {
    let results: Results
    let published: PublishedNumbers
    let choices: Choices
    let depths: DepthEffect
    let tox21: Tox21Table
    let htru2: HTRU2Table
    /// The seven methods of the paper over the tasks that all have; nil where one is missing.
    let comparison: Comparison?

    /// Fewer tasks say nothing about ranks over 121.
    static let fewestTasks = 20
    /// The tasks of the paper.
    static let paperTasks = 121
    /// The level of the paper's tests.
    static let alpha = 0.05

    /// Makes a judge.
    init(_ source: ReportSource) throws {
        results = try source.fact(RankedResults.self).results
        published = try source.fact()
        choices = try source.fact()
        depths = try source.fact()
        tox21 = try source.fact()
        htru2 = try source.fact()
        let isComplete = !results.tasks(completeFor: MethodName.paperNames).isEmpty
        comparison = isComplete ? try Comparison(results, methods: MethodName.paperNames) : nil
    }

    /// All claims, in the order in which the paper makes them.
    var claims: [Claim] {
        [bestRank, significance, order, meanAccuracy, depth, deepNetworks, tox21Best, htru2Best, htru2Significance]
    }

    private func title(_ method: String) -> String { MethodName.title(method) }

    private func signed(_ value: Double) -> String { NumberText.decimal(value, places: 3, sign: true) }

    /// What is missing for claims about ranks; nil where there is enough.
    private var lack: String? {
        guard let comparison else {
            let missing = MethodName.paperNames.filter { !results.methodNames.contains($0) }
            return missing.isEmpty
                ? "No task has a result of all seven methods."
                : "There is no result of \(missing.map(title).joined(separator: ", "))."
        }
        guard comparison.tasks.count < Self.fewestTasks else { return nil }
        return "\(NumberText.counted(comparison.tasks.count, "task")) with all seven methods; fewer than "
            + "\(Self.fewestTasks) say too little about the paper’s \(Self.paperTasks)."
    }

    /// How much of the paper's study ours covers.
    private var coverage: String {
        let count = comparison?.tasks.count ?? 0
        return count >= Self.paperTasks
            ? "\(count) tasks, as many as the paper."
            : "\(NumberText.counted(count, "task")) of the paper’s \(Self.paperTasks)."
    }

    private func judged(
        _ statement: String, paper: String, ours: String, _ verdict: Claim.Verdict, _ reason: String
    ) -> Claim {
        Claim(
            statement: statement, paper: paper, ours: ours.isEmpty ? nil : ours,
            verdict: lack == nil ? verdict : .notEnoughData, reason: lack ?? reason)
    }

    private var bestRank: Claim {
        let others = comparison?.rows.filter { $0.method != "snn" } ?? []
        let snn = comparison?.row("snn")
        let best = others.min { $0.averageRank < $1.averageRank }
        let holds = snn.map { mine in others.allSatisfy { mine.averageRank < $0.averageRank } } ?? false
        return judged(
            "SNN has the best average rank of the seven methods.",
            paper: published.rankDifferences.isEmpty
                ? "not in the results file"
                : published.rankDifferences.sorted { $0.value < $1.value }.prefix(2)
                    .map { "\(title($0.key)) \(signed($0.value))" }.joined(separator: "; next: "),
            ours: [snn, best].compactMap { $0 }.map { "\(title($0.method)) \(signed($0.averageRankDifference))" }
                .joined(separator: "; best other: "), holds ? .holds : .doesNotHold, coverage)
    }

    private var significance: Claim {
        let statement = "SNN ranks significantly better than each of the six others (one-sided Wilcoxon, p < 0.05)."
        let paperP = published.rankPValues.values.max()
        let paper =
            paperP.map { "all six; the largest p is \(NumberText.probability($0))" } ?? "not in the results file"
        guard let comparison, lack == nil else {
            return judged(statement, paper: paper, ours: "", .notEnoughData, "")
        }
        guard let best = comparison.rows.first, best.method == "snn" else {
            return judged(
                statement, paper: paper, ours: "\(title(comparison.rows.first?.method ?? "")) ranks first",
                .doesNotHold, "SNN is not the best to begin with. " + coverage)
        }
        let others = comparison.rows.dropFirst()
        let weak = others.filter { ($0.p ?? 1) >= Self.alpha }
        let adjusted = others.count { ($0.adjustedP[.holm] ?? 1) < Self.alpha }
        let ours =
            "\(others.count - weak.count) of 6; with Holm’s correction \(adjusted) of 6"
            + (weak.isEmpty
                ? ""
                : ". Not: " + weak.map { "\(title($0.method)) (\(NumberText.p($0.p ?? 1)))" }.joined(separator: ", "))
        if weak.isEmpty { return judged(statement, paper: paper, ours: ours, .holds, coverage) }
        let isWhole = comparison.tasks.count >= Self.paperTasks
        return judged(
            statement, paper: paper, ours: ours, isWhole ? .doesNotHold : .notEnoughData,
            isWhole
                ? coverage
                : "SNN ranks first, but over fewer tasks than the paper’s the tests have less power. " + coverage)
    }

    private var order: Claim {
        let paperOrder = published.rankDifferences.sorted { $0.value < $1.value }.map(\.key)
        let oursOrder = comparison?.rows.map(\.method) ?? []
        var agreeing = 0
        for (place, first) in paperOrder.enumerated() {
            for second in paperOrder.dropFirst(place + 1) {
                if let mine = comparison?.row(first), let other = comparison?.row(second),
                    mine.averageRank < other.averageRank
                {
                    agreeing += 1
                }
            }
        }
        let isKnown = paperOrder.count == MethodName.paper.count
        return judged(
            "By average rank the order is SNN, MSRAinit, LayerNorm, Highway, ResNet, WeightNorm, BatchNorm.",
            paper: isKnown
                ? paperOrder.map { "\(title($0)) \(signed(published.rankDifferences[$0] ?? 0))" }.joined(
                    separator: ", ")
                : "not in the results file",
            ours: (comparison?.rows ?? []).map { "\(title($0.method)) \(signed($0.averageRankDifference))" }
                .joined(separator: ", "),
            !isKnown ? .notEnoughData : (oursOrder == paperOrder ? .holds : .doesNotHold),
            isKnown
                ? "\(agreeing) of 21 pairs stand in the paper’s order. " + coverage
                : "The results file does not hold the paper’s ranks.")
    }

    private var meanAccuracy: Claim {
        let methods = MethodName.paperNames
        let tasks = (comparison?.tasks ?? []).filter { task in
            methods.allSatisfy { published.accuracy(task: task, method: $0) != nil }
        }
        func mean(_ value: (String) -> Double?) -> Double {
            let values = tasks.compactMap(value)
            return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        }
        let ours = methods.map { method in (method, mean { results[$0, method]?.score.value }) }
        let paper = methods.map { method in (method, mean { published.accuracy(task: $0, method: method) }) }
        func text(_ values: [(String, Double)]) -> String {
            tasks.isEmpty
                ? ""
                : values.sorted { $0.1 > $1.1 }.map { "\(title($0.0)) \(NumberText.decimal($0.1, places: 4))" }
                    .joined(separator: ", ")
        }
        let snn = ours[0].1
        let holds = ours.dropFirst().allSatisfy { snn > $0.1 }
        let differs = !results.tasks.allSatisfy { !$0.hasPrefix(PublishedNumbers.samplePrefix) }
        return judged(
            "SNN has the highest mean accuracy of the seven methods (mean of Table A11).",
            paper: tasks.isEmpty ? "not in the results file" : text(paper), ours: text(ours),
            tasks.isEmpty ? .notEnoughData : (holds ? .holds : .doesNotHold),
            tasks.isEmpty
                ? "The results file does not hold the paper’s accuracies."
                : "Both over the same \(NumberText.counted(tasks.count, "task"))"
                    + (differs ? ", some of them split otherwise than in the paper." : "."))
    }

    private var depth: Claim {
        let rows = choices.rows.filter { MethodName.paperNames.contains($0.method) }
        let snn = rows.first { $0.method == "snn" }?.meanLayers
        let others = rows.filter { $0.method != "snn" }.compactMap(\.meanLayers)
        let holds = snn.map { mine in others.allSatisfy { mine > $0 } } ?? false
        let deepest = choices.depths.last ?? 0
        return judged(
            "SNNs that validation selects are deeper than the networks of every other method.",
            paper: MethodName.paperNames.compactMap { name in
                PublishedNumbers.meanLayers[name].map { "\(title(name)) \(NumberText.short($0))" }
            }.joined(separator: ", "),
            ours: rows.compactMap { row in
                row.meanLayers.map { "\(title(row.method)) \(NumberText.decimal($0, places: 1))" }
            }.joined(separator: ", "), holds ? .holds : .doesNotHold,
            "Average number of layers (ResNet: blocks)."
                + (deepest < 32
                    ? " No selected network has more than \(deepest) layers; the paper’s grid goes to 32." : ""))
    }

    private var deepNetworks: Claim {
        let statement =
            "Deep SNNs (\(DepthEffect.deepFrom) layers and more) do not lose against shallow ones; the others lose with depth."
        let falls = MethodName.paperNames.compactMap { name -> String? in
            guard let byLayers = published.tox21[name], let first = byLayers[2], let last = byLayers[32] else {
                return nil
            }
            return "\(title(name)) \(signed(last.mean - first.mean))"
        }
        let paper =
            falls.isEmpty
            ? "not in the results file"
            : "AUC on Tox21 with 32 layers less that with 2: \(falls.joined(separator: ", "))"
        let rows = depths.rows.filter { MethodName.paperNames.contains($0.method) }
        guard let snn = rows.first(where: { $0.method == "snn" }), rows.count == MethodName.paper.count else {
            return judged(
                statement, paper: paper, ours: "", .notEnoughData,
                "Not every method has both shallow and deep networks.")
        }
        let others = rows.filter { $0.method != "snn" }
        let losing = others.filter { $0.test.p < Self.alpha }
        let ours = rows.map {
            "\(title($0.method)) \(signed($0.deepMean - $0.shallowMean)) (\(NumberText.p($0.test.p)))"
        }.joined(separator: ", ")
        let rule =
            "Mean test accuracy of the deep choice minus that of the shallow one, with the p-value that the shallow one is "
            + "better (one-sided Wilcoxon); validation chooses within each. "
        if snn.test.p < Self.alpha {
            return judged(statement, paper: paper, ours: ours, .doesNotHold, rule + "SNN loses with depth too.")
        }
        if losing.count == others.count { return judged(statement, paper: paper, ours: ours, .holds, rule) }
        let keeping = others.filter { $0.test.p >= Self.alpha }.map { title($0.method) }.joined(separator: ", ")
        return judged(
            statement, paper: paper, ours: ours, .doesNotHold,
            rule + "SNN does not lose significantly; nor does, of the others: \(keeping).")
    }

    private var tox21Best: Claim {
        func best(_ cells: [String: [Int: Double]]) -> [(method: String, layers: Int, mean: Double)] {
            cells.compactMap { method, byLayers in
                byLayers.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { (method, $0.key, $0.value) }
            }.sorted { ($1.mean, $0.method) < ($0.mean, $1.method) }
        }
        func text(_ items: [(method: String, layers: Int, mean: Double)]) -> String {
            items.map { "\(title($0.method)) \(NumberText.decimal($0.mean, places: 3)) (\($0.layers) layers)" }
                .joined(separator: ", ")
        }
        let ours = best(tox21.cells.mapValues { $0.mapValues(\.mean) })
        let paper = best(tox21.published.mapValues { $0.mapValues(\.mean) })
        let missing = MethodName.paperNames.filter { tox21.cells[$0] == nil }
        let isEnough = missing.isEmpty
        let holds = ours.first.map { $0.method == "snn" && $0.layers >= DepthEffect.deepFrom } ?? false
        return Claim(
            statement: "On Tox21 an SNN with 8 layers reaches the highest AUC, 0.845.",
            paper: paper.isEmpty ? "not in the results file" : text(paper), ours: ours.isEmpty ? nil : text(ours),
            verdict: !isEnough ? .notEnoughData : (holds ? .holds : .doesNotHold),
            reason: isEnough
                ? "Holds where the best mean is that of an SNN with 8 layers or more; each method at its best depth."
                : "Tox21 has no result of \(missing.map(title).joined(separator: ", ")).")
    }

    /// Our lines of the seven methods on HTRU2, the best mean first, and whether they are enough to judge by.
    private var pulsars: (rows: [HTRU2Table.Row], folds: Int, isEnough: Bool) {
        let rows = htru2.rows.filter { $0.mean != nil && MethodName.paperNames.contains($0.method) }
        let folds = rows.map(\.folds).min() ?? 0
        return (rows, folds, rows.count == MethodName.paper.count && folds >= 10)
    }

    private var htru2Best: Claim {
        let (ours, folds, isEnough) = pulsars
        let paper = htru2.rows.compactMap { row in row.paper.map { (row.method, $0.mean) } }.sorted { $0.1 > $1.1 }
        return Claim(
            statement: "On HTRU2 SNN has the highest AUC of the seven methods.",
            paper: paper.isEmpty
                ? "not in the results file"
                : paper.map { "\(title($0.0)) \(NumberText.decimal($0.1, places: 4))" }.joined(separator: ", "),
            ours: ours.isEmpty
                ? nil
                : ours.map { "\(title($0.method)) \(NumberText.decimal($0.mean ?? 0, places: 4))" }.joined(
                    separator: ", "),
            verdict: !isEnough ? .notEnoughData : (ours.first?.method == "snn" ? .holds : .doesNotHold),
            reason: isEnough ? "Mean over \(folds) folds." : "Needs all seven methods on ten folds.")
    }

    private var htru2Significance: Claim {
        let (ours, folds, isEnough) = pulsars
        let others = ours.filter { $0.method != "snn" }
        let significant = others.filter { ($0.p ?? 1) < Self.alpha }
        let paper = htru2.rows.compactMap { row in row.paperP.map { (row.method, $0) } }.sorted { $0.1 < $1.1 }
        return Claim(
            statement:
                "On HTRU2 SNN is significantly better than four of the six others (one-sided Wilcoxon, p < 0.05).",
            paper: paper.isEmpty
                ? "not in the results file"
                : paper.map { "\(title($0.0)) (\(NumberText.p($0.1)))" }.joined(separator: ", "),
            ours: others.allSatisfy { $0.p == nil }
                ? nil
                : others.compactMap { row in row.p.map { "\(title(row.method)) (\(NumberText.p($0)))" } }
                    .joined(separator: ", "),
            verdict: !isEnough ? .notEnoughData : (significant.count >= 4 ? .holds : .doesNotHold),
            reason: isEnough
                ? "Better than \(significant.count) of the six others over \(folds) folds; p unadjusted, as in the paper."
                : "Needs all seven methods on ten folds.")
    }
}
