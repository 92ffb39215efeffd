import Datasets
import Formats
import Foundation
import Kernels
import Networks
import ResultStore
import Safetensors
import Testing

@testable import Benchmark
@testable import Traces

/// Stored units trained again, networks saved and used.
@Suite struct ModelTests {
    private func withStore(_ body: (ResultStore, DataLibrary, [Benchmark.Unit]) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "r.sqlite").path
        let writer = try ResultStore.open(path, for: .writing(.thisProcess(), patience: 0))
        let study = Study(
            tasks: [try SampleSuite.task(#require(TaskName("sample/iris")))], methods: [.snn, .batchnorm, .resnet],
            grid: Grid(name: "tiny", summary: "") { method, _ in
                GridAxes(
                    hiddenUnits: [16], layers: [2], learningRates: [0.1, 0.01], dropoutRates: [0.05],
                    bottlenecks: method.connection == .residual ? [0.5] : [])
            },
            protocols: try StudyProtocols(changes: ["epochs=12", "data=corrected", "validation=0.2"]))
        _ = try Runner(store: writer, environment: .current(threads: 1), options: RunOptions(), stop: StopFlag()).run(
            study)
        try writer.close()
        let library = try DataLibrary(
            manifest: Manifest.embedded(), folder: DataFolder(option: folder.path, environment: [:]))
        try body(
            try ResultStore.open(path, for: .reading), library, try study.groups().flatMap(\.units))
    }

    @Test func aStoredUnitGivesTheSameBitsAgain() throws {
        try withStore { store, library, units in
            for unit in units {
                let stored = try StoredUnit(String(unit.id.prefix(12)), in: store)
                let plan = try unit.trainingPlan()
                #expect(stored.id == unit.id && stored.hyperparameters == plan.hyperparameters)
                #expect(stored.method == plan.method && stored.trainingProtocol == unit.trainingProtocol)
                let again = try Retraining(stored, library: library, stop: StopFlag())
                let comparisons = try again.comparisons(with: store)
                #expect(comparisons.map(\.quantity) == ["outcome", "steps", "epochs", "weights digest"])
                #expect(comparisons.filter { !$0.isEqual } == [])
            }
            // Another unit's numbers are not equal.
            let other = try Retraining(StoredUnit(units[0].id, in: store), library: library, stop: StopFlag())
            let attempts = try store.attempts(ofUnit: units[1].id)
            #expect(attempts.first?.weightsDigest != other.weightsDigest)
        }
    }

    /// The network of a chosen epoch classifies the test rows as the stored curve says, also from its file.
    @Test func aSavedNetworkIsThatOfItsEpoch() throws {
        try withStore { store, library, units in
            for unit in units where try unit.trainingPlan().hyperparameters.learningRate == 0.1 {
                let stored = try StoredUnit(unit.id, in: store)
                let (_, task, split) = try stored.rebuilt(from: library)
                let curve = try #require(try store.attempts(ofUnit: unit.id).first).epochs
                for epoch in [1, 7, 12] {
                    let again = try Retraining(stored, library: library, epoch: epoch, stop: StopFlag())
                    let saved = try #require(again.model)
                    let file = try Safetensors(bytes: saved.file.bytes)
                    let model = try TrainedModel(file)
                    #expect(try TrainedModel(file).file == file)
                    #expect(model.provenance["unit"] == unit.id && model.provenance["epoch"] == "\(epoch)")
                    let rows = split.test.flatMap { task.features.row($0) }
                    let table = try #require(
                        FeatureMatrix(rows: split.test.count, columns: task.features.columns, values: rows))
                    let predictions = try model.predictions(for: table)
                    guard case .classes(let classes, _) = task.targets else { continue }
                    let correct = zip(predictions, split.test).count { $0.predictedClass == Int(classes[$1]) }
                    #expect(correct == curve[epoch - 1].testCorrect, "\(unit.methodName), epoch \(epoch)")
                    #expect(predictions.allSatisfy { abs($0.probabilities.reduce(0, +) - 1) < 1e-12 })
                }
            }
        }
    }

    /// Groups stay whole in a plan's units as in those of the data; what was stored of draws that tore them is made again as it was.
    @Test func validationRowsAreDrawnInGroups() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = "x,g,y\n" + (0..<60).map { "\($0 * $0 % 31).5,g\($0 % 10),\($0 % 2)\n" }.joined()
        try Data(text.utf8).write(to: folder.appending(path: "t.csv"))
        func library() throws -> DataLibrary {
            try DataLibrary(manifest: Manifest.embedded(), folder: DataFolder(option: folder.path, environment: [:]))
        }
        var options = TableOptions()
        options.plan.group = "g"
        _ = try library().add(table: folder.appending(path: "t.csv").path, options: options)
        let task = try library().load(#require(TaskName("user/t")))
        let loose = try LearningTask(
            name: task.name, features: task.features, targets: task.targets, splits: task.splits, scale: task.scale,
            coding: task.coding)
        let description = try StudyDescription(
            tasks: [.init(task.name)], methods: [.snn], grid: .quick,
            protocols: StudyProtocols(changes: ["epochs=1", "validation=0.2"]))
        let store = try ResultStore.open(
            folder.appending(path: "s.sqlite").path, for: .writing(.thisProcess(), patience: 0))
        var ids: [[String]] = []
        for task in [task, loose] {
            let groups = try description.study { _ in task }.groups()
            let units = groups.flatMap(\.units)
            ids.append(units.map(\.id))
            let split = try #require(groups.first?.rows?.split)
            #expect(
                Set(split.training.map { $0 % 10 }).isDisjoint(with: split.validation.map { $0 % 10 })
                    == (ids.count == 1))
            try store.register(units.map(\.record))
            for unit in units {
                #expect(try StoredUnit(unit.id, in: store).rebuilt(from: library()).unit.id == unit.id)
            }
        }
        #expect(Set(ids[0]).isDisjoint(with: ids[1]))
        let planned = try description.groups(of: description.outlines(library()))
        #expect(planned.flatMap { $0.units.map(\.id) } == ids[0])
    }

    @Test func selectionsAreFound() throws {
        try withStore { store, library, units in
            let task = try #require(TaskName("sample/iris"))
            let selection = try StoredSelection(task: task, method: "snn", in: store)
            #expect(units.map(\.id).contains(selection.unit) && (1...12).contains(selection.epoch))
            #expect(try StoredSelection(task: task, method: "snn", grid: "tiny", in: store) == selection)
            let own = try StoredUnit(selection.unit, in: store).trainingProtocol
            #expect(
                try StoredSelection(task: task, method: "snn", trainingProtocol: own, in: store) == selection)
            var other = own
            other.epochs += 1
            #expect(throws: StoredUnitError.self) {
                try StoredSelection(task: task, method: "snn", trainingProtocol: other, in: store)
            }
            #expect(throws: StoredUnitError.self) { try StoredSelection(task: task, method: "msra", in: store) }
            #expect(throws: StoredUnitError.self) {
                try StoredSelection(task: task, method: "snn", grid: "small", in: store)
            }
            #expect(throws: StoredUnitError.unknown("0123456789abcdef")) {
                try StoredUnit("0123456789abcdef", in: store)
            }
            for text in ["", "abc", "xyz1", "abcd'; --", String(repeating: "a", count: 65)] {
                #expect(throws: StoredUnitError.notAnID(text)) { try StoredUnit(text, in: store) }
            }
        }
    }

    private static func model(_ method: MethodDefinition, loss: NetworkShape.Loss = .softmax) throws -> TrainedModel {
        let hyperparameters = Hyperparameters(
            hiddenUnits: 5, layers: 2, learningRate: 0.1, form: .rectangular, bottleneck: 0.4)
        let network = Network(
            method: method, hyperparameters: hyperparameters,
            shape: NetworkShape(
                inputs: 3, outputs: 2, loss: loss, image: ImageShape(height: 3, width: 1, channels: 1)),
            batchSize: 4)
        network.initialize(key: RandomKey(seed: 1))
        return TrainedModel(
            method: method, hyperparameters: hyperparameters, shape: network.shape,
            parameters: Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0.values) }),
            scale: TrainedModel.Scaling(means: [1, 2, 3], deviations: [1, 0.5, 2]), provenance: [:])
    }

    @Test(arguments: MethodDefinition.builtIn)
    func everyMethodReadsBack(_ method: MethodDefinition) throws {
        let model = try Self.model(method)
        let file = try Safetensors(bytes: model.file.bytes)
        let table = try #require(FeatureMatrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6]))
        #expect(try TrainedModel(file).logits(for: table) == model.logits(for: table))
        #expect(try TrainedModel(file).method == method)
    }

    /// A model with convolutions has the sizes of its images, without which it is none.
    @Test func convolutionsReadBack() throws {
        var method = MethodDefinition.snn
        method.convolution = [.convolution(outputs: 4, kernel: 3, padding: 1), .pooling(size: 1, stride: 2)]
        try everyMethodReadsBack(method)
        var file = try Self.model(method).file
        #expect(file.metadata["image"] == "3x1x1" && file.tensors["conv.0.weight"]?.shape == [4, 1, 3, 3])
        file.metadata["image"] = "1x1x3"
        #expect(throws: ModelError.self) { try TrainedModel(file) }
        file.metadata["image"] = "2x2x1"
        #expect(throws: ConvolutionError.self) { try TrainedModel(file) }
        file.metadata["image"] = nil
        #expect(throws: ModelError.wrongValue(key: "image")) { try TrainedModel(file) }
    }

    /// Inputs are standardised, labels are each by themselves, more rows than a batch are all predicted.
    @Test func predictions() throws {
        let model = try Self.model(.msra, loss: .sigmoid)
        let scaled = TrainedModel(
            method: model.method, hyperparameters: model.hyperparameters, shape: model.shape,
            parameters: model.parameters, scale: nil, provenance: [:])
        let raw = try #require(FeatureMatrix(rows: 600, columns: 3, values: (0..<1800).map { Float($0 % 7) }))
        let mapped = try #require(
            FeatureMatrix(
                rows: 600, columns: 3,
                values: raw.values.enumerated().map { index, value in
                    (value - [1, 2, 3][index % 3]) / [1, 0.5, 2][index % 3]
                }))
        #expect(try model.logits(for: raw) == scaled.logits(for: mapped))
        let predictions = try model.predictions(for: raw)
        #expect(predictions.count == 600 && predictions.allSatisfy { $0.predictedClass == nil })
        #expect(predictions[0] == predictions[595] && predictions[1] != predictions[0])
        #expect(throws: ModelError.wrongColumns(found: 4, expected: 3)) {
            try model.logits(for: #require(FeatureMatrix(rows: 1, columns: 4, values: [1, 2, 3, 4])))
        }
    }

    /// Weights that overflow predict nothing, rather than the first class.
    @Test(arguments: [NetworkShape.Loss.softmax, .sigmoid])
    func outputsBeyondAllNumbersAreNoPredictions(_ loss: NetworkShape.Loss) throws {
        let model = try Self.model(.msra, loss: loss)
        let large = TrainedModel(
            method: model.method, hyperparameters: model.hyperparameters, shape: model.shape,
            parameters: model.parameters.mapValues { $0.map { $0 * 1e38 } }, scale: nil, provenance: [:])
        let table = try #require(FeatureMatrix(rows: 2, columns: 3, values: [0, 0, 0, 4, 5, 6]))
        let error = #expect(throws: ModelError.self) { try large.predictions(for: table) }
        guard case .notFinite = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.kind == .badData)
    }

    @Test func hostileModels() throws {
        let file = try Self.model(.batchnorm).file
        var generator = SplitMix(seed: 8)
        for name in file.tensors.keys {
            var changed = file
            changed.tensors[name] = nil
            #expect(throws: ModelError.self, "\(name)") { try TrainedModel(changed) }
            changed.tensors[name] = Tensor([Float](repeating: 1, count: 77))
            #expect(throws: ModelError.self, "\(name)") { try TrainedModel(changed) }
            changed.tensors[name] = Tensor([Float.nan])
            #expect(throws: ModelError.self, "\(name)") { try TrainedModel(changed) }
        }
        var extra = file
        extra.tensors["layers.9.weight"] = Tensor([Float(1)])
        #expect(throws: ModelError.unknownTensor(name: "layers.9.weight")) { try TrainedModel(extra) }
        for key in ["format", "method", "method_definition", "hyperparameters", "inputs", "outputs", "loss"] {
            var changed = file
            changed.metadata[key] = nil
            #expect(throws: (any Error).self, "\(key)") { try TrainedModel(changed) }
            for _ in 0..<60 {
                var text = Array((file.metadata[key] ?? "").utf8)
                text[Int.random(in: 0..<text.count, using: &generator)] = UInt8.random(in: 32...126, using: &generator)
                changed.metadata[key] = String(decoding: text, as: UTF8.self)
                if let model = try? TrainedModel(changed) { #expect(model.shape.inputs == 3) }
            }
        }
        var many = file
        many.metadata["hyperparameters"] = file.metadata["hyperparameters"]?.replacing(
            "\"layers\":2", with: "\"layers\":99999")
        #expect(throws: ModelError.wrongValue(key: "hyperparameters")) { try TrainedModel(many) }
    }

    private func parse(_ text: String) throws -> FeatureMatrix {
        try FeatureTable.read(TableFile(NamedBytes(name: "t.csv", bytes: Array(text.utf8))))
    }

    @Test func tables() throws {
        let expected = FeatureMatrix(rows: 2, columns: 2, values: [1, -2.5, 3e-4, 4])
        for text in [
            "1,-2.5\n3e-4,4\n", "a,b\n1,-2.5\n3e-4,4", "\u{FEFF}\"x\",\"y\"\r\n\"1\", -2.5\r\n\r\n3e-4 ,4\r\n\n",
        ] {
            #expect(try parse(text) == expected)
        }
        #expect(throws: DatasetError.raggedRow(file: "t.csv", line: 3, found: 1, expected: 2)) {
            try parse("a,b\n1,2\n3\n")
        }
        #expect(throws: DatasetError.notANumber(file: "t.csv", line: 2, column: 2, text: "x")) {
            try parse("1,2\n3,x\n")
        }
        #expect(throws: DatasetError.notFinite(file: "t.csv", line: 1, column: 1, text: "nan")) {
            try parse("nan,2\n")
        }
        // A first row of values is none of titles where a cell of it is missing; titles in quotes may hold commas.
        #expect(throws: DatasetError.notANumber(file: "t.csv", line: 1, column: 4, text: "NA")) {
            try parse("5.1,3.5,1.4,NA\n1,2,3,4\n")
        }
        #expect(try parse("\"a, b\",c\n1,2\n") == FeatureMatrix(rows: 1, columns: 2, values: [1, 2]))
        for text in ["", "\n\n", "a,b\n"] {
            #expect(throws: DatasetError.empty(file: "t.csv")) { try parse(text) }
        }
    }

    /// Moments at the start are those of the rows and of a network that was not trained; training changes them.
    @Test func activationProfiles() throws {
        let task = try SampleSuite.task(#require(TaskName("sample/iris")))
        let split = try #require(task.splits.first)
        for mode in ActivationProfile.Mode.allCases {
            let unit = Unit(
                task: task, split: split, method: .batchnorm,
                hyperparameters: Hyperparameters(hiddenUnits: 16, layers: 3, learningRate: 0.1),
                trainingProtocol: TrainingProtocol(epochs: 3, batchSize: 32), seed: 1)
            let profile = try ActivationProfile(unit: unit, task: task, split: split, mode: mode, stop: StopFlag())
            #expect(profile.ending == .finished && profile.initial.count == 4 && profile.final.count == 4)
            let values = split.training.flatMap { task.features.row($0).map(Double.init) }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            #expect(abs(profile.initial[0].mean - mean) < 1e-9 && abs(profile.initial[0].variance - variance) < 1e-9)
            #expect(profile.final[0] == profile.initial[0] && profile.final[3] != profile.initial[3])
        }
    }
}
