import Datasets
import Evaluation
import Networks
import Testing
import Traces

@testable import Benchmark

/// Protocol values that a user changes.
@Suite struct TrainingProtocolTests {
    private let iris = TaskName("sample/iris")
    private let pulsars = TaskName("htru2")

    @Test func namesWhatWasChanged() throws {
        let protocols = try StudyProtocols(changes: ["batch_size=32", "data=corrected", "validation=0.15"])
        let changed = protocols.trainingProtocol(for: try #require(iris))
        #expect(changed.batchSize == 32 && changed.data == .corrected && changed.validation == .drawn(share: 0.15))
        #expect(changed.name == "uci batch_size=32 data=corrected validation=0.15")
        #expect(changed.record.digest != TrainingProtocol.uci.record.digest)
        // A value that is the default already changes nothing, the name included.
        #expect(try StudyProtocols(changes: ["epochs=100"]).trainingProtocol(for: try #require(iris)) == .uci)
    }

    /// What `rescaled` does was stored as `corrected`, and its units keep their ids under the new name.
    @Test(arguments: [("paper", "paper"), ("rescaled", "corrected"), ("corrected", "corrected-apart")])
    func recordsFormsOfDataUnderTheirFirstWords(word: String, recorded: String) throws {
        let protocols = try StudyProtocols(changes: ["data=\(word)"])
        let changed = protocols.trainingProtocol(in: .uci)
        #expect(changed.data.rawValue == word)
        #expect(changed.record.definition.contains(#""data":"\#(recorded)""#))
        let restored = try TrainingProtocol(name: "x", definition: changed.record.definition, experiment: .uci)
        #expect(restored.data == changed.data)
        #expect(StudyProtocol.text(.string(recorded), of: "data") == word)
        if word != "paper" {
            #expect(StudyProtocols([.uci: restored]).changes == ["data=\(word)"])
            let other = changed.record.definition.replacing(recorded, with: "rescaled")
            #expect(throws: RecordError.self) {
                try TrainingProtocol(name: "x", definition: other, experiment: .uci)
            }
        }
    }

    @Test func selectsByAreaWhereThePaperDoes() throws {
        let protocols = StudyProtocols()
        #expect(protocols.trainingProtocol(for: try #require(pulsars)).selection.metric == .auc)
        #expect(protocols.trainingProtocol(for: try #require(iris)).selection.metric == .accuracy)
        // Selection needs no training: it is no part of what a unit is.
        #expect(
            protocols.trainingProtocol(for: try #require(pulsars)).record.digest == TrainingProtocol.uci.record.digest)
    }

    @Test(arguments: [
        ("tox21", Experiment.tox21), ("tox21-sparse", .tox21), ("htru2", .htru2), ("uci/abalone", .uci),
        ("user/tox21", .uci), ("mnist", .uci),
    ])
    func knowsTheExperimentOfATask(name: String, experiment: Experiment) throws {
        #expect(Experiment(try #require(TaskName(name))) == experiment)
    }

    @Test(arguments: [
        "batch_size", "batch_size=0", "batch_size=many", "size=3", "validation=1", "validation=0", "data=other", "=",
        "epochs=100000000000000000000", "metric=", "loss_reduction=median", "optimizer=lion", "momentum=1",
        "nesterov=1", "weight_decay=-1", "optimizer=adamw,momentum=0.9", "beta1=0.8", "nesterov=true",
        "schedule=cosine,warmup_steps=3", "optimizer=adamw,", "epsilon=0,optimizer=adam",
    ])
    func saysWhatIsAllowed(assignment: String) {
        let error = #expect(throws: ProtocolError.self) { try StudyProtocols(changes: [assignment]) }
        let text = error?.description ?? ""
        #expect(!text.contains("\n") && text.count > 20)
    }

    /// Units of `results/sample` with nine rows in the last batch of an epoch: ids and final weights are those of then.
    @Test(arguments: [
        (
            MethodDefinition.snn, 0.1, 0.05, "177073768c930c00943a905f8299de3b7ed5faa23c14e3188334796b3f0db9f7",
            "049f3db149fad65a30cc1e93794f390e96eab86de66e058a44b6f062f3bda3bb"
        ),
        (
            .batchnorm, 0.01, 0, "9e2033d12c99cc291b5d0e12af80acd265b6dbb34071e21e78ee9977440bf47c",
            "96d9a05eb33534e00c55a04b308b24f17b27512ac37822924c821bde0a0d4dca"
        ),
    ])
    func defaultsKeepEveryBit(
        _ method: MethodDefinition, _ rate: Double, _ dropout: Double, id: String, digest: String
    ) throws {
        let glass = try SampleSuite.task(try #require(TaskName("sample/glass")))
        let unit = Unit(
            task: glass, split: glass.splits[0], method: method,
            hyperparameters: Hyperparameters(
                hiddenUnits: 256, layers: 2, learningRate: rate, dropoutRate: dropout, form: .rectangular),
            trainingProtocol: .uci, seed: 1)
        #expect(unit.id == id)
        let run = TrainingRun(
            plan: try unit.trainingPlan(), data: TrainingData(glass, glass.splits[0], variant: .paper))
        #expect(run.run().ending == .finished && weightsDigest(of: run.network) == digest)
    }

    /// Every value of every rule goes from what people type to the training, and back from the store.
    @Test func optimizersAreProtocolValues() throws {
        let cases: [(text: String, optimizer: Optimizer)] = [
            (
                "momentum=0.9,nesterov=true,weight_decay=0.001",
                Optimizer(.sgd(momentum: 0.9, isNesterov: true), weightDecay: 0.001)
            ),
            (
                "optimizer=adam,beta1=0.8,beta2=0.99,epsilon=1e-6",
                Optimizer(.adam(beta1: 0.8, beta2: 0.99, epsilon: 1e-6))
            ),
            ("optimizer=adamw", .adamw), ("optimizer=adamw,weight_decay=0", Optimizer(.adam(isDecayApart: true))),
            (
                "optimizer=rmsprop,smoothing=0.9,clip_norm=0.5,schedule=cosine",
                Optimizer(.rmsprop(smoothing: 0.9), clipNorm: 0.5, schedule: .cosine)
            ),
            ("schedule=step,decay_factor=0.5,decay_every=7", Optimizer(schedule: .step(factor: 0.5, every: 7))),
            ("schedule=linear_warmup,warmup_steps=9", Optimizer(schedule: .linearWarmup(steps: 9))),
        ]
        let task = try SampleSuite.task(try #require(iris))
        var ids: Set<String> = []
        for (text, optimizer) in cases {
            let changed = try StudyProtocols(changes: [text]).trainingProtocol(for: task.name)
            #expect(changed.optimizer.optimizer == optimizer, "\(text)")
            #expect(changed.name == "uci " + text.replacing(",", with: " "))
            let record = changed.record
            let read = try TrainingProtocol(name: record.name, definition: record.definition, experiment: .uci)
            #expect(read == changed)
            let unit = Unit(
                task: task, split: task.splits[0], method: .snn,
                hyperparameters: Hyperparameters(hiddenUnits: 8, layers: 2, learningRate: 0.01),
                trainingProtocol: changed, seed: 1)
            #expect(try unit.trainingPlan().optimizer == optimizer)
            ids.insert(unit.id)
        }
        #expect(ids.count == cases.count)
        // The record names only what is not the paper's.
        #expect(
            try StudyProtocols(changes: ["optimizer=adamw"]).trainingProtocol(for: task.name).record.definition
                == TrainingProtocol.uci.record.definition.replacing("\"sgd\"", with: "\"adamw\""))
    }

    /// What an optimiser keeps is part of the memory that is planned for.
    @Test func momentsNeedMemory() throws {
        let learner = NetworkLearner(.snn)
        let shape = TrainingShape(features: 20, outputs: 3, trainingRows: 100, evaluatedRows: 50)
        let values = Hyperparameters(hiddenUnits: 256, layers: 8, learningRate: 0.01).record
        func bytes(_ changes: String...) throws -> Double {
            learner.workload(
                of: values, under: try StudyProtocols(changes: changes).trainingProtocol(in: .uci), on: shape
            ).bytes
        }
        let weights = 4.0 * 7 * 256 * 256
        #expect(try bytes("optimizer=adamw") - bytes() > 2 * weights)
        #expect(try bytes("momentum=0.9,clip_norm=1") - bytes() > 2 * weights)
    }

    /// A metric is refused before anything is trained where a task does not have it.
    @Test func aMetricMustBeDefinedOnTheTask() throws {
        let name = try #require(iris)
        func problem(_ metric: String, _ targets: TaskTargets, _ changes: String...) throws -> String? {
            try StudyProtocols(changes: ["metric=\(metric)"] + changes).trainingProtocol(in: .uci)
                .metricProblem(for: name, targets)
        }
        let labels = TaskTargets.labels(try #require(LabelMatrix(rows: 2, columns: 2, values: [0, 1, 1, -1])))
        let classes = TaskTargets.classes([0, 1], count: 2)
        #expect(try problem("auc", classes) == nil && problem("accuracy", .classes([0, 1, 2], count: 3)) == nil)
        #expect(try #require(try problem("auc", .classes([0, 1, 2], count: 3))).contains("3 classes"))
        #expect(try #require(try problem("accuracy", labels)).contains("metric=auc"))
        #expect(try problem("auc", labels) == nil)
        #expect(try problem("rmse", classes) != nil && problem("accuracy", .numbers([1])) != nil)

        let split = Split(index: 3, training: [0, 1], validation: [2, 3], test: [4, 5])
        func inSplit(_ metric: String, _ targets: TaskTargets, _ changes: String...) throws -> String? {
            try StudyProtocols(changes: ["metric=\(metric)"] + changes).trainingProtocol(in: .uci)
                .metricProblem(for: name, targets, in: split)
        }
        let alike = TaskTargets.classes([0, 1, 0, 0, 0, 1], count: 2)
        #expect(try #require(try inSplit("auc", alike)).contains("validation rows in split 3"))
        #expect(try inSplit("accuracy", alike) == nil && inSplit("auc", alike, "validation=0.5") == nil)
        #expect(try inSplit("auc", .classes([0, 1, 0, 1, 0, 1], count: 2)) == nil)
        #expect(try #require(try inSplit("auc", .classes([0, 1, 0, 1, 1, 1], count: 2))).contains("test rows"))
        // One label with both kinds of known rows is enough.
        let few = TaskTargets.labels(
            try #require(LabelMatrix(rows: 6, columns: 2, values: [0, 1, 0, 1, 0, 1, 1, -1, 1, 0, 1, -1])))
        #expect(try #require(try inSplit("auc", few)).contains("test rows"))
        #expect(try inSplit("r2", .numbers([1, 2, 3, 4, 5, 5])) != nil)
        #expect(try inSplit("rmse", .numbers([1, 2, 3, 4, 5, 5])) == nil)
    }

    @Test func drawsValidationRowsAnewForEachSeed() throws {
        let task = try SampleSuite.task(try #require(iris))
        let study = Study(
            tasks: [task], methods: [.snn], grid: .small,
            protocols: try StudyProtocols(changes: ["validation=0.15"]), repeats: 2)
        let groups = try study.groups()
        #expect(groups.count == 2)
        let splits = groups.compactMap { $0.rows?.split }
        #expect(splits[0].validation != splits[1].validation)
        for split in splits {
            let share = Double(split.validation.count)
            #expect(abs(share / Double(split.validation.count + split.training.count) - 0.15) < 0.01)
            #expect(split.test == task.splits[0].test)
        }
    }
}
