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
            try GzipReader.decompress(NamedBytes(name: "x", bytes: packed), limit: 1000).bytes
                == Array(DataPyLoaderTests.features.utf8))
        #expect(throws: DatasetError.self) {
            try GzipReader.decompress(NamedBytes(name: "x", bytes: packed), limit: 10)
        }
        var generator = SeededGenerator(seed: 26)
        var refused = 0
        for _ in 0..<5000 {
            let damaged = NamedBytes(name: "x", bytes: generator.mutate(packed))
            if (try? GzipReader.decompress(damaged, limit: 100_000)) == nil { refused += 1 }
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
            let task = try UserTaskTests.read(UserTaskTests.table)
            try store.save(task, origin: ["file t.csv"])
            let path = folder + "/user/t/shape"
            let good = try FileReader.read(path).bytes
            #expect(store.tasks().map(\.shape) == [task.shape])
            var generator = SeededGenerator(seed: 28)
            for _ in 0..<1000 {
                try Data(generator.mutate(good, alphabet: Array("0123456789 -\n".utf8))).write(
                    to: URL(fileURLWithPath: path))
                for (name, shape) in store.tasks() {
                    let files = try store.paths(of: name).map { try FileReader.read($0) }
                    let loaded = try? store.load(name, shape: shape, files: files)
                    #expect(loaded == nil || loaded?.shape == task.shape)
                }
            }
        }
    }
}
