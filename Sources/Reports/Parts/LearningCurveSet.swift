import Evaluation
import Formats
import Foundation
import Graphics
import ResultStore
import Tables

/// The learning curves of the selected configurations on a few tasks.
struct LearningCurveSet: ReportPart {
    static let name = "learning-curves"
    static let summary = "The learning curves of the selected configurations."
    static let isDrawn = true

    /// The curve of one method on one task.
    struct Curve: Sendable {
        let method: String
        let epochs: [EpochRecord]
        let selectedEpoch: Int
        let validationRows: Int
        let testRows: Int

        /// Validation accuracy or AUC averaged over the window that ends at each epoch, as selection sees it.
        func smoothedValidation(window: Int) -> [(epoch: Int, value: Double)] {
            let values = epochs.map { epoch in
                epoch.validationCorrect.map { Double($0) / Double(max(1, validationRows)) } ?? epoch.validationAUC
            }
            var result: [(epoch: Int, value: Double)] = []
            let window = max(1, min(window, values.count))
            for end in values.indices where end + 1 >= window {
                let inside = values[(end + 1 - window)...end].compactMap { $0 }
                guard inside.count == window else { continue }
                result.append((epochs[end].epoch, inside.reduce(0, +) / Double(window)))
            }
            return result
        }
    }

    /// One task.
    struct Panel: Sendable {
        let task: String
        /// The task's name without the suite where all tasks are of one.
        let title: String
        let validationRows: Int
        let curves: [Curve]
    }

    /// What the curves tell.
    enum Quantity: Sendable {
        case validation
        case trainingLoss
    }

    /// The tasks, in the order of their names.
    let panels: [Panel]
    /// All methods of the study.
    let methods: [String]
    /// The number of epochs that are averaged.
    let window: Int
    /// The number of tasks that have curves.
    let taskCount: Int

    private let areOverTasks: Bool
    private let areMeans: Bool

    /// The most tasks that are drawn.
    static let mostPanels = 9
    /// The most points that a curve is drawn with.
    static let mostPoints = 200

    /// Reads the curves of the tasks with most validation rows, where curves say most.
    init(_ source: ReportSource) throws {
        let store = source.store
        let ranked: RankedResults = try source.fact()
        let results = ranked.results
        let methods = results.methodNames
        self.methods = methods
        areOverTasks = ranked.areOverTasks
        areMeans = ranked.areMeans
        window = Self.window(of: results.protocols[.uci]?.rule)
        // Of several splits and seeds the first.
        func chosen(_ task: String, _ method: String) -> ChosenCandidate? {
            results[task, method]?.samples.first?.chosen
        }
        func rows(_ task: String) -> Int { methods.compactMap { chosen(task, $0)?.validationTotal }.max() ?? 0 }
        taskCount = results.tasks.count
        let tasks = results.tasks.sorted { (rows($1), $0) < (rows($0), $1) }.prefix(Self.mostPanels).sorted()
        let hashes = tasks.flatMap { task in methods.compactMap { chosen(task, $0)?.unitHash } }
        let curves = hashes.isEmpty ? [] : try store.learningCurves(UnitFilter(unitHashes: hashes))
        let byHash = Dictionary(curves.map { ($0.unitHash, $0) }) { first, _ in first }
        let titles = TaskTitles(results.tasks)
        panels = tasks.compactMap { task in
            let curves = methods.compactMap { method -> Curve? in
                guard let chosen = chosen(task, method), let curve = byHash[chosen.unitHash],
                    !curve.epochs.isEmpty
                else { return nil }
                return Curve(
                    method: method, epochs: curve.epochs, selectedEpoch: chosen.epoch,
                    validationRows: curve.validationRows, testRows: curve.testRows)
            }
            return curves.isEmpty
                ? nil : Panel(task: task, title: titles[task], validationRows: rows(task), curves: curves)
        }
    }

    /// The window of a rule of selection; 10 where it doesn't say.
    static func window(of rule: String?) -> Int {
        let window = rule.flatMap { try? CanonicalJSON(parsing: $0) }?["window"]?.integerValue
        return window.map { Int(clamping: $0) } ?? 10
    }

    /// Every epoch of the curves that are drawn.
    var table: Table {
        Table(
            columns: [
                "task", "method", "epoch", "training_loss", "validation_accuracy", "test_accuracy", "validation_auc",
                "test_auc", "selected",
            ],
            rows: panels.flatMap { panel in
                panel.curves.flatMap { curve in
                    curve.epochs.map { epoch in
                        [
                            .text(panel.task), .text(curve.method), .integer(epoch.epoch),
                            .decimal(epoch.trainingLoss, places: 5),
                            .decimal(
                                epoch.validationCorrect.map { Double($0) / Double(max(1, curve.validationRows)) },
                                places: 4),
                            .decimal(epoch.testCorrect.map { Double($0) / Double(max(1, curve.testRows)) }, places: 4),
                            .decimal(epoch.validationAUC, places: 4), .decimal(epoch.testAUC, places: 4),
                            .integer(epoch.epoch == curve.selectedEpoch ? 1 : 0),
                        ]
                    }
                }
            }, notes: [caption(.validation)])
    }

    var chart: Chart? { panels.isEmpty ? nil : chart(.validation) }

    var section: PageSection? {
        guard !panels.isEmpty, areOverTasks else { return nil }
        var section = Self.section("Learning curves", "How the selected networks learn")
        section.filterNote = ""
        section.figures = [
            PageFigure(
                panels: panelCharts(.validation), methods: methods, caption: caption(.validation),
                curves: "validation", of: panels.map(\.task)),
            PageFigure(
                panels: panelCharts(.trainingLoss), methods: methods, caption: caption(.trainingLoss), curves: "loss",
                of: panels.map(\.task)),
        ]
        return section
    }

    /// What a drawing shows.
    func caption(_ quantity: Quantity) -> String {
        let tasks =
            taskCount > panels.count
            ? "The \(panels.count) of \(taskCount) tasks with most validation rows, where curves are least noisy."
            : "All \(NumberText.counted(panels.count, "task"))."
        let first = areMeans ? " Of several splits and seeds the first." : ""
        switch quantity {
        case .validation:
            return
                "Validation accuracy of the selected configurations, averaged over the \(window) epochs up to each one "
                + "as selection sees it; a mark of the method’s shape is at the selected epoch. \(tasks)\(first)"
        case .trainingLoss:
            return
                "Training loss of the same configurations, on a logarithmic scale; an open triangle marks where one falls "
                + "below a millionth, and lies on the lower edge from there. \(tasks)\(first)"
        }
    }
}

// MARK: - The drawing

extension LearningCurveSet {
    /// One drawing a task.
    func panelCharts(_ quantity: Quantity) -> [Chart] { panels.map { chart($0, quantity) } }

    /// All tasks in one drawing, with a legend.
    func chart(_ quantity: Quantity) -> Chart {
        let charts = panelCharts(quantity)
        // As many lines as the drawings' width needs: one panel is narrower than seven names.
        let width = (charts.first?.width ?? 0) * Double(min(3, charts.count))
        var (x, y) = (20.0, 14.0)
        var legend: [SVGElement] = []
        for method in methods {
            let title = MethodName.title(method)
            let room = 42 + TextWidth.of(title, size: 12)
            if x > 20, x + room > width { (x, y) = (20, y + 20) }
            legend.append(
                .line(
                    x, y, x + 26, y, MethodName.paint(method, among: methods), width: 2.5,
                    dashes: MethodName.dashes(method, among: methods)))
            if quantity == .validation {
                legend.append(
                    .mark(
                        MethodName.mark(method, among: methods), x + 13, y, radius: 4,
                        fill: MethodName.paint(method, among: methods), stroke: .surface))
            }
            legend.append(.label(title, x + 31, y + 4, size: 12))
            x += room + 6
        }
        return Chart.grid(
            charts, columns: 3,
            title: quantity == .validation ? "Learning curves: validation accuracy" : "Learning curves: training loss",
            description: caption(quantity), legend: (legend, y + 16))
    }

    private func chart(_ panel: Panel, _ quantity: Quantity) -> Chart {
        let (left, top, plotWidth, plotHeight) = (46.0, 40.0, 236.0, 140.0)
        let lines = panel.curves.map { ($0, points($0, quantity)) }
        let values = lines.flatMap { $0.1.map(\.value) }
        let lastEpoch = lines.compactMap { $0.1.last?.epoch }.max() ?? 1
        let x = Scale(domain: (1, Double(max(2, lastEpoch))), range: (left, left + plotWidth))
        let y = Scale(
            domain: domain(values, quantity), range: (top + plotHeight, top),
            isLogarithmic: quantity == .trainingLoss)
        var content: [SVGElement] = [
            .label(
                TextWidth.fitted(panel.title, width: plotWidth - 16, size: 13), left, 16, size: 13, isBold: true),
            .label(
                "\(NumberText.grouped(panel.validationRows)) validation rows", left, 31, size: 10.5, paint: .muted),
        ]
        let ticks = y.ticks(about: 4)
        for tick in ticks {
            content.append(.line(left, y(tick), left + plotWidth, y(tick)))
            content.append(
                .label(y.text(tick, among: ticks), left - 5, y(tick) + 3.5, anchor: .end, size: 10, paint: .muted))
        }
        for tick in Scale(domain: (0, x.domain.upper), range: x.range).ticks(about: 5) where tick >= 1 {
            content.append(
                .label("\(Int(tick))", x(tick), top + plotHeight + 14, anchor: .middle, size: 10, paint: .muted))
        }
        content.append(
            .label("epoch", left + plotWidth / 2, top + plotHeight + 28, anchor: .middle, size: 10.5, paint: .muted))
        content.append(
            .label(
                quantity == .validation ? "accuracy" : "loss", 11, top + plotHeight / 2, anchor: .middle, size: 10.5,
                paint: .muted, rotation: -90))
        // The paper's method last, so that nothing covers it.
        for (curve, points) in lines.reversed() where !points.isEmpty {
            let paint = MethodName.paint(curve.method, among: methods)
            content.append(
                SVGElement.path(
                    points.map { (x(Double($0.epoch)), y($0.value)) }, paint, width: curve.method == "snn" ? 2 : 1.3,
                    dashes: MethodName.dashes(curve.method, among: methods)
                ).titled(MethodName.title(curve.method)).standing(for: curve.method))
        }
        if quantity == .validation {
            for (curve, points) in lines.reversed() {
                guard let selected = points.first(where: { $0.epoch >= curve.selectedEpoch }) else { continue }
                content.append(
                    SVGElement.mark(
                        MethodName.mark(curve.method, among: methods), x(Double(selected.epoch)), y(selected.value),
                        radius: 3.4, fill: MethodName.paint(curve.method, among: methods), stroke: .surface
                    ).standing(for: curve.method))
            }
        } else {
            // Where a loss leaves the drawing downwards there is an open triangle.
            for (curve, points) in lines {
                guard let left = points.first(where: { $0.value < y.domain.lower }) else { continue }
                let place = (x: x(Double(left.epoch)), y: top + plotHeight)
                var mark = SVGElement.polygon(
                    [(place.x - 4, place.y - 7), (place.x + 4, place.y - 7), (place.x, place.y)], fill: .surface)
                mark.attributes += [
                    ("stroke", .paint(MethodName.paint(curve.method, among: methods))), ("stroke-width", .number(1.5)),
                ]
                content.append(
                    mark.titled("\(MethodName.title(curve.method)) below \(NumberText.short(y.domain.lower))")
                        .standing(for: curve.method))
            }
        }
        let ends = lines.compactMap { line in
            line.1.last.map { "\(MethodName.title(line.0.method)) \(NumberText.decimal($0.value, places: 3))" }
        }
        return Chart(
            title: "\(panel.task): \(quantity == .validation ? "validation accuracy" : "training loss") by epoch",
            description: "At the last epoch: \(ends.joined(separator: ", ")).", width: left + plotWidth + 14,
            height: top + plotHeight + 36, content: content, subject: panel.task)
    }

    private func points(_ curve: Curve, _ quantity: Quantity) -> [(epoch: Int, value: Double)] {
        let all: [(epoch: Int, value: Double)] =
            switch quantity {
            case .validation: curve.smoothedValidation(window: window)
            case .trainingLoss: curve.epochs.compactMap { epoch in epoch.trainingLoss.map { (epoch.epoch, $0) } }
            }
        return Self.thinned(all, to: Self.mostPoints)
    }

    /// Every so many of some points, and the last one, so that about as many as asked for are left.
    static func thinned<Point>(_ points: [Point], to most: Int) -> [Point] {
        guard points.count > most else { return points }
        let step = (points.count + most - 1) / most
        return points.enumerated().filter { $0.offset.isMultiple(of: step) || $0.offset == points.count - 1 }
            .map(\.element)
    }

    private func domain(_ values: [Double], _ quantity: Quantity) -> (lower: Double, upper: Double) {
        switch quantity {
        case .validation:
            let lower = ((values.min() ?? 0) * 20).rounded(.down) / 20
            let upper = ((values.max() ?? 1) * 20).rounded(.up) / 20
            return lower < upper ? (lower, upper) : (lower - 0.05, upper + 0.05)
        case .trainingLoss:
            // What is smaller than a millionth, or 0, lies on the lower edge.
            let positive = values.filter { $0 > 0 }
            let lower = max(1e-6, positive.min() ?? 1e-3)
            let upper = max(positive.max() ?? 1, lower * 10)
            return (lower, upper)
        }
    }
}
