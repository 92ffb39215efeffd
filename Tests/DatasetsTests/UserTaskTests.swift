import Foundation
import Testing

@testable import Datasets

@Suite("A user's tables")
struct UserTaskTests {
    static let name = TaskName(suite: "user", shortName: "t") ?? SampleSuite.names()[0]
    /// Twelve rows: a number, a colour, and the class.
    static let table: String = {
        var text = "x,colour,\"the \"\"class\"\"\"\r\n"
        for row in 0..<12 {
            text += "\(Double(row) / 8),\(["red", "\"green, dark\"", "blue"][row % 3]),\(row % 2 == 0 ? "10" : "9")\r\n"
        }
        return text
    }()

    static func read(_ text: String, target: String? = nil) throws -> LearningTask {
        try TableReader.read(NamedBytes(name: "t.csv", bytes: Array(text.utf8)), name: name, target: target)
    }

    @Test func reads() throws {
        let task = try Self.read(Self.table)
        #expect(task.shape == TaskShape(rows: 12, features: 4, outputs: 2))
        // Nominal values in order of bytes: blue, "green, dark", red.
        #expect(Array(task.features.row(1)) == [0.125, 0, 1, 0])
        // The classes are numbers: 9 before 10.
        #expect(task.targets == .classes((0..<12).map { $0 % 2 == 0 ? 1 : 0 }, count: 2))
        #expect(task.scale == .raw && task.splits.count == 4)
        let other = try Self.read(Self.table, target: "colour")
        #expect(other.shape == TaskShape(rows: 12, features: 2, outputs: 3))
    }

    @Test(arguments: [
        ("", "t.csv, line 1: a header and at least two columns are needed"),
        ("a,b\n", "t.csv has no rows; fetch it again or fill it"),
        ("a,a\n1,2\n", "t.csv, line 1: column “a” is there twice; rename one"),
        ("a,b\n1,2\n3\n", "t.csv, line 3: 1 cells where the first line has 2; fetch the file again or mend that line"),
        ("a,b\n1,2\n\n,4\n", "t.csv, line 4: column “a” is empty; fill the cell or leave the row out"),
        (
            "a,b\n1,2\n1e99,4\n",
            "t.csv, line 3, column 1: “1e99” is not a finite number in single precision; fill or drop it"
        ),
        ("a,b\n1,2\n3,2\n", "t.csv: the target “b” has 1 values; a class for each needs 2 to 1000"),
        ("a,b\n\"1,2\n", "t.csv, line 2: a quote is not closed; close it"),
        ("a,b\n\"1\"x,2\n", "t.csv, line 2: text follows a closing quote; double inner quotes"),
        ("a,b\n1,2\n3,4\n", "user/t, split 0: no training row; choose another split or mark some rows"),
    ])
    func errors(text: String, message: String) {
        do {
            _ = try Self.read(text)
            Issue.record("accepted")
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test func unknownTarget() {
        #expect(
            throws: DatasetError.malformed(
                file: "t.csv", line: 1, problem: "there is no column “color”; there is colour")
        ) {
            try Self.read(Self.table, target: "color")
        }
    }

    @Test func kept() throws {
        try DataLibraryTests.withLibrary { library, _, folder in
            let path = folder + "/my table.csv"
            try Data(Self.table.utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: LibraryError.self) { try library.add(table: path) }
            let added = try library.add(table: path, name: "mine", seed: 5)
            let again = try DataLibrary(manifest: library.manifest, folder: library.folder)
            let name = try again.catalog.task(named: "mine")
            #expect(again.state(of: name) == .ready)
            let loaded = try again.load(name)
            #expect(
                loaded.contentDigest == added.contentDigest && loaded.splits == added.splits && loaded.scale == .raw)
        }
    }

    @Test func mutationsNeverTrap() {
        var generator = SeededGenerator(seed: 9)
        let bytes = Array(Self.table.utf8)
        var refused = 0
        for round in 0..<20_000 {
            let changed = generator.mutate(
                bytes, alphabet: round.isMultiple(of: 2) ? Array("0129.,\"\r\nxe-".utf8) : nil)
            do {
                let task = try TableReader.read(NamedBytes(name: "t", bytes: changed), name: Self.name)
                let isFinite = task.features.values.allSatisfy { $0.isFinite }
                #expect(isFinite)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 4000)
    }
}
