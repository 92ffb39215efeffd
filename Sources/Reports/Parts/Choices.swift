import Evaluation
import Formats
import Foundation
import Graphics
import Tables

/// Which hyperparameters validation chose, by method.
struct Choices: ReportPart {
    static let name = "choices"
    static let summary = "Depth, learning rate and other hyperparameters that validation chose."
    static let isDrawn = true

    /// A method's choices.
    struct Row: Sendable {
        let method: String
        let selections: Int
        let meanLayers: Double?
        let paperMeanLayers: Double?
        let layers: [Int: Int]
        let learningRates: [Double: Int]
    }

    /// The methods, in the order of the paper's tables.
    let rows: [Row]
    private let areOverTasks: Bool
    /// How often each value of each hyperparameter was chosen: method, hyperparameter, value, times.
    let counts: [(method: String, hyperparameter: String, value: String, count: Int)]

    init(_ source: ReportSource) throws {
        let ranked: RankedResults = try source.fact()
        let results = ranked.results
        areOverTasks = ranked.areOverTasks
        var counts: [(method: String, hyperparameter: String, value: String, count: Int)] = []
        rows = results.methodNames.map { method in
            let chosen = results.tasks.flatMap { results[$0, method]?.samples ?? [] }
                .compactMap { ChosenHyperparameters($0.hyperparameters) }
            func tally<Value: Hashable & Comparable>(_ values: [Value?]) -> [Value: Int] {
                Dictionary(values.compactMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
            }
            func add<Value: Hashable & Comparable>(
                _ name: String, _ tally: [Value: Int], _ text: (Value) -> String
            ) {
                for (value, count) in tally.sorted(by: { $0.key < $1.key }) {
                    counts.append((method, name, text(value), count))
                }
            }
            let layers = tally(chosen.map(\.layers))
            let rates = tally(chosen.map(\.learningRate))
            add("layers", layers) { "\($0)" }
            add("learning_rate", rates, NumberText.short)
            add("hidden_units", tally(chosen.map(\.hiddenUnits))) { "\($0)" }
            add("dropout_rate", tally(chosen.map(\.dropoutRate)), NumberText.short)
            add("form", tally(chosen.map(\.form))) { $0 }
            add("bottleneck", tally(chosen.map(\.bottleneck)), NumberText.short)
            let withLayers = chosen.compactMap(\.layers)
            return Row(
                method: method, selections: chosen.count,
                meanLayers: withLayers.isEmpty
                    ? nil : Double(withLayers.reduce(0, +)) / Double(withLayers.count),
                paperMeanLayers: PublishedNumbers.meanLayers[method], layers: layers, learningRates: rates)
        }
        self.counts = counts
    }

    var chart: Chart? { rows.isEmpty ? nil : depthChart }

    var section: PageSection? {
        guard !rows.isEmpty, areOverTasks else { return nil }
        var section = Self.section("Depth and rate", "What validation chooses")
        section.figures = [
            PageFigure(depthChart, caption: "Depth. " + Self.caption),
            PageFigure(learningRateChart, caption: "Learning rate: the share of tasks that chose each."),
        ]
        section.tablesBelow = [PageTable(summaryTable, title: "Chosen depths and learning rates")]
        return section
    }

    /// All depths that were chosen.
    var depths: [Int] { Set(rows.flatMap(\.layers.keys)).sorted() }

    /// All learning rates that were chosen.
    var learningRates: [Double] { Set(rows.flatMap(\.learningRates.keys)).sorted() }

    /// A line a method, for the page.
    var summaryTable: Table {
        Table(
            columns: ["method", "selections", "mean_layers", "paper_mean_layers"]
                + learningRates.map { "rate_\(NumberText.short($0))" },
            rows: rows.map { row in
                [
                    .text(MethodName.title(row.method)), .integer(row.selections), .decimal(row.meanLayers, places: 2),
                    .decimal(row.paperMeanLayers, places: 2),
                ] + learningRates.map { .integer(row.learningRates[$0] ?? 0) }
            }, notes: [])
    }

    /// How often each value was chosen, and the mean depths.
    var table: Table {
        let means = rows.map { row -> [Cell] in
            [
                .text(row.method), .text("layers"), .text("mean"), .decimal(row.meanLayers, places: 3),
                .decimal(row.paperMeanLayers, places: 2),
            ]
        }
        return Table(
            columns: ["method", "hyperparameter", "value", "ours", "paper"],
            rows: means
                + counts.map {
                    [.text($0.method), .text($0.hyperparameter), .text($0.value), .integer($0.count), .none]
                },
            notes: [Self.caption])
    }

    /// What the numbers are.
    static let caption =
        "How often validation chose each value, over tasks; the mean is the average number of chosen layers. "
        + "For ResNet layers are blocks, as in the paper."
}

// MARK: - The drawing

extension Choices {
    /// How often each depth was chosen: a dot a depth, with the means.
    var depthChart: Chart {
        let (left, right, top, row) = (110.0, 600.0, 52.0, 30.0)
        // The depths of the paper's grid are marked too, so that a smaller grid shows as such.
        let depths = Set(depths + [2, 4, 8, 16, 32]).sorted()
        let lower = Double(depths.first ?? 2)
        let upper = Double(depths.last ?? 32)
        let x = Scale(domain: (lower, upper), range: (left + 20, right - 20), isLogarithmic: true)
        let bottom = top + row * Double(rows.count)
        var content: [SVGElement] = [
            .circle(left + 8, 14, radius: 6, fill: .muted, opacity: 0.35),
            .label("share of tasks that chose this depth", left + 20, 18, size: 11, paint: .muted),
            .diamond(left + 236, 14, radius: 5, fill: .ink, stroke: .ink),
            .label("mean, ours", left + 247, 18, size: 11, paint: .muted),
            .diamond(left + 330, 14, radius: 5, fill: .surface, stroke: .ink),
            .label("mean, paper", left + 341, 18, size: 11, paint: .muted),
        ]
        for depth in depths {
            let place = x(Double(depth))
            content.append(.line(place, top, place, bottom))
            content.append(.label("\(depth)", place, bottom + 15, anchor: .middle, size: 11, paint: .muted))
        }
        content.append(
            .label(
                "layers (ResNet: blocks), logarithmic", (left + right) / 2, bottom + 33, anchor: .middle, size: 11,
                paint: .muted))
        for (index, item) in rows.enumerated() {
            let y = top + (Double(index) + 0.5) * row
            let name = MethodName.title(item.method)
            let paint = MethodName.paint(item.method, among: rows.map(\.method))
            var own: [SVGElement] = [
                .label(TextWidth.fitted(name, width: left - 12, size: 12), left - 8, y + 4, anchor: .end, size: 12)
            ]
            for (depth, count) in item.layers.sorted(by: { $0.key < $1.key }) {
                let share = Double(count) / Double(max(1, item.selections))
                own.append(
                    SVGElement.circle(
                        x(Double(depth)), y, radius: 2 + 12 * share.squareRoot(), fill: paint, opacity: 0.45
                    ).titled("\(name): \(depth) layers on \(NumberText.counted(count, "task"))"))
            }
            if let paper = item.paperMeanLayers {
                own.append(
                    SVGElement.diamond(x(paper), y, radius: 5, fill: .surface, stroke: .ink)
                        .titled("\(name): mean \(NumberText.short(paper)) in the paper"))
            }
            if let mean = item.meanLayers {
                own.append(
                    SVGElement.diamond(x(mean), y, radius: 5, fill: .ink, stroke: .ink)
                        .titled("\(name): mean \(NumberText.decimal(mean, places: 2)) here"))
            }
            content.append(SVGElement.group(own).standing(for: name))
        }
        let words = rows.compactMap { row in
            row.meanLayers.map {
                "\(MethodName.title(row.method)) \(NumberText.decimal($0, places: 1))"
                    + (row.paperMeanLayers.map { " (paper \(NumberText.short($0)))" } ?? "")
            }
        }
        return Chart(
            title: "Depth that validation chose",
            description: "Mean number of layers: \(words.joined(separator: ", ")).",
            width: right + 10, height: bottom + 42, content: content)
    }

    /// How often each learning rate was chosen: a bar a method, divided.
    var learningRateChart: Chart {
        let (left, right, top, row) = (110.0, 600.0, 36.0, 26.0)
        let rates = learningRates
        var content: [SVGElement] = []
        var x = left
        for (index, rate) in rates.enumerated() {
            let text = NumberText.short(rate)
            content.append(.rectangle(x, 6, 12, 12, fill: .heat(step(index, of: rates.count)), stroke: .rule))
            content.append(.label(text, x + 17, 16, size: 11, paint: .muted))
            x += 34 + TextWidth.of(text, size: 11)
        }
        content.append(.label("learning rate", left - 8, 16, anchor: .end, size: 11, paint: .muted))
        for (index, item) in rows.enumerated() {
            let y = top + Double(index) * row
            let name = MethodName.title(item.method)
            var own: [SVGElement] = [
                .label(TextWidth.fitted(name, width: left - 12, size: 12), left - 8, y + 15, anchor: .end, size: 12)
            ]
            var start = left
            let total = item.learningRates.values.reduce(0, +)
            for (place, rate) in rates.enumerated() {
                guard let count = item.learningRates[rate], total > 0 else { continue }
                let width = (right - left) * Double(count) / Double(total)
                let heat = step(place, of: rates.count)
                own.append(
                    SVGElement.rectangle(start, y, width - 1, row - 6, fill: .heat(heat), stroke: .rule)
                        .titled("\(name): \(NumberText.short(rate)) on \(NumberText.counted(count, "task"))"))
                let share = "\(Int((100 * Double(count) / Double(total)).rounded())) %"
                if width > 34 {
                    own.append(
                        .label(share, start + width / 2, y + 14, anchor: .middle, size: 11, paint: .heatText(heat)))
                }
                start += width
            }
            content.append(SVGElement.group(own).standing(for: name))
        }
        let words = rows.map { row in
            "\(MethodName.title(row.method)): "
                + rates.compactMap { rate in row.learningRates[rate].map { "\(NumberText.short(rate)) \($0) times" } }
                .joined(separator: ", ")
        }
        return Chart(
            title: "Learning rate that validation chose", description: words.joined(separator: "; ") + ".",
            width: right + 10, height: top + row * Double(rows.count) + 6, content: content)
    }

    private func step(_ index: Int, of count: Int) -> Int {
        count < 2 ? 3 : 1 + index * (Paint.heatCount - 2) / (count - 1)
    }
}

/// The hyperparameters of a chosen configuration: those of networks by name, those of programs as they are.
struct ChosenHyperparameters: Sendable {
    let layers: Int?
    let hiddenUnits: Int?
    let learningRate: Double?
    let dropoutRate: Double?
    let form: String?
    let bottleneck: Double?
    let l2Penalty: Double?
    /// Those that only programs have, by name.
    let others: [String: CanonicalJSON]

    /// Reads the JSON of a result; nil where it is nil or it isn't an object.
    init?(_ text: String?) {
        guard let text, let json = try? CanonicalJSON(parsing: text), case .object(let members) = json else {
            return nil
        }
        layers = json["layers"]?.integerValue.map { Int(clamping: $0) }
        hiddenUnits = json["hidden_units"]?.integerValue.map { Int(clamping: $0) }
        learningRate = json["learning_rate"]?.doubleValue
        dropoutRate = json["dropout_rate"]?.doubleValue
        form = json["form"]?.stringValue
        bottleneck = json["bottleneck"]?.doubleValue
        l2Penalty = json["l2_penalty"]?.doubleValue
        let known: Set = [
            "layers", "hidden_units", "learning_rate", "dropout_rate", "form", "bottleneck", "l2_penalty",
        ]
        others = members.filter { !known.contains($0.key) }
    }

    /// The values in a few words: `8 layers of 256, rate 0.01, dropout 0.05, conic`, or `mtry 5, n_estimators 500`.
    var summary: String {
        var parts: [String] = []
        if let layers {
            parts.append("\(NumberText.counted(layers, "layer"))" + (hiddenUnits.map { " of \($0)" } ?? ""))
        }
        if let learningRate { parts.append("learning rate \(NumberText.short(learningRate))") }
        if let dropoutRate, dropoutRate > 0 { parts.append("dropout \(NumberText.short(dropoutRate))") }
        if let form, form != "rectangular" { parts.append(form) }
        if let bottleneck { parts.append("bottleneck \(NumberText.short(bottleneck))") }
        if let l2Penalty, l2Penalty > 0 { parts.append("L2 \(NumberText.short(l2Penalty))") }
        parts += others.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.stringValue ?? $0.value.text)" }
        return parts.joined(separator: ", ")
    }
}
