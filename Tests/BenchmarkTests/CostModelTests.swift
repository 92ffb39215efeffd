import Datasets
import Formats
import Foundation
import Networks
import Testing

@testable import Benchmark
@testable import ResultStore

/// Predictions of time and memory, against what they were learnt from.
@Suite struct CostModelTests {
    private func workload(units: Int, layers: Int, rows: Int = 400) -> Workload {
        Workload(
            Blueprint(
                .snn, Hyperparameters(hiddenUnits: units, layers: layers, learningRate: 0.1),
                shape: NetworkShape(inputs: 10, outputs: 3)),
            trainingRows: rows, evaluatedRows: rows / 2, epochs: 100, batchSize: 128)
    }

    @Test func learnsARateForEachMethod() {
        let samples = [64, 128, 256].flatMap { units in
            [("snn", 1.0), ("batchnorm", 2.0)].map { method, factor in
                let work = workload(units: units, layers: 8)
                // What the model takes for granted: operations and passes through layers, at 10 GFLOP/s.
                let seconds = factor * (work.operations + 1e5 * work.layerPasses) / 1e10
                return CostModel.Sample(method: method, workload: work, share: 1, seconds: seconds)
            }
        }
        let model = CostModel(samples)
        let other = workload(units: 512, layers: 3)
        let expected = (other.operations + 1e5 * other.layerPasses) / 1e10
        #expect(abs(model.seconds(other, method: "snn") / expected - 1) < 1e-12)
        #expect(abs(model.seconds(other, method: "batchnorm") / expected - 2) < 1e-12)
        // A method without samples takes the rate of the others.
        let unknown = model.seconds(other, method: "resnet") / expected
        #expect(unknown >= 1 && unknown <= 2)
    }

    /// What is predicted of the units that were learnt from adds up to what they took, small ones that are slow for their work among
    /// them; a machine that slept while one was trained teaches nothing.
    @Test func predictionsAddUp() {
        let samples = [(16, 3.0), (32, 2.0), (64, 1.2), (256, 1.0), (512, 0.8)].map { units, slowness in
            let work = workload(units: units, layers: 4)
            return CostModel.Sample(method: "snn", workload: work, share: 1, seconds: slowness * work.effort / 1e10)
        }
        let total = samples.reduce(0) { $0 + $1.seconds }
        let asleep = CostModel.Sample(method: "snn", workload: samples[1].workload, share: 1, seconds: 30_000)
        for learnt in [samples, samples + [asleep]] {
            let model = CostModel(learnt)
            let predicted = samples.reduce(0) { $0 + model.seconds($1.workload, method: "snn") }
            #expect(abs(predicted / total - 1) < 1e-12)
        }
    }

    @Test func countsThatSomeUnitsEndEarly() {
        let work = workload(units: 256, layers: 8)
        let whole = CostModel.Sample(method: "msra", workload: work, share: 1, seconds: 2)
        let cut = CostModel.Sample(method: "msra", workload: work, share: 0.5, seconds: 1)
        let seconds = CostModel([whole, cut]).seconds(work, method: "msra")
        #expect(abs(seconds - 1.5) < 1e-12)
    }

    @Test func guessesWithoutSamples() {
        let model = CostModel([CostModel.Sample]())
        #expect(model.sampleCount == 0)
        var work = workload(units: 256, layers: 8)
        #expect(model.seconds(work, method: "snn") > work.operations / CostModel.assumedOperationsASecond)
        // A pass through a layer costs something however small the matrices are.
        work.layerPasses = 0
        #expect(model.seconds(work, method: "snn") == work.operations / CostModel.assumedOperationsASecond)
    }

    /// An optimiser's updates take their time beside the products: measured with AdamW, 8 layers, batches of 128 rows.
    @Test(arguments: [(256, 0.78), (1024, 0.75)])
    func anOptimizersUpdatesTakeTime(units: Int, share: Double) {
        func effort(_ optimizer: Optimizer) -> Double {
            Workload(
                Blueprint(
                    .snn, Hyperparameters(hiddenUnits: units, layers: 8, learningRate: 0.1),
                    shape: NetworkShape(inputs: units, outputs: 10)),
                trainingRows: 1280, evaluatedRows: 0, epochs: 1, batchSize: 128, optimizer: optimizer
            ).effort
        }
        #expect(abs(effort(.sgd) / effort(.adamw) - share) < 0.05, "\(effort(.sgd) / effort(.adamw))")
    }

    /// What a stored unit demands is what its network does: forms, bottlenecks and widths of one's own included.
    @Test(arguments: MethodDefinition.builtIn)
    func aStoredUnitDemandsWhatItsNetworkDoes(method: MethodDefinition) throws {
        let shape = TrainingShape(features: 30, outputs: 4, trainingRows: 300, evaluatedRows: 90)
        var configurations = Grid.paper.configurations(of: method).filter { $0.layers <= 8 }
        if method.connection == .plain {
            configurations.append(
                Hyperparameters(hiddenUnits: nil, layers: 3, learningRate: 0.1, form: nil, widths: [64, 17, 5]))
        }
        #expect(Set(configurations.compactMap(\.form)).count == (method.connection == .highway ? 0 : 2))
        var workloads = StoredWorkloads()
        for hyperparameters in configurations {
            let expected = NetworkLearner(method).workload(of: hyperparameters.record, under: .uci, on: shape)
            let state = UnitState(
                unitHash: "u", task: "uci/a", features: 30, classes: 4, trainingRows: 300, evaluatedRows: 90,
                method: method.name, methodDefinition: method.record.definition,
                protocolDefinition: TrainingProtocol.uci.record.definition,
                hyperparameters: CanonicalJSON.object(hyperparameters.record).text, hiddenUnits: nil, layers: nil,
                bottleneck: nil, outcome: nil, host: nil, startedAt: nil, finishedAt: nil, seconds: nil,
                epochsCompleted: 0, message: nil)
            #expect(workloads.workload(state) == expected, "\(hyperparameters)")
        }
    }

    /// The megabytes of `--dry-run` are those that a training allocates, for every form of network.
    @Test(arguments: MethodDefinition.builtIn)
    func plansTheBytesThatAreAllocated(method: MethodDefinition) {
        let shape = TrainingShape(features: 30, outputs: 4, trainingRows: 100, evaluatedRows: 50)
        let configurations = Grid.paper.configurations(of: method)
            .filter { ($0.hiddenUnits ?? 0) <= 512 && $0.layers <= 8 && $0.learningRate == 0.1 }
        #expect(!configurations.isEmpty)
        for hyperparameters in configurations {
            let planned = NetworkLearner(method).workload(of: hyperparameters.record, under: .uci, on: shape).bytes
            let network = Network(
                method: method, hyperparameters: hyperparameters, shape: NetworkShape(inputs: 30, outputs: 4),
                batchSize: 128)
            // Beside the network a batch of 128 rows, its 30 features padded to 32.
            let ratio = planned / Double(network.byteCount + 4 * 128 * 32)
            #expect(abs(ratio - 1) < 1e-9, "\(hyperparameters): \(ratio)")
        }
    }

    /// The operations that are planned are those that a training executes, whatever becomes of the last batch.
    @Test(arguments: LastBatch.allCases)
    func plansTheOperationsOfTheLastBatch(_ lastBatch: LastBatch) throws {
        let iris = try SampleSuite.task(try #require(TaskName("sample/iris")))
        var trainingProtocol = TrainingProtocol(epochs: 2, batchSize: 50)
        trainingProtocol.lastBatch = lastBatch
        let unit = Unit(
            task: iris, split: iris.splits[0], method: .snn,
            hyperparameters: Hyperparameters(hiddenUnits: 16, layers: 2, learningRate: 0.01),
            trainingProtocol: trainingProtocol, seed: 1)
        let plan = try unit.trainingPlan()
        let run = TrainingRun(plan: plan, data: TrainingData(iris, iris.splits[0], variant: .paper))
        let result = run.run()
        #expect(Double(run.network.executedOperations) == unit.workload.operations)
        let batches = plan.batches(rows: iris.splits[0].training.count)
        #expect(
            result.steps == 2 * batches.count && batches.capacity == (lastBatch == .merged ? batches.trainedRows : 50))
        // Its id is another one, except for what always was.
        #expect((unit.record.protocolRecord.definition.contains("last_batch")) == (lastBatch != .kept))
    }

    @Test func plansWhatIsLeft() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = ["sample/iris", "sample/zoo"].compactMap { TaskName($0) }
        let tasks = try names.map { try SampleSuite.task($0) }
        let protocols = try StudyProtocols(changes: ["epochs=3"])
        let path = folder.appending(path: "r.sqlite").path
        let store = try ResultStore.open(path, for: .writing(.thisProcess(), patience: 0))
        let done = Study(tasks: [tasks[0]], methods: [.snn], grid: .small, protocols: protocols)
        _ = try Runner(
            store: store, environment: .current(threads: 1), options: RunOptions(), stop: StopFlag()
        ).run(done)
        let study = Study(tasks: tasks, methods: [.snn, .resnet], grid: .small, protocols: protocols)
        let plan = try RunPlan(study, store: store, options: RunOptions(threads: 2))
        #expect(plan.units == 16 && plan.settled == 4 && plan.samples == 4)
        #expect(plan.rows.map(\.settled) == [4, 0, 0, 0])
        #expect(plan.rows[0].seconds == 0 && plan.rows.dropFirst().allSatisfy { $0.seconds > 0 })
        #expect(plan.seconds > 0)
        let fresh = try RunPlan(study, store: nil, options: RunOptions())
        #expect(fresh.settled == 0 && fresh.samples == 0)
    }
}
