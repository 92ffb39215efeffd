import Testing

@testable import Datasets

@Suite("Tasks in the layout of data_py")
struct DataPyLoaderTests {
    static let name = TaskName(suite: "uci", shortName: "tiny") ?? SampleSuite.names()[0]
    static let features = "1,2\n-1.5,0.25\n3e1,4\n5,6\n"
    static let labels = "0\n1\n2\n0\n"
    static let folds = "1,0\n0,1\n0,0\n0,0\n"
    static let validation = "0,1\n1,0\n0,0\n0,0\n"

    static func load(
        features: String = features, labels: String = labels, folds: String = folds, validation: String = validation,
        shape: TaskShape? = nil
    ) throws -> LearningTask {
        try DataPyLoader.load(
            name,
            files: DataPyFiles(
                features: NamedBytes(name: "tiny_py.dat", bytes: Array(features.utf8)),
                labels: NamedBytes(name: "labels_py.dat", bytes: Array(labels.utf8)),
                folds: NamedBytes(name: "folds_py.dat", bytes: Array(folds.utf8)),
                validationFolds: NamedBytes(name: "validation_folds_py.dat", bytes: Array(validation.utf8))),
            expecting: shape)
    }

    @Test func wellFormed() throws {
        let task = try Self.load(shape: TaskShape(rows: 4, features: 2, outputs: 3))
        #expect(task.features.values == [1, 2, -1.5, 0.25, 30, 4, 5, 6])
        #expect(task.targets == .classes([0, 1, 2, 0], count: 3))
        #expect(task.splits.map(\.test) == [[0], [1]])
        #expect(task.splits.map(\.validation) == [[1], [0]])
        #expect(task.splits.map(\.training) == [[2, 3], [2, 3]])
        #expect(task.splits.map(\.index) == [0, 1])
    }

    @Test func digestsAreGolden() throws {
        // Recomputed with Python's hashlib and struct from the definition: a change here changes every unit's id.
        let task = try Self.load()
        #expect(task.contentDigest.description == "5bec4eda59d14983cb370f15f01b5873cc192b0dec6b46c6ad57e676575432ba")
        #expect(task.splits[0].digest.description == "964b73b3269fbdaf7d0cba6bf2862ee24d7de210bc720526899e56306563b64d")
    }

    @Test(arguments: ["\r\n", "\r"])
    func lineEnds(end: String) throws {
        func change(_ text: String) -> String { text.replacingOccurrences("\n", with: end) }
        let task = try Self.load(
            features: "\u{FEFF}" + change(" 1,\t2 \n-1.5,0.25\n3e1 ,4\n5,6"), labels: change(Self.labels + "\n \n"),
            folds: change(Self.folds), validation: change(Self.validation))
        let plain = try Self.load()
        #expect(task.contentDigest == plain.contentDigest)
        #expect(task.splits == plain.splits)
    }

    @Test func contentDigestSeesEveryPart() throws {
        let digests = [
            try Self.load().contentDigest, try Self.load(features: "1,2\n-1.5,0.25\n3e1,4\n5,7\n").contentDigest,
            try Self.load(labels: "0\n1\n2\n1\n").contentDigest,
            try Self.load(features: "1\n2\n3\n4\n").contentDigest,
        ]
        #expect(Set(digests).count == digests.count)
        #expect(
            try Self.load(folds: "0,1\n1,0\n0,0\n0,0\n", validation: "1,0\n0,1\n0,0\n0,0\n").contentDigest == digests[0]
        )
    }

    private static func failure(_ body: () throws -> LearningTask) -> DatasetError? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? DatasetError
        }
    }

    @Test func errors() {
        func expect(_ expected: DatasetError, _ body: () throws -> LearningTask) {
            let found = Self.failure(body)
            #expect(found == expected)
            if let found { #expect(!found.description.contains("\n")) }
        }
        expect(.raggedRow(file: "tiny_py.dat", line: 3, found: 1, expected: 2)) {
            try Self.load(features: "1,2\n3,4\n5\n6,7\n")
        }
        expect(.notANumber(file: "tiny_py.dat", line: 3, column: 1, text: "")) {
            try Self.load(features: "1,2\n3,4\n\n6,7\n")
        }
        expect(.notANumber(file: "tiny_py.dat", line: 2, column: 2, text: "x4")) {
            try Self.load(features: "1,2\n3,x4\n5,6\n6,7\n")
        }
        expect(.notANumber(file: "tiny_py.dat", line: 2, column: 1, text: "3 3")) {
            try Self.load(features: "1,2\n3 3,4\n5,6\n6,7\n")
        }
        expect(.notANumber(file: "tiny_py.dat", line: 4, column: 2, text: "")) {
            try Self.load(features: "1,2\n3,4\n5,6\n6,")
        }
        for text in ["nan", "-NaN", "inf", "-Infinity", "1e39"] {
            expect(.notFinite(file: "tiny_py.dat", line: 2, column: 2, text: text)) {
                try Self.load(features: "1,2\n3,\(text)\n5,6\n6,7\n")
            }
        }
        expect(.empty(file: "tiny_py.dat")) { try Self.load(features: " \n\r\n") }
        expect(.empty(file: "labels_py.dat")) { try Self.load(labels: "") }
        for text in ["-1", "1.5", "x", "4", "99999999999999999999", ""] {
            expect(.labelOutOfRange(file: "labels_py.dat", line: 2, text: text, classes: 4)) {
                try Self.load(labels: "0\n\(text)\n2\n0\n")
            }
        }
        expect(.labelOutOfRange(file: "labels_py.dat", line: 3, text: "2", classes: 2)) {
            try Self.load(shape: TaskShape(rows: 4, features: 2, outputs: 2))
        }
        expect(.rowCountsDiffer(file: "tiny_py.dat", rows: 4, otherFile: "labels_py.dat", otherRows: 3)) {
            try Self.load(labels: "0\n1\n1\n")
        }
        expect(.rowCountsDiffer(file: "tiny_py.dat", rows: 4, otherFile: "folds_py.dat", otherRows: 2)) {
            try Self.load(folds: "1,0\n0,1\n")
        }
        expect(.notAMark(file: "folds_py.dat", line: 2, column: 2, text: "2")) {
            try Self.load(folds: "1,0\n0,2\n0,0\n0,0\n")
        }
        expect(
            .splitCountsDiffer(file: "folds_py.dat", splits: 1, otherFile: "validation_folds_py.dat", otherSplits: 2)
        ) {
            try Self.load(folds: "1\n0\n0\n0\n")
        }
        expect(.testAndValidation(file: "validation_folds_py.dat", line: 2, column: 2)) {
            try Self.load(validation: "0,1\n1,1\n0,0\n0,0\n")
        }
        expect(.emptyPart(task: Self.name, split: 1, part: .test)) { try Self.load(folds: "1,0\n0,0\n0,0\n0,0\n") }
        expect(.emptyPart(task: Self.name, split: 0, part: .validation)) {
            try Self.load(validation: "0,1\n0,0\n0,0\n0,0\n")
        }
        expect(.emptyPart(task: Self.name, split: 0, part: .training)) {
            try Self.load(folds: "1,0\n0,1\n1,0\n1,0\n", validation: "0,1\n1,0\n0,0\n0,0\n")
        }
        expect(.shapeDiffers(task: Self.name, quantity: "rows", found: 4, expected: 5)) {
            try Self.load(shape: TaskShape(rows: 5, features: 2, outputs: 3))
        }
        expect(.shapeDiffers(task: Self.name, quantity: "features", found: 2, expected: 3)) {
            try Self.load(shape: TaskShape(rows: 4, features: 3, outputs: 3))
        }
        expect(.shapeDiffers(task: Self.name, quantity: "classes", found: 3, expected: 4)) {
            try Self.load(shape: TaskShape(rows: 4, features: 2, outputs: 4))
        }
    }

    @Test func messagesSayWhereAndWhatToDo() {
        let error = DatasetError.notANumber(
            file: "a_py.dat", line: 12, column: 3, text: "x\u{7}\(String(repeating: "y", count: 99))")
        #expect(error.description.hasPrefix("a_py.dat, line 12, column 3: “x\\u{7}yyy"))
        #expect(error.description.hasSuffix("…” is not a number; write a decimal number there"))
    }

    @Test func missingFile() {
        let found = Self.failure { try DataPyLoader.load(Self.name, folder: "/nonexistent") }
        #expect(found == .unreadable(file: "/nonexistent/tiny_py.dat", reason: "No such file or directory"))
        let folder = Self.failure {
            try DataPyLoader.load(
                Self.name,
                files: DataPyFiles(
                    features: try FileReader.read("/"), labels: .init(name: "", bytes: []),
                    folds: .init(name: "", bytes: []),
                    validationFolds: .init(name: "", bytes: [])))
        }
        #expect(folder == .unreadable(file: "/", reason: "it is not a file"))
    }

    @Test func mutationsNeverTrap() throws {
        let alphabet = Array("0123456789,.-+e \t\r\nnaif".utf8)
        let texts = [Self.features, Self.labels, Self.folds, Self.validation].map { Array($0.utf8) }
        var generator = SeededGenerator(seed: 3)
        var loaded = 0
        var refused = 0
        for round in 0..<40_000 {
            var files = texts
            let chosen = Int.random(in: 0..<4, using: &generator)
            files[chosen] = generator.mutate(files[chosen], alphabet: round.isMultiple(of: 3) ? nil : alphabet)
            do {
                let task = try DataPyLoader.load(
                    Self.name,
                    files: DataPyFiles(
                        features: NamedBytes(name: "f", bytes: files[0]),
                        labels: NamedBytes(name: "l", bytes: files[1]),
                        folds: NamedBytes(name: "t", bytes: files[2]),
                        validationFolds: NamedBytes(name: "v", bytes: files[3])))
                loaded += 1
                // What is accepted is sound.
                let isFinite = task.features.values.allSatisfy { $0.isFinite }
                #expect(isFinite)
                for split in task.splits {
                    let rows = (split.training + split.validation + split.test).sorted()
                    #expect(rows == Array(0..<task.features.rows))
                }
            } catch {
                refused += 1
                let isOneLine = !error.description.contains { $0.isNewline }
                #expect(isOneLine)
            }
        }
        #expect(loaded > 1000 && refused > 1000, "\(loaded) loaded, \(refused) refused")
    }
}

extension String {
    fileprivate func replacingOccurrences(_ old: Character, with new: String) -> String {
        map { $0 == old ? new : String($0) }.joined()
    }
}
