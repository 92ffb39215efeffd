import Foundation
import Mounts
import Testing

@testable import ResultStore

/// A disk that is full at one write after the other: what was recorded is there when there is space again, and work that
/// failed leaves nothing behind.
@Suite(.enabled(if: SmallFileSystem.isPossible, "this system lets the tests mount no file system"))
struct FullDiskTests {
    /// The sizes that are tried, in kilobytes; each is a page more than the last, so that another write fails.
    private static func sizes(_ count: Int, upTo last: Int) -> [Int] {
        (0..<count).map { 8 + ($0 * (last - 8) / count) / 4 * 4 }
    }

    private static func isFull(_ error: ResultStoreError) -> Bool {
        error.kind == .inputOutput && "\(error)".contains("no space left")
    }

    @Test func whatWasRecordedSurvives() throws {
        for kilobytes in Self.sizes(CrashIntensity.count(12, long: 300), upTo: 1208) {
            let disk = try #require(SmallFileSystem(kilobytes: kilobytes))
            let path = disk.path + "/s.sqlite"
            var recorded: [UnitRecord] = []
            do {
                let store = try ResultStore.open(path, for: .writing(.thisProcess()))
                let (units, error) = try CrashTests.fill(store)
                recorded = units
                #expect(Self.isFull(error), "\(kilobytes) KB: \(error)")
                #expect(try store.completedUnits() == Set(units.map(\.hash)))
                try? store.close()
            } catch let error as ResultStoreError {
                #expect(Self.isFull(error), "\(kilobytes) KB: \(error)")
            }
            try #require(disk.grow(kilobytes: 8000))
            let store = try Sample.openForWriting(path)
            #expect(try store.completedUnits() == Set(recorded.map(\.hash)), "\(kilobytes) KB")
            #expect(try store.verify() == [])
            let unit = Sample.unit(seed: 99_999)
            try store.register([unit])
            try store.record(Sample.success(unit))
            #expect(try store.completedUnits().count == recorded.count + 1)
        }
    }

    enum Work: CaseIterable { case merge, json, csv, importing }

    /// All of it or nothing, and no file of what was going on.
    @Test(arguments: Work.allCases)
    func whatFailedLeavesNothing(_ work: Work) throws {
        let folder = try TemporaryFolder()
        let source = folder.file("source.sqlite")
        try SmallBenchmark.write(to: source)
        let facts = folder.file("facts.json")
        try ResultStore.open(source, for: .reading).export(to: facts, format: .json)
        var failures = 0
        // An export of the small benchmark takes less than a tenth of its file.
        let last = work == .merge || work == .importing ? 500 : 56
        for kilobytes in Self.sizes(CrashIntensity.count(8, long: 100), upTo: last) {
            let disk = try #require(SmallFileSystem(kilobytes: kilobytes))
            let target = disk.path + "/target"
            do throws(ResultStoreError) {
                switch work {
                case .merge, .importing:
                    let store = try ResultStore.open(target, for: .writing(.thisProcess()))
                    do throws(ResultStoreError) {
                        if work == .merge { try store.merge(from: source) } else { try store.importFacts(from: facts) }
                    } catch {
                        try? store.closeRemovingIfNew()
                        throw error
                    }
                    try store.close()
                case .json, .csv:
                    try ResultStore.open(source, for: .reading)
                        .export(to: target, format: work == .json ? .json : .csv)
                }
            } catch {
                failures += 1
                #expect(Self.isFull(error), "\(kilobytes) KB: \(error)")
                let left = try FileManager.default.contentsOfDirectory(atPath: disk.path)
                #expect(left.allSatisfy { $0 == "target" }, "\(kilobytes) KB: \(left)")
                guard left == ["target"] else { continue }
                try #require(disk.grow(kilobytes: 8000))
                #expect(work == .merge || work == .importing)
                let store = try Sample.openForWriting(target)
                #expect(try store.progress().total == 0 && store.verify().isEmpty)
            }
        }
        #expect(failures > 3)
    }
}
