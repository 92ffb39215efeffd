import CArchive
import Foundation
import Testing

@testable import Datasets

/// The forms that tables come in.
@Suite struct TableFormsTests {
    private static let name = UserTaskTests.name

    private static func packed(_ bytes: [UInt8], _ filter: (OpaquePointer?) -> Int32) throws -> [UInt8] {
        try TestFolders.withTemporary { folder in
            let writer = archive_write_new()
            archive_write_set_format_raw(writer)
            #expect(filter(writer) == ARCHIVE_OK)
            archive_write_open_filename(writer, folder + "/x")
            let entry = archive_entry_new()
            archive_entry_set_pathname(entry, "x")
            archive_entry_set_filetype(entry, 0o100000)
            archive_entry_set_size(entry, Int64(bytes.count))
            archive_write_header(writer, entry)
            archive_write_data(writer, bytes, bytes.count)
            archive_entry_free(entry)
            archive_write_close(writer)
            archive_write_free(writer)
            return try FileReader.read(folder + "/x").bytes
        }
    }

    @Test func packedTables() throws {
        let plain = Array(UserTaskTests.table.utf8)
        let expected = try UserTaskTests.read(UserTaskTests.table).contentDigest
        let filters: [(String, (OpaquePointer?) -> Int32)] = [
            ("gz", { archive_write_add_filter_gzip($0) }), ("bz2", { archive_write_add_filter_bzip2($0) }),
            ("xz", { archive_write_add_filter_xz($0) }), ("zst", { archive_write_add_filter_zstd($0) }),
        ]
        for (ending, filter) in filters {
            let file = NamedBytes(name: "my.csv.\(ending)", bytes: try Self.packed(plain, filter))
            #expect(file.bytes != plain)
            let table = try TableReader.read([TableFile(file)], name: Self.name)
            #expect(table.task.contentDigest == expected, "\(ending)")
            let cut = NamedBytes(name: "my.csv", bytes: Array(file.bytes.dropLast(file.bytes.count / 2)))
            #expect(throws: DatasetError.self) { try TableReader.read([TableFile(cut)], name: Self.name) }
        }
        #expect(TableFile.baseName("a/my.data.csv.gz") == "my.data" && TableFile.baseName("x") == "x")
    }

    @Test func whatIsNotReadSaysHowToConvertIt() {
        for (start, name, hint) in [
            ("PAR1xxxx", "t.parquet", "read_parquet('t.parquet').to_csv"),
            ("PK\u{3}\u{4}xx", "t.xlsx", "read_excel('t.xlsx')"),
            ("PK\u{3}\u{4}xx", "t.zip", "unpack it"),
        ] {
            do {
                _ = try TableFile(NamedBytes(name: name, bytes: Array(start.utf8)))
                Issue.record("taken")
            } catch { #expect("\(error)".contains(hint)) }
        }
    }

    @Test func arff() throws {
        var text =
            "% a comment\n@RELATION 'a b'\n\n@attribute 'the size' numeric % note\n@ATTRIBUTE kind {'x y',\"it's\",z}\n"
        text += "@attribute code {1,2}\n@attribute y { no , yes }\n@data\n% none\n"
        for row in 0..<12 {
            text +=
                "\(row % 4 == 0 ? "?" : "\(row).5"), \(["'x y'", "'it\\'s'", "z"][row % 3]) ,\(row % 2 + 1),\(row % 2 == 0 ? "no" : "yes")\r\n"
        }
        text += "{0 3, 2 2, 3 yes}\n"
        let table = try TableReader.read(
            [TableFile(NamedBytes(name: "t.arff", bytes: Array(text.utf8)))], name: Self.name)
        #expect(table.shape == TaskShape(rows: 13, features: 6, outputs: 2) && table.classes == ["no", "yes"])
        #expect(table.columns.map(\.values) == [[], ["it's", "x y", "z"], ["1", "2"], ["no", "yes"]])
        #expect(table.columns[0].filled == 3 && table.task.features[12, 0] == 3 && table.task.features[12, 2] == 1)
        for (bad, hint) in [
            ("@data\n", "@attribute"),
            ("@relation x\n@attribute a numeric\n@attribute b {x}\n@data\n1,y\n", "none of the declared"),
            ("@attribute a relational\n", "is no type"),
            ("@attribute a numeric\n@attribute b {x}\n@data\n1\n", "1 cells"),
            ("@attribute a numeric\n@attribute b {x,y}\n@data\n1,x\ntwo,y\n", "line 5: column 1: “two” is no number"),
        ] {
            do {
                _ = try TableReader.read(
                    [TableFile(NamedBytes(name: "t.arff", bytes: Array(bad.utf8)))], name: Self.name)
                Issue.record("taken: \(bad)")
            } catch { #expect("\(error)".contains(hint), "\(error)") }
        }
    }

    @Test func libsvm() throws {
        var text = "# made\n"
        for row in 0..<12 { text += "\(row % 2 == 0 ? "+1" : "-1") 1:\(row).5 3:\(row % 3) # end\n" }
        let table = try TableReader.read(
            [TableFile(NamedBytes(name: "t.svm", bytes: Array(text.utf8)))], name: Self.name)
        #expect(table.shape == TaskShape(rows: 12, features: 3, outputs: 2) && table.classes == ["-1", "+1"])
        #expect(Array(table.task.features.row(4)) == [4.5, 0, 1])
        for bad in ["+1 1:x\n", "+1 3:1 2:1\n", "1,2 1:1\n", "+1 99999999:1\n", ""] {
            #expect(throws: DatasetError.self) {
                try TableReader.read([TableFile(NamedBytes(name: "t.svm", bytes: Array(bad.utf8)))], name: Self.name)
            }
        }
    }

    /// Features that no row of a file names are 0, and all files count from the same one.
    @Test func libsvmFilesOfDifferentWidths() throws {
        func file(_ features: (Int) -> String, rows: Range<Int>, _ part: SplitPart) throws -> TableFile {
            let text = rows.map { "\($0 % 2) \(features($0))\n" }.joined()
            return try TableFile(NamedBytes(name: "\(part).svm", bytes: Array(text.utf8)), part: part)
        }
        let training = try file({ "1:\($0).5 6:2" }, rows: 0..<12, .training)
        let table = try TableReader.read(
            [training, file({ "0:3 2:\($0).25" }, rows: 12..<16, .test)], name: Self.name)
        #expect(table.shape == TaskShape(rows: 16, features: 7, outputs: 2))
        #expect(Array(table.task.features.row(3)) == [0, 3.5, 0, 0, 0, 0, 2])
        #expect(Array(table.task.features.row(13)) == [3, 0, 13.25, 0, 0, 0, 0])
        // Further rows may name fewer features than the task has, or others.
        let further = try file({ "2:\($0) 9:1" }, rows: 1..<3, .test)
        let rows = try #require(table.task.coding).rows(of: further)
        #expect(rows.features.values == [0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0])
        #expect(rows.passedOver == ["class", "feature7", "feature8", "feature9"])
    }

    /// Declared values are values, whatever they look like; ? and the words that the user names are missing.
    @Test func declaredValuesAreValues() throws {
        func table(_ rows: String, _ change: (inout TableOptions) -> Void = { _ in }) throws -> UserTable {
            var options = TableOptions()
            change(&options)
            let text = "@attribute a numeric\n@attribute b {NA,K,None}\n@attribute y {NA,Cl}\n@data\n" + rows
            return try TableReader.read(
                [TableFile(NamedBytes(name: "t.arff", bytes: Array(text.utf8)))], name: Self.name, options: options)
        }
        let rows = (0..<12).map { "\($0).5,\(["NA", "K", "None", "?"][$0 % 4]),\(["NA", "Cl"][$0 / 2 % 2])\n" }.joined()
        let read = try table(rows)
        #expect(read.classes == ["Cl", "NA"] && read.columns[1].values == ["K", "NA", "None", "(missing)"])
        #expect(read.columns[1].filled == 3)
        let further = NamedBytes(name: "f.csv", bytes: Array("a,b\n1,NA\n2,K\n".utf8))
        let coded = try #require(read.task.coding).rows(of: TableFile(further))
        #expect(coded.features.values == [1, 0, 1, 0, 0, 2, 1, 0, 0, 0] && coded.unseen.isEmpty)
        #expect(throws: DatasetError.self) { try table(rows + "1,K,?\n") }
        #expect(throws: DatasetError.self) { try table(rows) { $0.format.missingWords = ["NA"] } }
    }

    @Test func aFolderInTheLayoutOfDataPy() throws {
        try DataLibraryTests.withLibrary { library, _, folder in
            let source = folder + "/own"
            try FilePaths.makeFolder(source)
            for file in TinySuite.files("one") {
                let last = file.path.split(separator: "/").last.map(String.init) ?? ""
                try Data(file.bytes).write(to: URL(fileURLWithPath: "\(source)/\(last)"))
            }
            let added = try library.add(table: source + "/").task
            let name = try #require(TaskName("uci/one"))
            let original = try DataPyLoader.load(name, folder: source)
            #expect(added.name.description == "user/own" && added.contentDigest == original.contentDigest)
            #expect(added.splits == original.splits && added.scale == .raw)
            #expect(throws: LibraryError.self) { try library.add(table: folder) }
            var options = TableOptions()
            options.plan.group = "column1"
            #expect(throws: LibraryError.self) { try library.add(table: source, name: "other", options: options) }
        }
    }

    @Test func generatedDamageNeverTraps() {
        var generator = SeededGenerator(seed: 4)
        let texts = [
            "@relation r\n@attribute a numeric\n@attribute b {x,'y z'}\n@data\n1,x\n2,'y z'\n{1 x}\n",
            "+1 1:2 3:4\n-1 2:1\n",
        ]
        for round in 0..<3000 {
            let bytes = generator.mutate(Array(texts[round % 2].utf8), alphabet: Array("{}',@:\"\\ 1x\n".utf8))
            let form: TableFile.Form = round % 2 == 0 ? .arff : .libsvm
            if let file = try? TableFile(NamedBytes(name: "t", bytes: bytes), form: form) {
                _ = try? TableReader.read([file], name: Self.name)
            }
        }
    }
}
