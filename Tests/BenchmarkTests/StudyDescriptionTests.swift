import Datasets
import Foundation
import Networks
import ResultStore
import Testing

@testable import Benchmark

/// Studies that are written down make the very units again.
@Suite struct StudyDescriptionTests {
    static let library = Result {
        try DataLibrary(
            manifest: Manifest.embedded(),
            folder: DataFolder(option: FileManager.default.temporaryDirectory.path, environment: [:]))
    }

    /// What is tried: methods of files, grids of files, protocol changes, splits, seeds, searches.
    static func studies() throws -> [StudyDescription] {
        let catalog = try library.get().catalog
        func tasks(_ names: String...) throws -> [StudyDescription.TaskChoice] {
            try names.map { StudyDescription.TaskChoice(try catalog.task(named: $0)) }
        }
        let files = try ["gelu", "silu-layernorm", "tanh-lecun"].map {
            try MethodFile(path: MethodFileTests.examples.appending(path: "methods/\($0).json5").path)
        }
        let methods = MethodDefinition.builtIn + files.map(\.definition)
        let depth = try GridFile(
            path: MethodFileTests.examples.appending(path: "grids/depth.json5").path, methods: methods)
        let sample = try catalog.tasks(inSuite: "sample").map { StudyDescription.TaskChoice($0) }
        var studies = try Grid.all.map {
            try StudyDescription(tasks: tasks("sample/iris"), methods: MethodDefinition.builtIn, grid: $0)
        }
        studies += try [
            StudyDescription(suites: ["sample"], tasks: sample, methods: [.snn], grid: .small),
            StudyDescription(
                tasks: tasks("sample/wine", "sample/iris"), methods: [.highway, .msra], grid: .quick,
                protocols: StudyProtocols(changes: ["validation=0.15", "batch_size=32", "window=5", "metric=log_loss"]),
                splits: .indices([0, 2, 3]), seed: -7, repeats: 3, search: .halving(.standard)),
            StudyDescription(
                tasks: tasks("sample/iris"), methods: [.resnet], grid: .small,
                protocols: StudyProtocols(changes: ["loss_reduction=sum", "data=corrected", "epochs=1"]), splits: .all,
                seed: .max, repeats: 1),
            StudyDescription(
                tasks: tasks("sample/iris"), methods: methods, grid: Grid.quick.replacingAxes(by: files)),
            StudyDescription(
                tasks: tasks("sample/iris"), methods: [files[1].definition, .snn],
                grid: Grid.small.replacingAxes(by: [files[1]]), repeats: 2),
            StudyDescription(
                tasks: tasks("sample/iris"), methods: methods,
                grid: depth.grid(for: methods.filter { $0.name != "silu-layernorm" })),
            StudyDescription(
                tasks: [StudyDescription.TaskChoice(try catalog.task(named: "sample/iris"), trainingRows: 40)],
                methods: [.snn, Figure1Plan.batchNormalized], grid: .small, search: .halving(HalvingPlan(pauses: []))),
            StudyDescription(tasks: tasks("sample/wine"), methods: [.snn], grid: .small, search: .exact),
        ]
        return studies
    }

    static func ids(_ study: StudyDescription) throws -> [String] {
        let library = try library.get()
        return try study.study { try library.load($0) }.groups().flatMap(\.units).map(\.id).sorted()
    }

    @Test(arguments: 0..<11)
    func aStudyIsReadBack(_ index: Int) throws {
        let studies = try Self.studies()
        #expect(studies.count == 11)
        let study = studies[index]
        let read = try StudyDescription(text: study.json.text, source: "study.json")
        #expect(read.json == study.json && read.digest == study.digest)
        // Of protocols those of the study's own experiments are written down.
        for experiment in study.experiments {
            let protocols = [read, study].map { $0.protocols.trainingProtocol(in: experiment) }
            #expect(protocols[0] == protocols[1])
        }
        #expect(read.selectionName == study.selectionName)
        let ids = try Self.ids(study)
        #expect(try Self.ids(read) == ids && Set(ids).count == ids.count && !ids.isEmpty)
        // Indented text is the same study.
        #expect(try StudyDescription(text: study.json.indentedText, source: "").digest == study.digest)
    }

    /// A preset is the study that it always was: some ids, as they are in results files.
    @Test func presetsAreStudies() throws {
        let task = try SampleSuite.task(#require(TaskName("sample/iris")))
        let network = try #require(TutorialNetwork.all.first)
        let tutorial = try network.description(task, epochs: 2, rows: 50, seed: 3)
        let figure = try Figure1Plan(depths: [2], epochs: 2, rows: 50, learningRate: 0.1).description([task])
        for (study, described) in [
            (try network.study(task, epochs: 2, rows: 50, seed: 3), tutorial),
            (try Figure1Plan(depths: [2], epochs: 2, rows: 50, learningRate: 0.1).study([task]), figure),
        ] {
            let read = try StudyDescription(text: described.json.text, source: "")
            let ids = try study.groups().flatMap(\.units).map(\.id).sorted()
            #expect(try Self.ids(read) == ids && !ids.isEmpty)
        }
        #expect(try Self.ids(tutorial).count == 1 && Self.ids(figure).count == 2)
    }

    /// Files that hold units alone tell which studies they are of.
    @Test(arguments: [0, 3, 4, 5, 6, 7, 8])
    func storedUnitsTellTheirStudies(_ index: Int) throws {
        let study = try Self.studies()[index]
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try ResultStore.open(
            folder.appending(path: "s.sqlite").path, for: .writing(.thisProcess(), patience: 0))
        let library = try Self.library.get()
        let units = try study.study { try library.load($0) }.groups().flatMap(\.units)
        // One unit less: no full combination any more.
        for count in [units.count, units.count - 1] where count > 0 {
            let other = try ResultStore.open(
                folder.appending(path: "\(count).sqlite").path, for: .writing(.thisProcess(), patience: 0))
            try other.register(units.prefix(count).map(\.record))
            let found = try StudyDescription.stored(in: other)
            #expect(
                try found.flatMap { try Self.ids(StudyDescription(text: $0.json.text, source: "")) }.sorted()
                    == units.prefix(count).map(\.id).sorted())
            if count == units.count { #expect(found.count == 1) }
        }
        #expect(try StudyDescription.stored(in: store).isEmpty)
    }

    @Test func storedUnitsOfABuiltInGridNameIt() throws {
        let study = try Self.studies()[3]
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try ResultStore.open(
            folder.appending(path: "s.sqlite").path, for: .writing(.thisProcess(), patience: 0))
        let library = try Self.library.get()
        try store.register(try study.study { try library.load($0) }.groups().flatMap(\.units).map(\.record))
        let found = try StudyDescription.stored(in: store, grid: "small+halving")
        #expect(found.count == 1 && found.first?.selectionName == "small+halving")
        #expect(
            try StudyRecipe.lines(
                for: store, grid: "small+halving", catalog: library.catalog,
                further: ["--database", "my results.sqlite"]) == [
                    "snnbench run --suite sample --method snn --grid small --search halving --database 'my results.sqlite'"
                ])
    }

    /// Selections among changed configurations, or by a changed search, do not pass as those of the grid that they were made of.
    @Test func aChangedGridHasANameOfItsOwn() throws {
        let study = try StudyDescription(
            tasks: [StudyDescription.TaskChoice(#require(TaskName("sample/iris")))], methods: [.snn, .msra],
            grid: .small)
        func name(_ old: String, _ new: String) throws -> String {
            let changed = try StudyDescription(text: study.json.text.replacing(old, with: new), source: "")
            // Written down once more it keeps the name.
            let again = try StudyDescription(text: changed.json.text, source: "")
            #expect(again.selectionName == changed.selectionName && again.digest == changed.digest)
            return changed.selectionName
        }
        #expect(try name("", "") == "small")
        let deeper = try name("\"layers\":[2,8]", "\"layers\":[2,9]")
        #expect(deeper.hasPrefix("small@") && deeper.count == "small@".count + 8)
        #expect(try name("\"layers\":[2,8]", "\"layers\":[2,16]") != deeper)
        #expect(try name("\"name\":\"small\"", "\"name\":\"mine\"").hasPrefix("mine@"))
        #expect(try name("\"name\":\"small\"", "\"name\":\"mine@0a\"") == "mine@0a")
        let pauses = "{\"halving\":[{\"epoch_share\":0.5,\"kept_share\":0.5}]}"
        let halved = try name("\"search\":\"full\"", "\"search\":\(pauses)")
        #expect(halved.hasPrefix("small@") && halved.hasSuffix("+halving"))
    }

    /// What is wrong is named by its path; nothing traps.
    @Test(arguments: [
        ("\"seed\":1", "\"seed\":1.5", "seed: it is 1.5"), ("\"seed\":1,", "", "seed: it is missing"),
        ("\"splits\":\"experiment\"", "\"splits\":[3,1]", "splits: it is [3,1]"),
        ("\"search\":\"full\"", "\"search\":\"fast\"", "search: it is \"fast\""),
        ("[\"sample/iris\"]", "[\"sample/iris\",\"sample/iris\"]", "tasks: sample/iris is there twice"),
        ("[\"sample/iris\"]", "[]", "tasks: there is no task"),
        ("[\"sample/iris\"]", "[\"a/b/c\"]", "tasks/0: it is \"a/b/c\""),
        (
            "\"activation\":\"selu\"", "\"activation\":\"swish\"",
            "methods/0/activation: it is \"swish\"; allowed is identity"
        ),
        ("\"activation\":\"selu\",", "", "methods/0/activation: it is missing"),
        (
            "\"layers\":[2,8]", "\"layers\":[2,-8]",
            "grid/configurations/snn/uci/0/layers/1: it is -8; allowed is a whole"
        ),
        (
            "\"layers\":[2,8]", "\"layers\":[2,2]",
            "grid/configurations/snn/uci: the configuration {\"dropout_rate\":0,"
        ),
        ("\"layers\":[2,8]", "\"layers\":[]", "grid/configurations/snn/uci/0: these are 0 configurations"),
        ("\"epochs\":100", "\"epochs\":0", "protocols/uci/epochs: it is 0; allowed is a whole number from 1"),
        (
            "\"optimizer\":\"sgd\"", "\"optimizer\":\"lion\"",
            "protocols/uci/optimizer: it is \"lion\"; allowed is sgd, adam, adamw or rmsprop"
        ),
        (
            "\"optimizer\":\"sgd\"", "\"optimizer\":\"sgd\",\"beta1\":0.8",
            "protocols/uci: beta1 has no effect here; it belongs to optimizer=adam or adamw"
        ),
        ("\"window\":10", "\"windows\":10", "protocols/uci/windows: there is no such value"),
        ("snnbench study 1", "snnbench study 9", "format: it is \"snnbench study 9\""),
        ("\"seed\":1", "\"seed\":1,\"repeats\":0", "repeats: it is 0; allowed is a whole number from 1 to 10000"),
        ("\"seed\":1", "\"seed\":9223372036854775807,\"repeats\":2", "seed: 2 repeats count up from it, beyond"),
    ])
    func whatIsWrongIsNamedByItsPath(_ old: String, _ new: String, _ message: String) throws {
        let study = try StudyDescription(
            tasks: [StudyDescription.TaskChoice(#require(TaskName("sample/iris")))], methods: [.snn], grid: .small)
        let text = study.json.text
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        do {
            _ = try StudyDescription(text: changed, source: "s.json")
            Issue.record("was read")
        } catch {
            #expect("\(error)".hasPrefix("s.json: \(message)"), "\(error)")
            #expect(error.kind == .badData && !"\(error)".contains("\n"))
        }
    }

    @Test func hostileTexts() throws {
        let text = try StudyDescription(
            tasks: [StudyDescription.TaskChoice(#require(TaskName("sample/iris")))], methods: [.snn, .resnet],
            grid: .small
        ).json.text
        var generator = SplitMix(seed: 5)
        for _ in 0..<2000 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 32...126, using: &generator)
            }
            _ = try? StudyDescription(text: String(decoding: bytes, as: UTF8.self), source: "")
        }
    }

    /// Tasks narrow suites; what has a file missing is left out of a suite only.
    @Test func tasksNarrowSuites() throws {
        let catalog = try Self.library.get().catalog
        func names(_ suites: [String], _ tasks: [String]) throws -> [String]? {
            try TaskSelection(suites: suites, tasks: tasks, in: catalog)?.names.map(\.description)
        }
        #expect(try names([], []) == nil)
        #expect(try names(["sample"], ["sample/iris"]) == ["sample/iris"])
        #expect(try names(["sample"], ["iris", "sample/wine", "iris"]) == ["sample/iris", "sample/wine"])
        #expect(try names(["sample", "sample"], []) == catalog.tasks(inSuite: "sample").map(\.description))
        #expect(try names([], ["sample/wine", "htru2"]) == ["sample/wine", "htru2"])
        let error = #expect(throws: StudyError.self) { try names(["sample"], ["uci/abalone"]) }
        #expect(error?.kind == .usage && "\(error as Any)".contains("uci/abalone is not in the suite sample"))
        #expect(throws: CatalogError.self) { try names(["sample"], ["iriss"]) }
        #expect(throws: CatalogError.self) { try names(["samples"], ["iris"]) }
    }

    @Test func seedsHaveAnEnd() throws {
        let iris = StudyDescription.TaskChoice(try #require(TaskName("sample/iris")))
        func study(_ seed: Int64, _ repeats: Int?) throws -> [String] {
            try Self.ids(
                StudyDescription(tasks: [iris], methods: [.highway], grid: .small, seed: seed, repeats: repeats))
        }
        #expect(try study(.max, 1).count == 4 && study(.min, 2).count == 8 && study(.max - 1, 2).count == 8)
        for (seed, repeats) in [(Int64.max, 2), (1, 0), (1, -1), (1, .max), (.max - 3, 5)] {
            #expect(throws: StudyError.self) { try study(seed, repeats) }
        }
        let tox = StudyDescription.TaskChoice(try #require(TaskName("tox21")))
        #expect(throws: StudyError.self) {
            try StudyDescription(tasks: [tox], methods: [.snn], grid: .small, seed: .max)
        }
    }
}
