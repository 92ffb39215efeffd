import Benchmark
import Datasets
import Foundation
import Networks
import ResultStore
import Testing

@testable import Clusters

/// A folder that is removed afterwards.
func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
}

/// Studies of the sample suite, which needs no data folder.
enum Sample {
    static func library(_ folder: String = "/nonexistent") throws -> DataLibrary {
        try DataLibrary(manifest: Manifest.embedded(), folder: DataFolder(path: folder))
    }

    static func study(
        _ tasks: [String] = ["sample/iris", "sample/zoo"], changes: [String] = ["epochs=4"], grid: Grid = .small,
        search: Search = .full, methods: [MethodDefinition] = [.snn, .batchnorm], repeats: Int? = nil
    ) throws -> StudyDescription {
        try StudyDescription(
            tasks: tasks.map { StudyDescription.TaskChoice(try #require(TaskName($0))) }, methods: methods, grid: grid,
            protocols: StudyProtocols(changes: changes), repeats: repeats, search: search)
    }
}

@Suite struct PlanTests {
    @Test func unitsAreThoseOfTheStudy() throws {
        let library = try Sample.library()
        for changes in [["epochs=4"], ["epochs=4", "validation=0.2"]] {
            let study = try Sample.study(changes: changes, repeats: 2)
            let expected = try study.study { try library.load($0) }.groups().flatMap { $0.units.map(\.id) }
            let outlines = try study.outlines(library)
            #expect(study.groups(of: outlines).flatMap { $0.units.map(\.id) } == expected)
            // What a plan keeps of them gives the same units.
            let kept = outlines.compactMap { TaskOutline(json: $0.json) }
            #expect(kept == outlines)
        }
    }

    @Test func samePlanForTheSameStudy() throws {
        let library = try Sample.library()
        let bundling = Bundling(target: 0.01)
        let plan = try Plan(Sample.study(), library, bundling: bundling)
        let again = try Plan(Sample.study(), library, bundling: bundling)
        #expect(plan.text == again.text)
        #expect(plan.unitLines == again.unitLines)
        let read = try Plan(text: plan.text, file: "plan.json")
        #expect(read.digest == plan.digest)
        #expect(read.bundles == plan.bundles)
        #expect(read.tasks == plan.tasks)
        #expect(plan.bundles.count > 1)
    }

    @Test func everyUnitIsInOneBundle() throws {
        let library = try Sample.library()
        let study = try Sample.study(grid: .quick, methods: MethodDefinition.builtIn)
        let plan = try Plan(study, library, bundling: Bundling(target: 0.1))
        let lines = String(decoding: plan.unitLines, as: UTF8.self).split(separator: "\n")
        let ids = lines.compactMap { $0.split(separator: "\"").dropLast().last.map(String.init) }
        let expected = try study.study { try library.load($0) }.groups().flatMap { $0.units.map(\.id) }
        #expect(ids.count == expected.count)
        #expect(Set(ids) == Set(expected))
        #expect(plan.units == expected.count)
        for shard in plan.bundles.indices {
            #expect(
                try plan.groups(ofShard: shard, library).reduce(0) { $0 + $1.units.count } == plan.bundles[shard].units)
        }
    }

    /// Bundles of the length that was asked for, whole groups but for those that are too long, no more than allowed.
    @Test func bundlesAreFair() {
        let bundling = Bundling()
        var pieces: [Bundling.Weighed] = []
        var state: UInt64 = 5
        for task in 0..<60 {
            for group in 0..<7 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let scale = pow(10, Double(state >> 40) / Double(1 << 24) * 4 - 2)
                pieces += bundling.pieces(
                    task: task, group: group, seconds: (0..<60).map { scale * Double(1 + $0 % 7) }, isCut: true)
            }
        }
        #expect(pieces.allSatisfy { $0.seconds <= bundling.longestGroup })
        let bundles = bundling.bundles(pieces)
        let seconds = bundles.map { $0.reduce(0) { $0 + $1.seconds } }
        #expect(bundles.flatMap { $0.map(\.piece) }.count == pieces.count)
        #expect(Set(bundles.flatMap { $0.map(\.piece) }).count == pieces.count)
        for (bundle, seconds) in zip(bundles, seconds) {
            #expect(seconds >= bundling.shortest)
            #expect(seconds <= bundling.longest * 1.5 || bundle.count == 1)
        }
        var narrow = bundling
        narrow.limit = 20
        #expect(narrow.bundles(pieces).count <= 20)
        // By halving, a group is never cut.
        let whole = bundling.pieces(task: 0, group: 0, seconds: Array(repeating: 9000, count: 9), isCut: false)
        #expect(whole.count == 1)
        #expect(bundling.pieces(task: 0, group: 0, seconds: Array(repeating: 9000, count: 9), isCut: true).count == 9)
    }

    @Test func aFolderHoldsOnePlan() throws {
        try withFolder { folder in
            let library = try Sample.library()
            let plan = try Plan(Sample.study(), library)
            let place = PlanFolder(folder + "/plan")
            #expect(try place.write(plan))
            #expect(try !place.write(plan))
            #expect(try place.plan().digest == plan.digest)
            let other = try Plan(Sample.study(changes: ["epochs=5"]), library)
            #expect(throws: PlanError.self) { try place.write(other) }
            #expect(try place.plan().digest == plan.digest)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["plan"])
            #expect(throws: PlanError.self) { try PlanFolder(folder).write(plan) }
        }
    }

    @Test func plansOfOtherVersionsAreRefused() throws {
        let plan = try Plan(Sample.study(), Sample.library())
        func problem(_ from: String, _ to: String) -> PlanError? {
            do {
                _ = try Plan(text: plan.text.replacing(from, with: to), file: "plan.json")
                return nil
            } catch {
                return error
            }
        }
        #expect(problem("snnbench plan 1", "snnbench plan 9")?.problem.contains("another version") == true)
        #expect(problem("\"numerics_version\":", "\"numerics_version\":9")?.problem.contains("arithmetic") == true)
        #expect(problem("{\"bundles\"", "[\"bundles\"")?.kind == .badData)
        #expect(problem("\"content_digest\"", "\"content_dig\"")?.kind == .badData)
    }
}

@Suite struct ShardNumberTests {
    private func auto(_ variables: [String: String], offset: Int = 0) throws -> Int {
        try ShardNumber.automatic.resolved(offset: offset, environment: variables).shard
    }

    @Test func everySchedulerSaysIt() throws {
        #expect(try auto(["SLURM_ARRAY_TASK_ID": "17"]) == 17)
        #expect(try auto(["SLURM_ARRAY_TASK_ID": "0"], offset: 1000) == 1000)
        #expect(try auto(["SGE_TASK_ID": "1"]) == 0)
        #expect(try auto(["PBS_ARRAY_INDEX": "3"]) == 3)
        #expect(try auto(["LSB_JOBINDEX": "4"]) == 3)
        #expect(try auto(["JOB_COMPLETION_INDEX": "5"]) == 5)
        #expect(try auto(["AWS_BATCH_JOB_ARRAY_INDEX": "6"]) == 6)
        #expect(try auto(["PARALLEL_SEQ": "1"]) == 0)
        #expect(try auto(["SGE_TASK_ID": "undefined", "PARALLEL_SEQ": "2"]) == 1)
        let (_, found) = try ShardNumber.automatic.resolved(offset: 0, environment: ["SGE_TASK_ID": "8"])
        #expect(found?.contains("Grid Engine") == true && found?.contains("SGE_TASK_ID=8") == true)
    }

    @Test func whatCannotBeMeantIsRefused() {
        for variables in [
            [:], ["SGE_TASK_ID": "0"], ["SLURM_ARRAY_TASK_ID": "x"], ["SLURM_ARRAY_TASK_ID": "1", "PARALLEL_SEQ": "1"],
        ] {
            #expect(throws: PlanError.self) { try auto(variables) }
        }
        #expect(ShardNumber("-1") == nil)
        #expect(ShardNumber("") == nil)
        #expect(ShardNumber("12") == .number(12))
    }
}
