import Foundation
import Testing

@testable import Datasets

@Suite("Manifest")
struct ManifestTests {
    static let text = """
        # comment
        archive one   # trailing comment
            format   zip
            url      http://host.example/a/one.zip
            url      https://other.example/one.zip
            bytes    12345
            checksum md5:900150983cd24fb0d6963f7d28e17f72
            licence  CC BY 4.0
            citation Somebody: Something, 2016

        task uci/small
            layout   data_py
            rows     10
            features 2
            classes  3
            split    4-fold
            # a comment does not end a block
            from     one
            member   data/small/small_py.dat 20 sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
            member   data/small/labels_py.dat -

        """

    static func parse(_ text: String) throws(ManifestError) -> Manifest {
        try Manifest(NamedBytes(name: "m", bytes: Array(text.utf8)))
    }

    @Test(arguments: ["\n", "\r\n"])
    func parses(lineEnd: String) throws {
        let manifest = try Self.parse(Self.text.replacingOccurrences(of: "\n", with: lineEnd))
        let archive = try #require(manifest.archive("one"))
        #expect(archive.urls == ["http://host.example/a/one.zip", "https://other.example/one.zip"])
        #expect(archive.byteCount == 12345)
        #expect(archive.fileName == "one.zip")
        #expect(archive.checksums.map(\.description) == ["md5:900150983cd24fb0d6963f7d28e17f72"])
        #expect(archive.licence == "CC BY 4.0")
        let task = try #require(manifest.tasks.first)
        #expect(task.name.description == "uci/small")
        #expect(task.shape == TaskShape(rows: 10, features: 2, outputs: 3))
        #expect(task.members.map(\.fileName) == ["small_py.dat", "labels_py.dat"])
        #expect(task.members.map(\.byteCount) == [20, nil])
        #expect(manifest.task(task.name) == task)
    }

    @Test(arguments: [
        (
            "format   zip", "format   rar",
            "m, line 3, field format: “rar” is not one of zip, tar.gz, file; mend that line"
        ),
        ("    format   zip\n", "", "m, line 2: archive one has no field format; add one"),
        (
            "http://host.example/a/one.zip", "ftp://host/one.zip",
            "m, line 4, field url: “ftp://host/one.zip” is not an http or https address with a path; mend that line"
        ),
        (
            "http://host.example/a/one.zip", "http://host/../x",
            "m, line 4, field url: “http://host/../x” is not an http or https address with a path; mend that line"
        ),
        ("bytes    12345", "bytes    -5", "m, line 6, field bytes: “-5” is not a whole number from 1; mend that line"),
        (
            "bytes    12345", "bytes    99999999999999999999",
            "m, line 6, field bytes: “99999999999999999999” is not a whole number from 1; mend that line"
        ),
        ("bytes    12345", "bytes    1\n    bytes 2", "m, line 7, field bytes: “2” is there twice; remove one"),
        (
            "md5:9001", "md5:00",
            "m, line 7, field checksum: “md5:0050983cd24fb0d6963f7d28e17f72” is not a checksum, as sha256: and 64 hexadecimal digits; mend that line"
        ),
        (
            "licence", "license",
            "m, line 8: unknown field “license”; here may stand format, url, bytes, checksum, licence, citation"
        ),
        ("task uci/small", "tusk uci/small", "m, line 11: unknown field “tusk”; here may stand archive, task"),
        (
            "task uci/small", "task uci/../small",
            "m, line 11, field task: “uci/../small” is not a task's name, as uci/abalone; mend that line"
        ),
        ("rows     10", "rows     ten", "m, line 13, field rows: “ten” is not a whole number from 1; mend that line"),
        (
            "classes  3", "klasses  3",
            "m, line 15: unknown field “klasses”; here may stand layout, rows, features, classes, labels, split, from, member, also"
        ),
        (
            "split    4-fold", "split    5-fold",
            "m, line 16, field split: “5-fold” is not one of 4-fold, 10-fold, fixed; mend that line"
        ),
        (
            "from     one", "from     two",
            "m, line 18, field from: “two” is not an archive of this manifest; mend that line"
        ),
        ("    from     one\n", "", "m, line 11: task uci/small has no field from; add one"),
        (
            "data/small/labels_py.dat", "data/../../labels_py.dat",
            "m, line 20, field member: “data/../../labels_py.dat -” is not a relative path without . and ..; mend that line"
        ),
        (
            "data/small/labels_py.dat", "/data/labels_py.dat",
            "m, line 20, field member: “/data/labels_py.dat -” is not a relative path without . and ..; mend that line"
        ),
        (
            "data/small/labels_py.dat", "other/small_py.dat",
            "m, line 20, field member: “other/small_py.dat -” is there twice; remove one"
        ),
        (
            "    checksum md5:900150983cd24fb0d6963f7d28e17f72\n", "",
            "m, line 19, field member: nothing verifies “data/small/labels_py.dat”; give it or its archive a checksum"
        ),
    ])
    func errors(old: String, new: String, message: String) {
        #expect(Self.text.contains(old))
        do {
            _ = try Self.parse(Self.text.replacingOccurrences(of: old, with: new))
            Issue.record("accepted")
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test func duplicates() {
        #expect(throws: ManifestError.duplicate(file: "m", line: 24, field: "archive", text: "one")) {
            try Self.parse(Self.text + "\n\n" + Self.text)
        }
    }

    @Test func mutationsNeverTrap() {
        var generator = SeededGenerator(seed: 4)
        let bytes = Array(Self.text.utf8)
        var refused = 0
        for _ in 0..<20_000 {
            do {
                let manifest = try Manifest(NamedBytes(name: "m", bytes: generator.mutate(bytes)))
                for task in manifest.tasks {
                    for member in task.members { #expect(ManifestParser.isSafePath(member.path)) }
                }
            } catch {
                refused += 1
                #expect(!"\(error)".contains("\n"))
            }
        }
        #expect(refused > 5000)
    }

    @Test func missingFile() {
        #expect(throws: ManifestError.unreadable(file: "/nonexistent", reason: "No such file or directory")) {
            try Manifest(path: "/nonexistent")
        }
    }

    @Test func theRealOne() throws {
        let manifest = try Manifest(path: TestFolders.packageRoot + "/datasets.manifest")
        let catalog = TaskCatalog(manifest: manifest)
        #expect(try catalog.tasks(inSuite: "uci").count == 121)
        #expect(try catalog.tasks(inSuite: "uci-small").count == 75)
        #expect(try catalog.tasks(inSuite: "uci-large").count == 46)
        #expect(try catalog.task(named: "led-display").suite == "uci")
        #expect(try catalog.tasks(inSuite: "uci-large").map(\.shortName).contains("led-display"))
        for name in ["tox21", "htru2", "mnist", "cifar-10"] {
            #expect(try catalog.task(named: name).description == name)
        }
        let fixed = manifest.tasks.filter { $0.name.suite == "uci" && $0.split == .fixed }
        #expect(fixed.count == 19)
        for task in manifest.tasks where task.name.suite == "uci" {
            #expect(task.members.map(\.fileName) == DataPyLoader.fileNames(of: task.name.shortName))
        }
    }
}
