import Foundation
import Testing

@testable import ResultStore

@Suite struct WriterLockTests {
    let folder: TemporaryFolder
    let file: String

    init() throws {
        folder = try TemporaryFolder()
        file = ResultStore.absolutePath(folder.file("s.sqlite"))
    }

    @Test func aSecondWriterIsToldWhoTheFirstIs() throws {
        let first = WriterIdentity(process: 4711, host: "node7", since: Sample.start, program: "snnbench \"run\"")
        let store = try ResultStore.open(file, for: .writing(first))
        #expect(throws: ResultStoreError.locked(file: file, holder: first)) {
            _ = try ResultStore.open(file, for: .writing(.thisProcess()))
        }
        let text = ResultStoreError.locked(file: file, holder: first).description
        #expect(text.contains("process 4711"))
        #expect(text.contains("node7"))
        try store.close()
        #expect(try folder.contents() == ["s.sqlite"])
        try Sample.openForWriting(file).close()
    }

    @Test func aSecondWriterCanWait() throws {
        let first = try Sample.openForWriting(file)
        // A thread of its own: the pool of tasks may be full of other tests that wait.
        Thread.detachNewThread {
            usleep(400_000)
            try? first.close()
        }
        let second = try ResultStore.open(file, for: .writing(.thisProcess(), patience: 20))
        #expect(second.isWritable)
    }

    @Test func aStoreOutOfScopeGivesTheLockBack() throws {
        _ = try Sample.openForWriting(file)
        let again = try Sample.openForWriting(file)
        #expect(WriterLock.isHeld(file: file))
        try again.close()
        #expect(!WriterLock.isHeld(file: file))
    }

    @Test(arguments: ["", "{", "nonsense\0\u{1}", #"{"process":"x"}"#])
    func aLockFileWithoutAnOwnerIsNoObstacle(_ content: String) throws {
        try folder.write(Array(content.utf8), to: "s.sqlite.lock")
        let store = try Sample.openForWriting(file)
        #expect(store.interruptedOnOpening == 0)
    }

    @Test func manyWritersNeverWriteAtOnce() async throws {
        let path = file
        try Sample.openForWriting(path).close()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seed in 1...12 {
                group.addTask {
                    let store = try ResultStore.open(path, for: .writing(.thisProcess(), patience: 60))
                    try store.register([Sample.unit(seed: Int64(seed))])
                    try store.close()
                }
            }
            try await group.waitForAll()
        }
        #expect(try ResultStore.open(path, for: .reading).progress().pending == 12)
    }
}
