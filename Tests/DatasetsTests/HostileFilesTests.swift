import Formats
import Foundation
import Testing

@testable import Datasets

/// Generated damage to every kind of file that no other suite damages: a clear error or a sound task, never a trap.
@Suite("Hostile files")
struct HostileFilesTests {
    static func entry(_ layout: TaskLayout, _ files: [String], _ shape: TaskShape, split: SplitKind = .fixed)
        -> TaskEntry
    {
        TaskEntry(
            name: DataPyLoaderTests.name, layout: layout, shape: shape, split: split,
            members: files.map {
                MemberEntry(archive: "a", path: $0, byteCount: nil, checksums: [], alternatives: [])
            })
    }

    /// Damages one file a round; returns how many rounds were refused.
    static func damage(
        _ entry: TaskEntry, _ contents: [[UInt8]], rounds: Int, seed: UInt64, alphabet: [UInt8]? = nil
    ) throws -> Int {
        func load(_ contents: [[UInt8]]) throws(DatasetError) -> LearningTask {
            let files = zip(entry.members, contents).map { NamedBytes(name: $0.fileName, bytes: $1) }
            return try TaskLoader.load(entry, files: files)
        }
        _ = try load(contents)
        var generator = SeededGenerator(seed: seed)
        var refused = 0
        var wrong: [Int] = []
        for round in 0..<rounds {
            var changed = contents
            let chosen = Int.random(in: 0..<contents.count, using: &generator)
            changed[chosen] = generator.mutate(changed[chosen], alphabet: round % 3 == 0 ? nil : alphabet)
            do {
                let task = try load(changed)
                let isSound = task.features.values.allSatisfy { $0.isFinite } && task.shape.rows == entry.shape.rows
                if !isSound { wrong.append(round) }
            } catch {
                refused += 1
                if error.description.isEmpty || error.description.contains(where: \.isNewline) { wrong.append(round) }
            }
        }
        #expect(wrong.isEmpty)
        return refused
    }

    static func idx(_ sizes: [UInt8], _ content: [UInt8]) -> [UInt8] {
        [0, 0, 8, UInt8(sizes.count)] + sizes.flatMap { [0, 0, 0, $0] } + content
    }

    @Test func images() throws {
        let pixels = (0..<96).map { UInt8($0) }
        let mnist = Self.entry(.mnist, ["a", "b", "c", "d"], TaskShape(rows: 32, features: 4, outputs: 10))
        let labels = (0..<24).map { UInt8($0 % 10) }
        let contents = [
            Self.idx([24, 2, 2], pixels), Self.idx([24], labels), Self.idx([8, 2, 2], Array(pixels.prefix(32))),
            Self.idx([8], Array(labels.prefix(8))),
        ]
        #expect(try Self.damage(mnist, contents, rounds: 10_000, seed: 21) > 3000)
        let record = (0..<3073).map { UInt8($0 % 10) }
        let cifar = Self.entry(.cifar10, ["a", "b"], TaskShape(rows: 12, features: 3072, outputs: 10))
        let batches = [Array(repeatElement(record, count: 11).joined()), record]
        #expect(try Self.damage(cifar, batches, rounds: 600, seed: 22) > 100)
    }

    @Test func htru2() throws {
        let rows = (0..<40).map { "\(Double($0) / 4),\($0 % 7),\($0 % 2)" }.joined(separator: "\r")
        let entry = Self.entry(.htru2, ["HTRU_2.csv"], TaskShape(rows: 40, features: 2, outputs: 2), split: .tenFold)
        let alphabet = Array("0123456789,.-e\r\n".utf8)
        #expect(try Self.damage(entry, [Array(rows.utf8)], rounds: 8000, seed: 23, alphabet: alphabet) > 3000)
    }

    @Test func fernandezDelgado() throws {
        var table = "\tf1\tf2\tclase\n"
        for row in 0..<12 { table += "\(row + 1)\t\(Double(row) / 3)\t\(row % 5)\t\(row % 3)\n" }
        let folds = "0 1 2 3 4 5 6 7 8 \n9 10 11 \n3 4 5 6 7 8 9 10 11 \n0 1 2 \n"
        let entry = Self.entry(
            .fernandezDelgado, ["tiny_R.dat", "conxuntos_kfold.dat"], TaskShape(rows: 12, features: 2, outputs: 3),
            split: .fourFold)
        let contents = [Array(table.utf8), Array(folds.utf8)]
        let alphabet = Array("0123456789\t -.e\n".utf8)
        #expect(try Self.damage(entry, contents, rounds: 10_000, seed: 24, alphabet: alphabet) > 3000)
        // A manifest that allows more classes than a label can count.
        let wide = Self.entry(
            .fernandezDelgado, ["tiny_R.dat", "conxuntos_kfold.dat"],
            TaskShape(rows: 12, features: 2, outputs: 1_000_000_000_000), split: .fourFold)
        let large = Array(table.replacing("\t2\n", with: "\t9000000000\n").utf8)
        #expect(throws: DatasetError.self) {
            try TaskLoader.load(
                wide, files: [NamedBytes(name: "t", bytes: large), NamedBytes(name: "f", bytes: contents[1])])
        }
    }

    @Test func tox21() throws {
        let alphabet = Array("0123456789NA,\"\n xy%-".utf8)
        let (entry, contents) = Tox21Tests.tiny(.tox21)
        #expect(try Self.damage(entry, contents, rounds: 8000, seed: 25, alphabet: alphabet) > 3000)
    }

    @Test func gzip() throws {
        let packed: [UInt8] = try TestFolders.withTemporary { folder in
            let path = folder + "/x"
            try Data(DataPyLoaderTests.features.utf8).write(to: URL(fileURLWithPath: path))
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/gzip")
            process.arguments = ["-n", path]
            try process.run()
            process.waitUntilExit()
            return try FileReader.read(path + ".gz").bytes
        }
        #expect(
            try Decompressor.gzip(NamedBytes(name: "x", bytes: packed), limit: 1000).bytes
                == Array(DataPyLoaderTests.features.utf8))
        #expect(throws: DatasetError.self) {
            try Decompressor.gzip(NamedBytes(name: "x", bytes: packed), limit: 10)
        }
        var generator = SeededGenerator(seed: 26)
        var refused = 0
        for _ in 0..<5000 {
            let damaged = NamedBytes(name: "x", bytes: generator.mutate(packed))
            if (try? Decompressor.gzip(damaged, limit: 100_000)) == nil { refused += 1 }
        }
        #expect(refused > 2000)
    }

    @Test func headsOfAnswers() {
        let lines = [
            "HTTP/1.1 206 Partial", "Content-Range: bytes 100-199/200", "Content-Range: bytes */99",
            "Content-Length: 12", "ETag: \"x\"", "Last-Modified: Wed, 01 Jun 2016 10:00:00 GMT",
        ]
        var generator = SeededGenerator(seed: 27)
        var wrong = 0
        for _ in 0..<20_000 {
            var headers = ResponseHeaders()
            for line in lines {
                headers.append(
                    line: String(
                        decoding: generator.mutate(Array(line.utf8), alphabet: Array("0189-/*: bytes9999".utf8)),
                        as: UTF8.self))
            }
            if let range = headers.range, range.first < 0 || (range.total ?? .max) <= range.first { wrong += 1 }
        }
        #expect(wrong == 0)
        var headers = ResponseHeaders()
        headers.append(line: "Content-Range: bytes 9223372036854775807-9223372036854775807/9223372036854775807")
        #expect(headers.range == nil)
    }

    @Test func filesOfUserTasks() throws {
        try TestFolders.withTemporary { folder in
            let store = UserTaskStore(folder: DataFolder(path: folder))
            let table = try UserTaskTests.table(UserTaskTests.table)
            let file = TaskFile(task: table.coded, origin: .null)
            #expect(try store.save(file, replacing: false))
            let path = store.path(of: UserTaskTests.name)
            let good = try FileReader.read(path).bytes
            #expect(store.tasks().map(\.shape) == [table.shape])
            var generator = SeededGenerator(seed: 28)
            // The digest would find any change: it is made right again, so that the reader itself is tried.
            let start = 16 + 32
            for _ in 0..<3000 {
                let body = generator.mutate(Array(good[start...]), alphabet: nil)
                let bytes = Array(good[..<16]) + SHA256.digest(of: body).bytes + body
                let loaded = try? TaskFile(NamedBytes(name: "t", bytes: bytes), name: UserTaskTests.name)
                #expect(loaded.map { $0.task.targets.rows > 0 } ?? true)
                #expect(throws: DatasetError.self) {
                    try TaskFile(
                        NamedBytes(name: "t", bytes: Array(good[..<start]) + body + [0]), name: UserTaskTests.name)
                }
            }
        }
    }

    /// Tasks in the four files of an earlier version load as they did.
    @Test func tasksOfEarlierVersions() throws {
        try TestFolders.withTemporary { folder in
            let store = UserTaskStore(folder: DataFolder(path: folder))
            let old = folder + "/user/t"
            try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: true)
            for (name, bytes) in zip(
                DataPyLoader.fileNames(of: "t") + ["shape"],
                [
                    TinySuite.features("one"), TinySuite.labels, TinySuite.folds, TinySuite.validation,
                    Array("4 2 2\n".utf8),
                ])
            {
                try Data(bytes).write(to: URL(fileURLWithPath: "\(old)/\(name)"))
            }
            let shape = TaskShape(rows: 4, features: 2, outputs: 2)
            #expect(store.tasks().map(\.shape) == [shape])
            #expect(try store.load(UserTaskTests.name) == nil)
            let files = try store.paths(of: UserTaskTests.name).map { try FileReader.read($0) }
            let task = try store.load(UserTaskTests.name, shape: shape, files: files)
            #expect(
                task.contentDigest.description == "300c4da62754885a6dc1a55ea99d1dca5cb76057fc7247603ab240df4256cffb"
                    && task.scale == .raw)
            // A table of the same name takes its place and leaves nothing of it.
            let file = TaskFile(task: try UserTaskTests.table(UserTaskTests.table).coded, origin: .null)
            #expect(try !store.save(file, replacing: false) && store.save(file, replacing: true))
            #expect(FilePaths.names(in: old) == ["task"] && store.tasks().map(\.shape.rows) == [12])
            // Where one file wrote over another, the task is refused.
            let name = try #require(TaskName(suite: "user", shortName: "labels"))
            let twice = store.paths(of: name).map { NamedBytes(name: $0, bytes: TinySuite.labels) }
            #expect(throws: DatasetError.self) { try store.load(name, shape: shape, files: twice) }
        }
    }
}
