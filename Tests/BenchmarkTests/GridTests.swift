import Datasets
import Evaluation
import Foundation
import Networks
import Testing

@testable import Benchmark

/// The grids against the paper's counts and a golden file.
@Suite struct GridTests {
    @Test(arguments: [
        // Tables A4 to A10: 972 in all; A14 to A20; A21 to A27.
        (Experiment.uci, [216, 216, 108, 108, 108, 36, 180]),
        (.tox21, [504, 504, 252, 504, 504, 126, 432]),
        (.htru2, [180, 180, 90, 90, 90, 30, 180]),
    ])
    func paperHasAsManyConfigurationsAsItsTables(experiment: Experiment, counts: [Int]) {
        for (method, count) in zip(MethodDefinition.builtIn, counts) {
            let configurations = Grid.paper.configurations(of: method, in: experiment)
            #expect(configurations.count == count, "\(method.name)")
            #expect(Set(configurations).count == configurations.count)
        }
    }

    /// The lists themselves; `SNNBENCH_WRITE_GOLDEN=1` writes the file anew.
    @Test(arguments: Experiment.allCases)
    func gridsAreAsListed(experiment: Experiment) throws {
        let lines = Grid.all.flatMap { grid in
            MethodDefinition.builtIn.flatMap { method in
                let configurations = grid.configurations(of: method, in: experiment)
                return ["\(grid.name) \(method.name): \(configurations.count)"]
                    + configurations.map { "\(grid.name) \(method.name) \(describe($0))" }
            }
        }
        try Golden.expect(lines.joined(separator: "\n") + "\n", equals: "grids-\(experiment.rawValue).txt")
    }

    /// Rules that divide by the size of gradients have learning rates of their own, as many as gradient descent has.
    @Test(arguments: Experiment.allCases)
    func learningRatesBelongToTheOptimizer(experiment: Experiment) {
        for grid in Grid.all {
            for method in MethodDefinition.builtIn {
                let descent = grid.configurations(of: method, in: experiment)
                for name in Optimizer.Name.allCases where name != .sgd {
                    let own = grid.under(name).configurations(of: method, in: experiment)
                    #expect(own.count == descent.count && Set(own).count == own.count)
                    let rates = Set(own.map(\.learningRate))
                    #expect(rates.count == Set(descent.map(\.learningRate)).count)
                    #expect(rates.isSubset(of: [0.0001, 0.001, 0.01]) && rates.contains(0.001) && rates.contains(0.01))
                }
            }
        }
        #expect(
            Set(Grid.quick.under(.adamw).configurations(of: .snn).map(\.learningRate)) == [0.0001, 0.001, 0.01])
        #expect(Grid.quick.under(.sgd).configurations(of: .snn) == Grid.quick.configurations(of: .snn))
    }

    /// The units of a study take the learning rates of its protocol's optimiser, and the description has them written down.
    @Test func unitsTakeTheRatesOfTheirOptimizer() throws {
        let iris = try SampleSuite.task(try #require(TaskName("sample/iris")))
        let study = try StudyDescription(
            tasks: [StudyDescription.TaskChoice(iris.name)], methods: [.snn, .resnet], grid: .small,
            protocols: StudyProtocols(changes: ["optimizer=adamw"]))
        let text = study.json.text
        let read = try StudyDescription(text: text, source: "study")
        #expect(text.contains("\"learning_rates\":[0.001,0.01]") && read.json == study.json)
        for description in [study, read] {
            let units = try description.study(of: [iris]).groups().flatMap { $0.units }
            let rates = try units.map { try $0.trainingPlan().hyperparameters.learningRate }
            #expect(Set(rates) == [0.001, 0.01] && rates.count == 8)
        }
    }

    private func describe(_ hyperparameters: Hyperparameters) -> String {
        var parts = ["layers=\(hyperparameters.layers)", "learning_rate=\(hyperparameters.learningRate)"]
        parts.append("dropout=\(hyperparameters.dropoutRate)")
        if let units = hyperparameters.hiddenUnits { parts.insert("units=\(units)", at: 0) }
        if let form = hyperparameters.form { parts.append(form.rawValue) }
        if let bottleneck = hyperparameters.bottleneck { parts.append("bottleneck=\(bottleneck)") }
        if hyperparameters.l2Penalty > 0 { parts.append("l2=\(hyperparameters.l2Penalty)") }
        return parts.joined(separator: " ")
    }
}

/// Comparison with files that a person has looked at.
enum Golden {
    static func expect(_ text: String, equals name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(text == expected, "differs from \(name)")
    }
}
