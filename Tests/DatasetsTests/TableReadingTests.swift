import Formats
import Foundation
import Testing

@testable import Datasets

/// Tables as people have them: what is read is what was meant, or an error says what to do.
@Suite struct TableReadingTests {
    private static func read(
        _ text: String, _ change: (inout TableOptions) -> Void = { _ in }
    ) throws -> UserTable { try UserTaskTests.table(text, change) }

    /// Rows of a number, a word and a class, each text in turn.
    private static func rows(_ x: [String], count: Int = 12) -> String {
        "x,y\n"
            + (0..<count).map { "\(x.indices.contains($0) ? x[$0] : "\($0 * $0).5"),\($0 % 2 == 0 ? "a" : "b")\n" }
            .joined()
    }

    private static func message(_ text: String, _ change: (inout TableOptions) -> Void = { _ in }) -> String {
        do {
            _ = try read(text, change)
            return ""
        } catch {
            return "\(error)"
        }
    }

    // MARK: Images

    /// The sizes of images are kept with the task, and are a part of what it is.
    @Test func imagesHaveSizes() throws {
        let text = "a,b,c,d,y\n" + (0..<12).map { "\($0),\(2 * $0),\($0 % 5),\($0 * $0),\($0 % 2)\n" }.joined()
        let plain = try Self.read(text).task
        let square = try Self.read(text) { $0.image = ImageShape("2x2x1") }.task
        let row = try Self.read(text) { $0.image = ImageShape("1x4x1") }.task
        #expect(plain.image == nil && square.image?.description == "2x2x1" && row.image?.width == 4)
        #expect(Set([plain, square, row].map(\.contentDigest)).count == 3)
        #expect(square.features == plain.features)
        let coding = try #require(square.coding)
        #expect(TableCoding(json: coding.json)?.image == square.image)
        #expect(
            Self.message(text) { $0.image = ImageShape("2x2x3") }.contains("12 numbers, but the table gives 4 features")
        )
        #expect(ImageShape("28x28") == nil && ImageShape("0x1x1") == nil && ImageShape("ax1x1") == nil)
        #expect(ImageShape(features: 3072)?.description == "32x32x3" && ImageShape(features: 7) == nil)
    }

    // MARK: Names

    @Test(arguments: ["labels", "folds", "validation_folds", "task", "shape", "origin"])
    func noNameMeetsAnotherFile(_ name: String) throws {
        try DataLibraryTests.withLibrary { library, _, folder in
            let path = "\(folder)/\(name).csv"
            try Data(UserTaskTests.table.utf8).write(to: URL(fileURLWithPath: path))
            let added = try library.add(table: path).task
            let again = try DataLibrary(manifest: library.manifest, folder: library.folder)
            let loaded = try again.load(try again.catalog.task(named: "user/\(name)"))
            #expect(
                loaded.features == added.features && loaded.targets == added.targets && loaded.splits == added.splits)
            #expect(loaded.coding == added.coding && loaded.contentDigest == added.contentDigest)
            #expect(FilePaths.names(in: library.folder.path + "/user/\(name)") == ["task"])
        }
    }

    /// A disk that takes nothing leaves the old task as it was.
    @Test func aFailedReplacementLeavesTheOldTask() throws {
        try DataLibraryTests.withLibrary { library, _, folder in
            let path = folder + "/mine.csv"
            try Data(UserTaskTests.table.utf8).write(to: URL(fileURLWithPath: path))
            let old = try library.add(table: path).task
            let again = try DataLibrary(manifest: library.manifest, folder: library.folder)
            let task = library.folder.path + "/user/mine"
            try Data(UserTaskTests.gaps.replacing(";", with: ",").utf8).write(to: URL(fileURLWithPath: path))
            // A folder stands where the new file would be written.
            try FileManager.default.createDirectory(
                atPath: "\(task)/task.\(getpid()).new/x", withIntermediateDirectories: true)
            #expect(throws: LibraryError.self) { try again.add(table: path, replacing: true) }
            #expect(try again.load(try again.catalog.task(named: "mine")).contentDigest == old.contentDigest)
        }
    }

    /// Of many that add at once each leaves a whole task, the last one's.
    @Test func addingAtOnceLeavesOneWholeTask() throws {
        try DataLibraryTests.withLibrary { library, _, _ in
            let store = UserTaskStore(folder: library.folder)
            let tables = try (0..<4).map { number in try Self.read(Self.rows(["\(number)"], count: 12 + number)) }
            DispatchQueue.concurrentPerform(iterations: 16) { round in
                let file = TaskFile(task: tables[round % 4].coded, origin: .null)
                _ = try? file.write(to: store.path(of: UserTaskTests.name) + ".\(round)", replacing: true)
                _ = try? FilePaths.place(
                    store.path(of: UserTaskTests.name) + ".\(round)", at: store.path(of: UserTaskTests.name))
            }
            let loaded = try #require(try store.load(UserTaskTests.name))
            #expect(tables.contains { $0.task.contentDigest == loaded.contentDigest && $0.splits == loaded.splits })
        }
    }

    // MARK: Titles

    @Test func aFirstRowOfValuesIsNoHeader() throws {
        let text = "5.1,3.5,setosa\n4.9,3.0,setosa\n" + (0..<10).map { "\($0).5,1,virginica\n" }.joined()
        #expect(
            Self.message(text)
                == "t.csv, line 1: “5.1” is a number where the columns' names should be; say --no-header if it is a row of values, --header if it has the columns' names"
        )
        let table = try Self.read(text) { $0.format.header = .absent }
        #expect(table.shape == TaskShape(rows: 12, features: 2, outputs: 2))
        #expect(table.columns.map(\.title) == ["column1", "column2", "column3"])
        #expect(try Self.read(text) { $0.format.header = .present }.shape.rows == 11)
        // Words that the columns have below.
        let words = "red,yes\nblue,no\n" + String(repeating: "red,yes\nblue,no\n", count: 6)
        #expect(Self.message(words).contains("“red” should be a column's name but is a value of it in line 3"))
        #expect(try Self.read(words) { $0.format.header = .absent }.shape.rows == 14)
    }

    // MARK: Cells

    @Test(arguments: [
        (
            "7O",
            "column 1: “7O” is no number, but most cells of column “x” are; mend it, or say --missing-words 7O if it marks a missing cell, or --categorical x if they are kinds"
        ),
        ("-", "“-” is no number, but most cells"),
        ("inf", "“inf” is not finite among numbers; mark it as missing with --missing-words inf"),
        (
            "\"1,234\"",
            "“1,234” is no number, but most cells of column “x” are; write numbers without marks for thousands, or say --decimal comma"
        ),
    ])
    func theOddCellIsAnError(cell: String, message: String) {
        let text = Self.message(Self.rows(["1", "2", cell]))
        #expect(text.hasPrefix("t.csv, line 4: column 1: ") && text.contains(message), "\(text)")
    }

    /// The same holds for a target, whose one odd cell would be a class of its own.
    @Test func theOddCellOfATargetIsAnError() throws {
        func text(_ cells: [String]) -> String {
            "x,y\n"
                + (0..<40).map {
                    "\($0 * $0 % 37).5,\($0 == 17 ? cells[cells.count - 1] : cells[$0 % (cells.count - 1)])\n"
                }
                .joined()
        }
        for cells in [["0", "1", "l"], ["0", "1", "1.0", "0.0", "true"], ["1", "2", "3", "2,5"]] {
            let odd = Self.message(text(cells.dropLast() + ["\"\(cells.last ?? "")\""]))
            #expect(
                odd.hasPrefix(
                    "t.csv, line 19: column 2: “\(cells.last ?? "")” is no number, but most cells of column “y”"),
                "\(odd)")
            #expect(odd.hasSuffix("or --categorical y if they are kinds"), "\(odd)")
        }
        #expect(try Self.read(text(["0", "1", "l"])) { $0.categories = ["y"] }.classes == ["0", "1", "l"])
        // Without it equal numbers are one class, and where few cells are numbers these are words.
        #expect(try Self.read(text(["0", "1", "1.0", "0.0", "0"])).classes == ["0", "1"])
        #expect(try Self.read(text(["a", "b", "1"])).classes == ["1", "a", "b"])
        let dropped = try Self.read(text(["0", "1", "l"])) { ($0.missing, $0.format.missingWords) = (.drop, ["l"]) }
        #expect(dropped.classes == ["0", "1"] && dropped.droppedRows == 1)
        // Labels are counted likewise.
        let labels = "x,a,b\n" + (0..<40).map { "\($0).5,\(["1", "0.0", "1.0", "0"][$0 % 4]),\($0 % 3 % 2)\n" }.joined()
        let two = try Self.read(labels) { $0.targets = ["a", "b"] }
        guard case .labels(let matrix) = two.targets else { throw DatasetError.empty(file: "labels") }
        #expect((0..<8).map { matrix[$0, 0] } == [1, 0, 1, 0, 1, 0, 1, 0])
    }

    @Test func optionsSettleTheOddCell() throws {
        let table = try Self.read(Self.rows(["1", "-"])) { $0.format.missingWords = ["-"] }
        #expect(table.columns[0].filled == 1 && table.shape.features == 1)
        #expect(try Self.read(Self.rows(["1", "7O"])) { $0.categories = ["x"] }.shape.features == 12)
        #expect(try Self.read(Self.rows(["N/A", "None", "NULL", "#N/A", "nan"])).columns[0].filled == 5)
        // Sodium among metals.
        let metals = "m,y\n" + (0..<12).map { "\(["Na", "K"][$0 % 2]),\($0 % 3 == 0 ? "a" : "b")\n" }.joined()
        #expect(try Self.read(metals).columns[0].values == ["K", "(missing)"])
        #expect(try Self.read(metals) { $0.format.keptWords = ["NA"] }.columns[0].values == ["K", "Na"])
    }

    @Test func decimalCommas() throws {
        let text = Self.rows([]).replacing(",", with: ";").replacing(".", with: ",")
        #expect(Self.message(text) { $0.format.separator = UInt8(ascii: ";") }.contains("--decimal comma"))
        let table = try Self.read(text) {
            $0.format.separator = UInt8(ascii: ";")
            $0.format.decimal = UInt8(ascii: ",")
        }
        #expect(table.task.features.values == (0..<12).map { Float($0 * $0) + 0.5 })
    }

    @Test func encodings() throws {
        let text = "x,y\n" + (0..<12).map { "\(["café", "cafè", "cafà"][$0 % 3]),\($0 % 2)\n" }.joined()
        let latin = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        func table(_ bytes: [UInt8], _ encoding: TextEncoding = .unicode) throws -> UserTable {
            var options = TableOptions()
            options.format.encoding = encoding
            return try TableReader.read(
                NamedBytes(name: "t.csv", bytes: bytes), name: UserTaskTests.name, options: options)
        }
        #expect(
            throws: DatasetError.malformed(
                file: "t.csv", line: 2, problem: "the text is not UTF-8; say what it is, as --encoding latin1")
        ) { try table(latin) }
        #expect(try table(latin, .latin1).columns[0].values == ["cafà", "cafè", "café"])
        let wide: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        #expect(try table(wide).shape == TaskShape(rows: 12, features: 3, outputs: 2))
        #expect(throws: DatasetError.self) { try table(Array(wide[2...])) }
        #expect(
            try Self.read("a,b,c\n" + String(repeating: "1, \"u, v\", \"a\"\n2, \"w\", \"b\"\n", count: 6)).columns[1]
                .values
                == ["u, v", "w"])
    }

    // MARK: Numbers

    /// What differs in double precision differs after standardising, and as much as it should.
    @Test(arguments: [
        (0..<12).map { "\(16_777_216 + $0)" }, (0..<12).map { "\(1_790_000_000 + 3600 * $0)" },
        (0..<12).map { "\($0 + 1)e-50" }, (0..<12).map { "\(1e15 + Double($0) / 4)" },
    ])
    func numbersAreStandardisedInDouble(cells: [String]) throws {
        let task = try Self.read(Self.rows(cells)).task
        // From the first one on, so that the sums here are exact.
        let numbers = cells.map { (Double($0) ?? 0) - (Double(cells[0]) ?? 0) }
        for split in task.splits {
            let known = split.training.map { numbers[$0] }
            let mean = known.reduce(0, +) / Double(known.count)
            let deviation = (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count - 1)).squareRoot()
            let features = task.features(for: split, variant: .paper)
            for row in numbers.indices {
                #expect(abs(Double(features[row, 0]) - (numbers[row] - mean) / deviation) < 2e-6)
            }
        }
    }

    /// Numbers that single precision tells apart stay as they were, and the content keeps its digest.
    @Test func plainNumbersKeepTheirDigest() throws {
        let task = try UserTaskTests.read(UserTaskTests.table)
        let same = try LearningTask(
            name: task.name, features: task.features, targets: task.targets, splits: task.splits, scale: .raw)
        #expect(same.contentDigest == task.contentDigest)
        let cells = ["0.1", "98.6", "1e-3", "-7.25", "3.4028234e38", "1E2"]
        let values = try Self.read(Self.rows(cells)).task.features.values
        #expect(Array(values.prefix(4)) == [0.1, 98.6, 1e-3, -7.25])
    }

    /// A missing number is at the mean of the training rows, whatever the test rows hold.
    @Test func missingCellsAreFilledFromTrainingRows() throws {
        let text = "x,y\n" + (0..<40).map { "\($0 % 5 == 0 ? "" : "\($0 * $0)"),\($0 % 2)\n" }.joined()
        let task = try Self.read(text).task
        #expect(task.features.missing == stride(from: 0, to: 40, by: 5).map { $0 })
        for split in task.splits {
            let training = split.training.map { row in row % 5 == 0 ? nil : Double(row * row) }
            let known = training.compactMap { $0 }
            let mean = known.reduce(0, +) / Double(known.count)
            let filled = training.map { $0 ?? mean }
            let deviation = (filled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(filled.count - 1))
                .squareRoot()
            let features = task.features(for: split, variant: .paper)
            for row in 0..<40 {
                let value = row % 5 == 0 ? 0 : (Double(row * row) - mean) / deviation
                #expect(abs(Double(features[row, 0]) - value) < 1e-6)
            }
        }
        #expect(task.contentDigest != (try Self.read(text.replacing("\n,", with: "\n0,"))).task.contentDigest)
    }

    // MARK: Targets

    @Test func numbersAsTargets() throws {
        func text(_ targets: [String]) -> String {
            "x,y\n" + targets.enumerated().map { "\($0 * $0 % 7).5,\($1)\n" }.joined()
        }
        let measured = text((0..<300).map { "\($0 % 214).25" })
        #expect(
            Self.message(measured).contains(
                "has 214 different numbers in 300 rows, so it is no class but a measurement"))
        #expect(Self.message(measured).contains("--target-kind number"))
        #expect(try Self.read(measured) { $0.categories = ["y"] }.shape.outputs == 214)
        let number = try Self.read(measured) { $0.targetKind = .number }
        #expect(number.shape == TaskShape(rows: 300, features: 1, outputs: 1) && number.classes.isEmpty)
        #expect(number.task.targets == .numbers((0..<300).map { Double($0 % 214) + 0.25 }))
        #expect(number.task.coding?.targets == [TableCoding.Target(title: "y", words: [])])
        // Digits beyond single precision are kept, and are other content.
        let fine = measured.replacing("7.25", with: "7.2500000001")
        let finer = try Self.read(fine) { $0.targetKind = .number }
        #expect(finer.task.contentDigest != number.task.contentDigest && finer.splits == number.splits)
        let many = try Self.read(text((0..<300).map { "\($0 % 25)" }))
        #expect(many.shape.outputs == 25 && many.warnings.count == 1 && many.warnings[0].contains("--categorical y"))
        let spelled = text((0..<30).map { ["0", "0.0", "1.0"][$0 % 3] })
        let merged = try Self.read(spelled)
        #expect(merged.shape.outputs == 2 && merged.warnings[0].contains("are one class"))
        guard case .classes(let classes, _) = merged.task.targets else { return }
        #expect(classes == (0..<30).map { $0 % 3 == 2 ? 1 : 0 })
        #expect(try Self.read(spelled) { $0.categories = ["y"] }.shape.outputs == 3)
        #expect(try Self.read(text((0..<30).map { "\($0 % 3)" })).warnings.isEmpty)
    }

    @Test func rowNumbersAreNoFeatures() throws {
        func text(_ title: String) -> String {
            "\(title),x,y\n" + (0..<30).map { "\($0),\($0 % 7),\($0 / 15)\n" }.joined()
        }
        #expect(
            Self.message(text("")).contains("column 1 has no name and counts the rows; leave it out with --ignore '#1'")
        )
        #expect(Self.message(text("Unnamed: 0")).contains("leave it out with --ignore"))
        #expect(try Self.read(text("")) { $0.ignored = ["#1"] }.shape.features == 1)
        let warned = try Self.read(text("id"))
        #expect(warned.warnings.contains { $0.contains("column “id” counts the rows") && $0.contains("--ignore id") })
    }

    @Test func severalLabelsAndOrders() throws {
        let text =
            "size,a,b\n"
            + (0..<24).map {
                "\(["small", "large", "medium"][$0 % 3]),\($0 % 2 == 0 ? "yes" : "no"),\($0 % 4 == 0 ? "" : "\($0 % 3 / 2)")\n"
            }
            .joined()
        let table = try Self.read(text) {
            $0.targets = ["a", "b"]
            $0.ordinals = ["size": ["small", "medium", "large"]]
        }
        #expect(table.shape == TaskShape(rows: 24, features: 1, outputs: 2))
        #expect(table.task.features.values.prefix(3) == [0, 2, 1])
        guard case .labels(let labels) = table.task.targets else { return }
        #expect((0..<4).map { labels[$0, 0] } == [1, 0, 1, 0] && (0..<4).map { labels[$0, 1] } == [-1, 0, 1, 0])
        #expect(Self.message(text) { $0.targets = ["a", "size"] }.contains("more than two values"))
        #expect(
            Self.message(text) {
                $0.targets = ["a"]
                $0.ordinals = ["size": ["small", "large"]]
            }.contains("line 4: column 1: “medium” is none of the steps"))
    }

    // MARK: Further tables

    /// A further table is coded as the first was: by name, with the same words, and missing numbers at the mean.
    @Test func furtherRowsAreCodedAlike() throws {
        let first = try Self.read(UserTaskTests.gaps) {
            $0.format.separator = UInt8(ascii: ";")
            $0.ignored = ["id"]
        }.task
        let coding = try #require(first.coding)
        #expect(TableCoding(json: coding.json) == coding)
        func rows(_ text: String, _ header: CellFormat.Header? = nil) throws -> CodedRows {
            try coding.rows(of: TableFile(NamedBytes(name: "n.txt", bytes: Array(text.utf8))), header: header)
        }
        // Turned round, with more columns, a missing number and a missing word.
        let further = try rows("y;c;more;a\nno;x;7;1\nyes;NA;7;?\n")
        #expect(Array(further.features.row(0)) == Array(first.features.row(0)) && further.features.missing == [4])
        #expect(Array(further.features.row(1).dropFirst()) == [0, 0, 1] && further.passedOver == ["y", "more"])
        #expect(try rows("1;x\n?;z\n", .absent).features.missing == [4])
        func message(_ text: String) -> String {
            do {
                _ = try rows(text)
                return ""
            } catch { return "\(error)" }
        }
        #expect(message("a;k\n1;x\n").contains("there is no column “c”"))
        // A word that the table did not have is missing where it had missing ones.
        let odd = try rows("a;c\n1;q\n2;x\n3;r\n")
        #expect(odd.unseen == [UnseenWords(column: "c", cells: 2, example: "q", areMissing: true)])
        #expect((0..<3).map { Array(odd.features.row($0).dropFirst()) } == [[0, 0, 1], [1, 0, 0], [0, 0, 1]])
        #expect(further.unseen.isEmpty)
        #expect(message("a;c\n1O;x\n").contains("line 2: column “a”: “1O” is no number"))
        #expect(message("1;x\n2;z\n").contains("--no-header"))
    }

    /// Where the table had no missing word, what is unknown is none of its words; an order takes it as missing.
    @Test func unknownWordsAreNoneOfTheKnown() throws {
        let text =
            "size,c,y\n" + (0..<24).map { "\(["s", "m", "l"][$0 % 3]),\(["a", "b"][$0 % 2]),\($0 % 2)\n" }.joined()
        let task = try Self.read(text) { $0.ordinals = ["size": ["s", "m", "l"]] }.task
        let coding = try #require(task.coding)
        let rows = try coding.rows(
            of: TableFile(NamedBytes(name: "n.csv", bytes: Array("size,c\nxl,a\nm,\nl,z\n".utf8))))
        #expect(
            rows.unseen == [
                UnseenWords(column: "size", cells: 1, example: "xl", areMissing: true),
                UnseenWords(column: "c", cells: 2, example: "z", areMissing: false),
            ])
        #expect(rows.features.missing == [0])
        #expect((0..<3).map { Array(rows.features.row($0).dropFirst()) } == [[1, 0], [0, 0], [0, 0]])
    }

    /// Many kinds take little memory until a network learns from them.
    @Test func manyKinds() throws {
        var text = "c0,c1,c2,y\n"
        for row in 0..<3000 { text += "w\(row % 80),v\(row * 7 % 80),u\(row * 13 % 80),\(row % 2)\n" }
        let table = try Self.read(text)
        #expect(table.shape == TaskShape(rows: 3000, features: 240, outputs: 2))
        let task = table.task
        let again = try LearningTask(
            name: task.name, features: task.features, targets: task.targets, splits: task.splits, scale: .raw)
        #expect(again.contentDigest == task.contentDigest)
        #expect((0..<3000).allSatisfy { task.features.row($0).reduce(0, +) == 3 })
    }
}
