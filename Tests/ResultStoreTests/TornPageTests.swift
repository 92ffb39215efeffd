import Foundation
import Testing

@testable import ResultStore

/// Pages of which only a part reached the disk when the power went.
@Suite struct TornPageTests {
    private static let page = 4096
    private static let sector = 512
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A file with a log of several commits, as a crash leaves it; and the units, in the order of their commits.
    private func unfinished() throws -> (main: [UInt8], log: [UInt8], units: [UnitRecord]) {
        let file = folder.file("s.sqlite")
        let store = try Sample.openForWriting(file)
        let units = (1...8).map { Sample.unit(seed: $0) }
        try store.register(units)
        try store.record(Sample.success(units[0]))
        try store.close()
        let again = try Sample.openForWriting(file)
        for unit in units.dropFirst() { try again.record(Sample.success(unit)) }
        let found = (try folder.bytes(of: "s.sqlite"), try folder.bytes(of: "s.sqlite-wal"), units)
        #expect(found.1.count > 10_000)
        return found
    }

    /// The power goes while the log is copied into the file: some pages are there, one in part, and the log makes it whole.
    @Test func aTornCheckpointIsMadeWhole() throws {
        let (before, log, units) = try unfinished()
        try folder.write(before, to: "whole.sqlite")
        try folder.write(log, to: "whole.sqlite-wal")
        try Sample.openForWriting(folder.file("whole.sqlite")).close()
        let after = try folder.bytes(of: "whole.sqlite")
        let changed = (0..<after.count / Self.page).filter { index in
            let range = index * Self.page..<(index + 1) * Self.page
            return range.upperBound > before.count || before[range] != after[range]
        }
        #expect(changed.count > 3)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<CrashIntensity.count(12, long: 300) {
            let torn = Int.random(in: 0..<changed.count, using: &generator)
            let sectors = Int.random(in: 1..<Self.page / Self.sector, using: &generator)
            var main = before
            for index in changed.prefix(torn + 1) {
                let start = index * Self.page
                let length = index == changed[torn] ? sectors * Self.sector : Self.page
                if main.count < start + length { main += [UInt8](repeating: 0, count: start + length - main.count) }
                main.replaceSubrange(start..<start + length, with: after[start..<start + length])
            }
            try folder.write(main, to: "torn.sqlite")
            try folder.write(log, to: "torn.sqlite-wal")
            unlink(folder.file("torn.sqlite-shm"))
            let store = try Sample.openForWriting(folder.file("torn.sqlite"))
            #expect(try store.completedUnits() == Set(units.map(\.hash)), "page \(changed[torn]), \(sectors) sectors")
            #expect(try store.verify() == [])
            try store.close()
        }
    }

    /// What the log had before the torn place is there, whole commit by whole commit, whatever stands after it.
    @Test func aTornLogKeepsWhatWasWhole() throws {
        let (main, log, units) = try unfinished()
        var generator = SeededGenerator(seed: 8)
        var seen: Set<Int> = []
        for index in 0..<CrashIntensity.count(16, long: 300) {
            let sector = Int.random(in: 0..<log.count / Self.sector, using: &generator)
            var torn = log
            switch index % 3 {
            case 0:
                // One sector is lost.
                for place in 0..<Self.sector { torn[sector * Self.sector + place] = 0 }
            case 1:
                // All from there on is what was in the file before.
                for place in sector * Self.sector..<torn.count {
                    torn[place] = UInt8.random(in: 0...255, using: &generator)
                }
            default: torn.removeSubrange(sector * Self.sector..<torn.count)
            }
            try folder.write(main, to: "torn.sqlite")
            try folder.write(torn, to: "torn.sqlite-wal")
            unlink(folder.file("torn.sqlite-shm"))
            let store = try Sample.openForWriting(folder.file("torn.sqlite"))
            let completed = try store.completedUnits()
            #expect(completed == Set(units.prefix(completed.count).map(\.hash)), "sector \(sector)")
            #expect(try store.verify() == [], "sector \(sector)")
            seen.insert(completed.count)
            try store.close()
        }
        #expect(seen.count > 2)
    }

    /// A page that was half written after all is found by `verify`, or holds nothing that anybody reads.
    @Test func aTornPageIsFoundOrHarmless() throws {
        try SmallBenchmark.write(to: folder.file("good.sqlite"))
        let good = try folder.bytes(of: "good.sqlite")
        let expected = try ResultStore.open(folder.file("good.sqlite"), for: .reading).dumpEverything()
        var generator = SeededGenerator(seed: 9)
        var found = 0
        let places = CrashIntensity.count(16, long: 300)
        for _ in 0..<places {
            let page = Int.random(in: 0..<good.count / Self.page, using: &generator)
            let sectors = Int.random(in: 1..<Self.page / Self.sector, using: &generator)
            var torn = good
            for place in page * Self.page + sectors * Self.sector..<(page + 1) * Self.page { torn[place] = 0 }
            try folder.write(torn, to: "torn.sqlite")
            do {
                let store = try ResultStore.open(folder.file("torn.sqlite"), for: .reading)
                guard try store.verify(limitPerKind: 1).isEmpty else {
                    found += 1
                    continue
                }
                #expect(try store.dumpEverything() == expected, "page \(page), \(sectors) sectors")
            } catch is ResultStoreError {
                found += 1
            }
        }
        #expect(found > places / 3)
    }
}
