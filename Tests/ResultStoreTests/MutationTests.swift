import Foundation
import Testing

@testable import ResultStore

/// A file with changed bytes is read, refused or found damaged, but never makes the program trap.
@Suite struct MutationTests {
    @Test(arguments: 0..<3)
    func changedBytesNeverTrap(_ round: Int) throws {
        let folder = try TemporaryFolder()
        try SmallBenchmark.write(to: folder.file("good.sqlite"))
        let good = try folder.bytes(of: "good.sqlite")
        var generator = SeededGenerator(seed: UInt64(round) &+ 100)
        var noticed = 0
        let mutations = 32
        for index in 0..<mutations {
            var bytes = good
            switch index % 4 {
            case 0:
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                        1 << UInt8.random(in: 0...7, using: &generator)
                }
            case 1:
                let start = Int.random(in: 0..<bytes.count, using: &generator)
                for offset in start..<min(bytes.count, start + Int.random(in: 1...600, using: &generator)) {
                    bytes[offset] = UInt8.random(in: 0...255, using: &generator)
                }
            case 2:
                bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
            default:
                // The first bytes of a page hold its kind and where its cells are.
                let page = Int.random(in: 0..<bytes.count / 4096, using: &generator) * 4096
                let offset = page + (page == 0 ? 100 : 0) + Int.random(in: 0..<40, using: &generator)
                bytes[offset] = UInt8.random(in: 0...255, using: &generator)
            }
            try folder.write(bytes, to: "bad.sqlite")
            if exercise(folder.file("bad.sqlite"), folder) { noticed += 1 }
        }
        #expect(noticed > mutations / 3)
    }

    /// Does everything that can be done with a file, and says whether anything was found wrong.
    private func exercise(_ file: String, _ folder: TemporaryFolder) -> Bool {
        var isWrong = false
        func attempt(_ body: () throws -> Void) {
            do {
                try body()
            } catch let error as ResultStoreError {
                isWrong = true
                #expect(!"\(error)".contains("\n"))
            } catch {
                Issue.record("not the store's error: \(error)")
            }
        }
        for name in ["bad.sqlite-wal", "bad.sqlite-shm"] { unlink(folder.file(name)) }
        attempt {
            let store = try ResultStore.open(file, for: .reading)
            attempt { if try !store.verify().isEmpty { isWrong = true } }
            attempt { _ = try store.learningCurves(.all) }
            attempt { _ = try store.selectedResults() }
            attempt { _ = try store.progress() }
            attempt { _ = try store.attempts(ofUnit: Sample.unit().hash) }
            for query in NamedQuery.all { attempt { _ = try store.query(query) } }
            attempt { _ = try store.query("SELECT * FROM unit_overview") }
        }
        attempt {
            let into = try Sample.openForWriting(folder.file("into.sqlite"))
            try into.merge(from: file)
        }
        attempt {
            let store = try Sample.openForWriting(file)
            let unit = Sample.unit(seed: 44)
            try store.register([unit])
            try store.record(Sample.success(unit))
        }
        return isWrong
    }
}
