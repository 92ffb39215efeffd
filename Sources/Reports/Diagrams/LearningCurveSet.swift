import Foundation
import ResultStore

/// The learning curves of the selected configurations on a few tasks.
struct LearningCurveSet: Sendable {
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

    /// The most tasks that are drawn.
    static let mostPanels = 9
    /// The most points that a curve is drawn with.
    static let mostPoints = 200

    /// Reads the curves of the tasks with most validation rows, where curves say most.
    init(_ store: ResultStore, _ study: StudyResults) throws {
        methods = study.methods
        window = Self.window(of: study.key?.rule)
        func rows(_ task: String) -> Int {
            study.methods.compactMap { study.results[task]?[$0]?.chosen?.validationTotal }.max() ?? 0
        }
        taskCount = study.tasks.count
        let tasks = study.tasks.sorted { (rows($1), $0) < (rows($0), $1) }.prefix(Self.mostPanels).sorted()
        let hashes = tasks.flatMap { task in
            study.methods.compactMap { study.results[task]?[$0]?.chosen?.unitHash }
        }
        let curves = hashes.isEmpty ? [] : try store.learningCurves(UnitFilter(unitHashes: hashes))
        let byHash = Dictionary(curves.map { ($0.unitHash, $0) }) { first, _ in first }
        let titles = TaskTitles(study.tasks)
        panels = tasks.compactMap { task in
            let curves = study.methods.compactMap { method -> Curve? in
                guard let chosen = study.results[task]?[method]?.chosen, let curve = byHash[chosen.unitHash],
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
    private static func window(of rule: String?) -> Int {
        struct Rule: Decodable { let window: Int? }
        return rule.flatMap { try? JSONDecoder().decode(Rule.self, from: Data($0.utf8)).window } ?? 10
    }

    /// Every epoch of the curves that are drawn.
    var table: ReportTable {
        ReportTable(
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

    /// What a drawing shows.
    func caption(_ quantity: Quantity) -> String {
        let tasks =
            taskCount > panels.count
            ? "The \(panels.count) of \(taskCount) tasks with most validation rows, where curves are least noisy."
            : "All \(Figure.counted(panels.count, "task"))."
        switch quantity {
        case .validation:
            return
                "Validation accuracy of the selected configurations, averaged over the \(window) epochs up to each one "
                + "as selection sees it; a dot marks the selected epoch. \(tasks)"
        case .trainingLoss:
            return "Training loss of the same configurations, on a logarithmic scale. \(tasks)"
        }
    }
}
