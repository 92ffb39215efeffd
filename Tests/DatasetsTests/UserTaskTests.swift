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
        try table(text) { $0.targets = target.map { [$0] } ?? [] }.task
    }

    static func table(_ text: String, _ change: (inout TableOptions) -> Void = { _ in }) throws -> UserTable {
        var options = TableOptions()
        change(&options)
        return try TableReader.read(NamedBytes(name: "t.csv", bytes: Array(text.utf8)), name: name, options: options)
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
        (
            "",
            "t.csv, line 1: a header and at least two columns are needed; if cells are not separated by commas, say so"
        ),
        ("a,b\n", "t.csv has no rows; fetch it again or fill it"),
        ("a,a\n1,2\n", "t.csv, line 1: column “a” is there twice; rename one"),
        ("a,b\n1,2\n3\n", "t.csv, line 3: 1 cells where the first line has 2; fetch the file again or mend that line"),
        ("a,b\n1,2\n\n3,\n", "t.csv, line 4: the target “b” is missing; leave such rows out"),
        (
            "1,2\n3,4\n",
            "t.csv, line 1: “1” is a number where the columns' names should be; say --no-header if it is a row of values, --header if it has the columns' names"
        ),
        (
            "a,b\n1,2\n1e99,4\n",
            "t.csv, line 3, column 1: “1e99” is not a finite number in single precision; fill or drop it"
        ),
        ("a,b\n1,2\n3,2\n", "t.csv: the target “b” has 1 values; a class for each needs 2 to 1000"),
        ("a,b\n\"1,2\n", "t.csv, line 2: a quote is not closed"),
        ("a,b\n\"1\"x,2\n", "t.csv, line 2: text follows a closing quote; double the quotes within a cell"),
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

    static let gaps = "id;a;c;y\n1;1;x;no\n2;?;x;yes\n3;5;NA;no\n4;6;z;yes\n5;;x;no\n6;8;z;yes\n7;9;z;no\n8;1;x;yes\n"

    @Test func missingCellsAreFilled() throws {
        let table = try Self.table(Self.gaps) {
            $0.format.separator = UInt8(ascii: ";")
            $0.ignored = ["id"]
        }
        // Known numbers are 1, 5, 6, 8, 9 and 1, with mean 5; the category has x, z and missing.
        #expect(table.task.shape == TaskShape(rows: 8, features: 4, outputs: 2))
        #expect((0..<8).map { table.task.features[$0, 0] } == [1, 5, 5, 6, 5, 8, 9, 1])
        #expect(
            Array(table.task.features.row(2)) == [5, 0, 0, 1] && Array(table.task.features.row(3)) == [6, 0, 1, 0])
        #expect(table.columns.map(\.role) == [.ignored, .number, .category, .target])
        #expect(table.columns.map(\.filled) == [0, 2, 1, 0] && table.columns.map(\.features) == [0, 1, 3, 0])
        #expect(table.columns[2].values == ["x", "z", "(missing)"] && table.classes == ["no", "yes"])
    }

    /// A column without any value is learnt from as zeros, and further tables have it too.
    @Test func aColumnMissingThroughoutIsZeros() throws {
        let table = try Self.table("a,x,b\n" + (0..<24).map { ",\($0 % 5),\($0 % 2)\n" }.joined())
        let task = table.task
        #expect(task.shape == TaskShape(rows: 24, features: 2, outputs: 2))
        #expect(table.columns[0].filled == 24 && task.features.missing == (0..<24).map { $0 * 2 })
        for split in task.splits {
            let features = task.features(for: split, variant: .paper)
            #expect((0..<24).allSatisfy { features[$0, 0] == 0 })
        }
        let warnings = DataAudit.warnings(of: table)
        #expect(
            warnings.contains(
                "column “a” has no value and is learnt from as zeros; leave it out with --ignore a"), "\(warnings)")
        #expect(!warnings.contains { $0.contains("one value") })
        let coding = try #require(task.coding)
        let rows = try coding.rows(of: TableFile(NamedBytes(name: "n.csv", bytes: Array("a,x\n,3\n".utf8))))
        #expect(rows.features.columns == 2 && rows.features.missing == [0])
    }

    /// A column of one number with a gap, and a number that only a test row lacks: zeros after scaling, and the same columns.
    @Test func gapsAreZeroAfterScaling() throws {
        func task(without gap: Int?) throws -> LearningTask {
            let rows = (0..<24).map { "\($0 == 3 ? "" : "5"),\($0 == gap ? "" : "\($0)"),\($0 % 2 == 0 ? "a" : "b")\n" }
            return try Self.read("constant,x,y\n" + rows.joined())
        }
        let whole = try task(without: nil)
        let gap = whole.splits[0].test[0]
        let gapped = try task(without: gap)
        #expect(gapped.splits[0] == whole.splits[0])
        let features = gapped.features(for: gapped.splits[0], variant: .paper)
        let complete = whole.features(for: whole.splits[0], variant: .paper)
        #expect(features.columns == 2 && complete.columns == 2)
        for row in 0..<24 {
            #expect(features[row, 0] == 0 && complete[row, 0] == 0)
            #expect(features[row, 1] == (row == gap ? 0 : complete[row, 1]))
        }
    }

    @Test func missingCellsAreDroppedOrRefused() throws {
        let dropped = try Self.table(Self.gaps.replacing("8;1;x;yes", with: "8;1;x;")) {
            $0.format.separator = UInt8(ascii: ";")
            $0.missing = .drop
            $0.ignored = ["id"]
        }
        #expect(dropped.droppedRows == 4 && dropped.task.shape.rows == 4)
        #expect((0..<4).map { dropped.task.features[$0, 0] } == [1, 6, 8, 9])
        #expect(throws: DatasetError.malformed(file: "t.csv", line: 3, problem: "column “a” is missing; fill the cell"))
        {
            try Self.table(Self.gaps) {
                $0.format.separator = UInt8(ascii: ";")
                $0.missing = .refuse
            }
        }
    }

    @Test func numbersCanBeCategories() throws {
        let table = try Self.table(Self.table) {
            $0.categories = ["x"]
            $0.ignored = ["colour"]
        }
        #expect(table.task.shape.features == 12 && table.columns[0].role == .category)
        #expect(throws: DatasetError.self) { try Self.table(Self.table) { $0.categories = ["nix"] } }
        #expect(throws: DatasetError.self) { try Self.table(Self.table) { $0.ignored = ["the \"class\""] } }
        #expect(throws: DatasetError.malformed(file: "t.csv", line: 1, problem: "no column is left to learn from")) {
            try Self.table(Self.table) { $0.ignored = ["x", "colour"] }
        }
    }

    @Test func splitsAreSeeded() throws {
        func splits(_ seed: UInt64, test: Double = 0.25) throws -> [Split] {
            try Self.table(Self.table) {
                $0.plan.seed = seed
                $0.plan.count = 3
                $0.plan.test = .share(test)
                $0.plan.validation = .share(0.2)
            }.task.splits
        }
        #expect(try splits(1) == splits(1) && splits(1) != splits(2))
        #expect(try splits(1).count == 3 && splits(1).allSatisfy { $0.test.count == 3 && $0.validation.count == 2 })
        #expect(try splits(1, test: 0.5).allSatisfy { $0.test.count == 6 })
    }

    @Test func tasksAreNotReplacedByChance() throws {
        try DataLibraryTests.withLibrary { library, _, folder in
            let path = folder + "/mine.csv"
            try Data(Self.table.utf8).write(to: URL(fileURLWithPath: path))
            _ = try library.add(table: path)
            let again = try DataLibrary(manifest: library.manifest, folder: library.folder)
            let name = try again.catalog.task(named: "user/mine")
            #expect(throws: LibraryError.taken(name)) { try again.add(table: path) }
            try Data(Self.gaps.replacing(";", with: ",").utf8).write(to: URL(fileURLWithPath: path))
            _ = try again.add(table: path, replacing: true)
            let last = try DataLibrary(manifest: library.manifest, folder: library.folder)
            #expect(try last.load(name).shape.rows == 8)
            let file = try TaskFile(try FileReader.read(library.folder.folder(of: name) + "/task"), name: name)
            #expect(
                file.task.coding.featureNames.contains("c=(missing)")
                    && file.task.coding.targets[0].words == ["no", "yes"])
            #expect(file.origin["files"] != nil)
        }
    }

    /// A link in the place of the task's folder, or of its file, leads nothing out of the data folder.
    @Test func linksLeadNothingOutOfTheDataFolder() throws {
        try DataLibraryTests.withLibrary { library, _, folder in
            let path = folder + "/mine.csv"
            try Data(Self.table.utf8).write(to: URL(fileURLWithPath: path))
            _ = try library.add(table: path)
            let again = try DataLibrary(manifest: library.manifest, folder: library.folder)
            let name = try again.catalog.task(named: "user/mine")
            let target = library.folder.folder(of: name)
            let victim = folder + "/victim"
            try Data("precious\n".utf8).write(to: URL(fileURLWithPath: victim))
            unlink(target + "/task")
            try FileManager.default.createSymbolicLink(atPath: target + "/task", withDestinationPath: victim)
            _ = try again.add(table: path, replacing: true)
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious\n")

            let elsewhere = folder + "/elsewhere"
            try FileManager.default.moveItem(atPath: target, toPath: elsewhere)
            try FileManager.default.createSymbolicLink(atPath: target, withDestinationPath: elsewhere)
            let before = try FileManager.default.contentsOfDirectory(atPath: elsewhere).sorted()
            let error = #expect(throws: LibraryError.self) { try again.add(table: path, replacing: true) }
            #expect(error.map { "\($0)".contains("out of the data folder") } == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).sorted() == before)
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
            var options = TableOptions()
            options.plan.seed = 5
            let added = try library.add(table: path, name: "mine", options: options).task
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
                var options = TableOptions()
                options.missing = TableOptions.Missing.allCases[round % 3]
                options.format.separator = round % 5 == 0 ? UInt8(ascii: ".") : UInt8(ascii: ",")
                let task = try TableReader.read(
                    NamedBytes(name: "t", bytes: changed), name: Self.name, options: options
                ).task
                let isFinite = task.features.values.allSatisfy { $0.isFinite }
                #expect(isFinite)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 4000)
    }
}
