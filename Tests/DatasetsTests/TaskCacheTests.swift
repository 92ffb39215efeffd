import Formats
import Foundation
import Testing

@testable import Datasets

@Suite("Cache of parsed tasks")
struct TaskCacheTests {
    /// A folder with a task's files and a cache that trusts their times at once.
    struct Setting {
        let cache: TaskCache
        let paths: [String]
        let key = SHA256.digest(of: "key")

        init(_ folder: String) throws {
            var cache = TaskCache(folder: DataFolder(path: folder))
            cache.settledAge = 0
            self.cache = cache
            paths = try zip(
                ["f", "l", "t", "v"],
                [
                    DataPyLoaderTests.features, DataPyLoaderTests.labels, DataPyLoaderTests.folds,
                    DataPyLoaderTests.validation,
                ]
            ).map { name, text in
                try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
                return folder + "/" + name
            }
        }

        var entry: String { cache.path(of: DataPyLoaderTests.name) }

        /// Loads the task and tells whether it was parsed.
        func load(key: Digest? = nil, scale: FeatureScale = .prepared) throws -> (task: LearningTask, isParsed: Bool) {
            var isParsed = false
            let task = try cache.task(DataPyLoaderTests.name, key: key ?? self.key, paths: paths) {
                files, digests throws(LibraryError) in
                isParsed = true
                #expect(digests == files.map { SHA256.digest(of: $0.bytes) })
                do throws(DatasetError) {
                    return try DataPyLoader.load(
                        DataPyLoaderTests.name,
                        files: DataPyFiles(
                            features: files[0], labels: files[1], folds: files[2], validationFolds: files[3]),
                        scale: scale)
                } catch {
                    throw .data(error)
                }
            }
            return (task, isParsed)
        }
    }

    static func expectSame(_ left: LearningTask, _ right: LearningTask) {
        #expect(left.name == right.name && left.scale == right.scale && left.contentDigest == right.contentDigest)
        #expect(left.features == right.features && left.targets == right.targets && left.splits == right.splits)
    }

    @Test func secondLoadParsesNothing() throws {
        try TestFolders.withTemporary { folder in
            let setting = try Setting(folder)
            let first = try setting.load()
            let second = try setting.load()
            #expect(first.isParsed && !second.isParsed)
            Self.expectSame(first.task, second.task)
            #expect(try FileManager.default.contentsOfDirectory(atPath: FilePaths.parent(of: setting.entry)).count == 1)
        }
    }

    @Test func rawScaleAndLabelsAreKept() throws {
        try TestFolders.withTemporary { folder in
            let setting = try Setting(folder)
            #expect(try setting.load(scale: .raw).isParsed)
            #expect(try setting.load().task.scale == .raw)
            let labels = try #require(LabelMatrix(rows: 3, columns: 2, values: [0, 1, -1, 1, 0, -1]))
            let task = try LearningTask(
                name: DataPyLoaderTests.name,
                features: try #require(FeatureMatrix(rows: 3, columns: 1, values: [0, 1, 2])),
                targets: .labels(labels), splits: [Split(index: 3, training: [2], validation: [0], test: [1])])
            let path = folder + "/labels.task"
            #expect(CachedTask(task: task, key: setting.key, sources: []).write(to: path))
            let read = try #require(CachedTask.read(path, name: task.name, key: setting.key))
            Self.expectSame(read.task, task)
            #expect(CachedTask.read(path, name: task.name, key: SHA256.digest(of: "other")) == nil)
        }
    }

    @Test func sameContentUnderNewTimesIsNotParsed() throws {
        try TestFolders.withTemporary { folder in
            let setting = try Setting(folder)
            _ = try setting.load()
            let before = try FileReader.read(setting.entry).bytes
            _ = try Setting(folder)
            #expect(try !setting.load().isParsed)
            // The new times are noted, so that the files need not be read again.
            #expect(try FileReader.read(setting.entry).bytes != before)
            #expect(try !setting.load().isParsed)
        }
    }

    @Test func changedFilesAndKeysAreParsedAnew() throws {
        try TestFolders.withTemporary { folder in
            let setting = try Setting(folder)
            let first = try setting.load().task
            var text = DataPyLoaderTests.features
            text.replaceSubrange(text.startIndex...text.startIndex, with: "7")
            try Data(text.utf8).write(to: URL(fileURLWithPath: setting.paths[0]))
            let changed = try setting.load()
            #expect(changed.isParsed && changed.task.contentDigest != first.contentDigest)
            #expect(changed.task.features[0, 0] == 7)
            #expect(try setting.load(key: SHA256.digest(of: "other")).isParsed)
            #expect(try !setting.load(key: SHA256.digest(of: "other")).isParsed)
        }
    }

    @Test func filesThatChangedAMomentAgoAreLeftToALaterLoad() throws {
        try TestFolders.withTemporary { folder in
            let setting = try Setting(folder)
            var cache = setting.cache
            cache.settledAge = 3_600_000_000_000
            _ = try cache.task(DataPyLoaderTests.name, key: setting.key, paths: setting.paths) {
                _, _ throws(LibraryError) in
                do { return try SampleSuite.tasks()[0] } catch { throw .data(.empty(file: "")) }
            }
            #expect(FilePaths.size(of: setting.entry) == nil)
        }
    }

    @Test func aFolderThatCannotBeWrittenToHasNoCache() throws {
        try TestFolders.withTemporary { folder in
            let setting = try Setting(folder)
            // A file where the folder of the cache would be: nobody, not even root, can write below it.
            try Data().write(to: URL(fileURLWithPath: folder + "/.cache"))
            #expect(try setting.load().isParsed)
            #expect(try setting.load().isParsed)
        }
    }

    @Test func damagedEntriesAreMadeAnew() throws {
        try TestFolders.withTemporary { folder in
            let setting = try Setting(folder)
            let task = try setting.load().task
            let good = try FileReader.read(setting.entry).bytes
            var generator = SeededGenerator(seed: 11)
            var wrong: [Int] = []
            for round in 0..<3000 {
                let bad: [UInt8] =
                    round < good.count
                    ? good.enumerated().map { $0.offset == round ? $0.element ^ 1 : $0.element }
                    : generator.mutate(good)
                try Data(bad).write(to: URL(fileURLWithPath: setting.entry))
                let again = try setting.load()
                let isSame =
                    again.task.contentDigest == task.contentDigest && again.task.splits == task.splits
                    && again.task.features == task.features
                if !isSame || (bad != good && !again.isParsed) { wrong.append(round) }
            }
            #expect(wrong.isEmpty)
            #expect(try FileReader.read(setting.entry).bytes == good)
        }
    }

    /// Tables that a stranger wrote, with the right tag: still no trap, and rows that exist.
    @Test func hostileTablesNeverTrap() throws {
        let task = try DataPyLoaderTests.load()
        let source = CachedSource(
            stamp: try #require(FileStamp(numbers: [1, 2, 3, 4, 5])), digest: SHA256.digest(of: "source"))
        let table = CachedTask(task: task, key: SHA256.digest(of: "key"), sources: [source]).table
        var parser = CachedTableParser(table, limit: 1 << 31)
        #expect(parser.parse()?.splits == task.splits)
        var generator = SeededGenerator(seed: 12)
        var accepted = 0
        var wrong = 0
        for _ in 0..<30_000 {
            var parser = CachedTableParser(generator.mutate(table), limit: 1 << 31)
            guard let parts = parser.parse() else { continue }
            accepted += 1
            for split in parts.splits {
                let rows = split.training + split.validation + split.test
                let isSound = rows.allSatisfy { (0..<parts.rows).contains($0) } && Set(rows).count == rows.count
                if !isSound { wrong += 1 }
            }
            if case .classes(let classes, let count) = parts.targets,
                classes.contains(where: { $0 < 0 || Int($0) >= count })
            {
                wrong += 1
            }
        }
        #expect(wrong == 0)
        #expect(accepted > 100)
    }
}
