import Datasets
import Evaluation
import Foundation
import Networks
import ResultStore
import Testing

@testable import Benchmark

/// Programs beside networks: run, resumed, compared, merged, ranked, written down.
@Suite struct ProgramRunTests {
    /// Predicts the class that its hyperparameter names, one of them for all rows; refuses class 2.
    private static let constant = """
        class=$(sed 's/.*"class":\\([0-9]*\\).*/\\1/' task.json)
        if [ "$class" = 2 ]; then echo '{"protocol":1,"status":"unsupported"}' > result.json; exit; fi
        {
            echo part,row,class
            for part in validation test; do tail -n +2 $part.csv | cut -d, -f1 | sed "s/^/$part,/; s/\\$/,$class/"; done
        } > predictions.csv
        """
    private static let settings = "deterministic: true, grid: { class: [0, 1, 2] }"

    private func description(_ program: ScriptedProgram, _ settings: String = settings) throws -> StudyDescription {
        try StudyDescription(
            tasks: ["sample/iris", "sample/zoo"].compactMap { TaskName($0) }.map { .init($0) }, methods: [.snn],
            programs: [try program.method(settings)], grid: .small,
            protocols: try StudyProtocols(changes: ["epochs=2", "batch_size=32"]))
    }

    private func open(_ program: ScriptedProgram, _ name: String = "r.sqlite") throws -> ResultStore {
        try ResultStore.open(
            program.folder.appending(path: name).path, for: .writing(.thisProcess(), patience: 0))
    }

    private func run(
        _ study: StudyDescription, _ store: ResultStore, _ options: RunOptions = RunOptions(threads: 2),
        stop: StopFlag = StopFlag(), report: @escaping (RunProgress) -> Void = { _ in }
    ) throws -> RunSummary {
        try Runner(
            store: store, environment: .current(threads: 2), options: options, stop: stop, report: report
        ).run(try study.study { try SampleSuite.task($0) })
    }

    @Test func aProgramIsRunSelectedAndRankedBesideANetwork() throws {
        let program = try ScriptedProgram(Self.constant)
        let study = try description(program)
        let store = try open(program)
        let summary = try run(study, store)
        #expect(summary.executed == 14 && summary.failed == 0 && summary.unsupported == 2 && summary.selections == 4)
        #expect(try store.verify() == [])
        let selected = try store.selectedResults().filter { $0.method == "scripted" }
        #expect(selected.count == 2 && selected.allSatisfy { $0.candidates == 3 && $0.failedCandidates == 0 })
        let iris = try SampleSuite.task(#require(TaskName("sample/iris")))
        let split = try #require(iris.splits.first)
        guard case .classes(let classes, _) = iris.targets else { return }
        let counts = (0..<2).map { wanted in split.validation.count { Int(classes[$0]) == wanted } }
        let chosen = try #require(selected.first { $0.task == "sample/iris" }?.chosen)
        #expect(chosen.epoch == 1 && chosen.validationCorrect == counts.max())
        // Networks are of the grid "small", the program's grid is its own: they are ranked together.
        let results = try Results(store, study.question)
        #expect(results.methodNames == ["snn", "scripted"] && results.tasks.count == 2 && results.grid == "small")
        #expect(results["sample/iris", "scripted"]?.samples.first?.candidates == 3)
        let again = try run(study, store)
        #expect(again.executed == 0 && again.finishedBefore == 14 && again.selections == 0)
        // The same predictions to the bit.
        let rerun = try run(study, store, RunOptions(threads: 2, isRerun: true))
        #expect(rerun.differing.isEmpty && rerun.compared == 12 && rerun.incomparable == 0)
    }

    @Test(arguments: [Search.exact, .halving(.standard)])
    func searchesLeaveProgramsAlone(search: Search) throws {
        let program = try ScriptedProgram(Self.constant)
        var study = try description(program)
        study.search = search
        let store = try open(program)
        #expect(try run(study, store, RunOptions(threads: 2, search: study.search)).unsupported == 2)
        let selected = try store.selectedResults().filter { $0.method == "scripted" }
        #expect(selected.count == 2 && selected.allSatisfy { $0.grid.hasPrefix("own@") && $0.chosen != nil })
    }

    @Test func whatItPrintedAndWhyItFailedIsKept() throws {
        let program = try ScriptedProgram("echo out; echo err >&2; exit 3")
        let store = try open(program)
        let summary = try run(try description(program, "deterministic: true"), store)
        #expect(summary.failed == 2)
        let attempts = try store.query(
            "SELECT outcome, message, standard_output, standard_error FROM attempts WHERE outcome = 'failed'"
        ).rows
        #expect(attempts == Array(repeating: ["failed", "exit 3", "out\n", "err\n"].map { .text($0) }, count: 2))
        let path = program.folder.appending(path: "facts.json").path
        try store.export(to: path, format: .json)
        let other = try open(program, "other.sqlite")
        try other.importFacts(from: path)
        #expect(try other.query("SELECT count(standard_error) FROM attempts").rows == [[.integer(2)]])
    }

    @Test func aStoppedRunGoesOn() throws {
        let program = try ScriptedProgram("[ -e HERE/go ] || sleep MARK\n" + Self.constant)
        let study = try description(program)
        let store = try open(program)
        let stop = StopFlag()
        let place = program.folder.appending(path: "where").path
        let thread = Thread {
            while !FileManager.default.fileExists(atPath: place) {
                Thread.sleep(forTimeInterval: 0.02)
            }
            stop.raise()
        }
        thread.start()
        let stopped = try run(study, store, RunOptions(threads: 1, order: .longestFirst), stop: stop)
        #expect(stopped.wasInterrupted && program.remains == [])
        #expect(try store.query("SELECT count(*) FROM attempts WHERE outcome = 'interrupted'").rows == [[.integer(1)]])
        try "".write(to: program.folder.appending(path: "go"), atomically: true, encoding: .utf8)
        #expect(try run(study, store).selections == 4)
    }

    /// Two machines gave other predictions: that is said of a method that promises the same, and no conflict of one that does not.
    @Test func mergingComparesWhatIsSaidToBeDeterministic() throws {
        for isDeterministic in [true, false] {
            let program = try ScriptedProgram(
                "sleep 0\n" + Self.constant + "\n[ -e HERE/other ] && sed -i 's/,0$/,1/' predictions.csv; exit 0")
            let study = try description(program, "deterministic: \(isDeterministic), grid: { class: 0 }")
            let first = try open(program, "a.sqlite")
            _ = try run(study, first)
            try "".write(to: program.folder.appending(path: "other"), atomically: true, encoding: .utf8)
            let second = try open(program, "b.sqlite")
            _ = try run(study, second)
            let file = program.folder.appending(path: "b.sqlite").path
            try second.close()
            if isDeterministic {
                #expect(throws: ResultStoreError.self) { try first.merge(from: file) }
                #expect(try run(study, first, RunOptions(isRerun: true)).differing.count == 2)
            } else {
                #expect(try first.merge(from: file).attempts > 0)
                let rerun = try run(study, first, RunOptions(isRerun: true))
                #expect(rerun.differing.isEmpty && rerun.incomparable == 2)
            }
            // Two results are a finding where one was promised.
            #expect(try first.verify().isEmpty != isDeterministic)
        }
    }

    @Test func aStudyWithAProgramIsWrittenDownAndReadBack() throws {
        let program = try ScriptedProgram(Self.constant)
        let study = try description(program)
        let file = program.folder.appending(path: "study.json").path
        try study.json.text.write(toFile: file, atomically: true, encoding: .utf8)
        let read = try StudyDescription(file: file)
        #expect(read.digest == study.digest && read.programs.map(\.record) == study.programs.map(\.record))
        #expect(read.programs.first?.folder == program.folder.path)
        let load = { (name: TaskName) in try SampleSuite.task(name) }
        let ids = try Set(study.study(loading: load).groups().flatMap { $0.units.map(\.id) })
        #expect(try Set(read.study(loading: load).groups().flatMap { $0.units.map(\.id) }) == ids)
        // And what is stored of its units describes it too.
        let store = try open(program)
        _ = try run(study, store)
        let stored = try StudyDescription.stored(in: store)
        let again = try stored.flatMap { try $0.study(loading: load).groups().flatMap { $0.units.map(\.id) } }
        #expect(Set(again) == ids)
        let lines = try StudyRecipe.lines(for: store, catalog: TaskCatalog(manifest: .embedded()))
        #expect(lines.contains { $0.hasPrefix("snnbench run --study study-") })
        let unit = try #require(try store.unitStates().first { $0.method == "scripted" })
        #expect(throws: StoredUnitError.notANetwork(method: "scripted")) { try StoredUnit(unit.unitHash, in: store) }
    }
}
