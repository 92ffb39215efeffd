import CEmbedded
import Foundation
import Testing

/// The embedded files, read through the C interface.
@Suite("Embedded sample suite")
struct SampleSuiteTests {
    /// A file as Swift sees it.
    struct SampleFile: Sendable {
        let task: String
        let name: String
        let data: Data
    }

    static let files: [SampleFile] = {
        var count = 0
        guard let first = snnbench_embedded_files("sample", &count) else { return [] }
        return UnsafeBufferPointer(start: first, count: count).map { file in
            let path = String(cString: file.name).split(separator: "/").map(String.init)
            return SampleFile(
                task: path[0],
                name: path[1],
                data: Data(bytes: file.bytes, count: file.count))
        }
    }()

    static let tasks = Set(files.map(\.task)).sorted()

    static let module = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(components: "Sources", "CEmbedded", "sample")

    /// The cells of a file of a task; the last line must end with a line feed.
    static func table(_ task: String, _ name: String) throws -> [[Substring]] {
        let file = try #require(files.first { $0.task == task && $0.name == name })
        let text = try #require(String(data: file.data, encoding: .ascii))
        try #require(text.hasSuffix("\n"))
        return text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    @Test("Has at least twelve tasks of four files each, in the documented order")
    func layout() {
        #expect(Self.tasks.count >= 12)
        #expect(Self.files.map(\.task) == Self.tasks.flatMap { [$0, $0, $0, $0] })
        for (index, file) in Self.files.enumerated() {
            let names = ["\(file.task)_py.dat", "labels_py.dat", "folds_py.dat", "validation_folds_py.dat"]
            #expect(file.name == names[index % 4])
        }
        #expect(Self.files.reduce(0) { $0 + $1.data.count } < 1_000_000)
    }

    @Test("Embeds the files of the tasks folder byte for byte")
    func embedded() throws {
        for file in Self.files {
            let url = Self.module.appending(components: "tasks", file.task, file.name)
            #expect(try Data(contentsOf: url) == file.data, "\(file.task)/\(file.name)")
        }
        let listed = try String(contentsOf: Self.module.appending(component: "SHA256SUMS"), encoding: .ascii)
            .split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
            .filter { $0.hasPrefix("tasks/") }
        #expect(listed == Self.files.map { "tasks/\($0.task)/\($0.name)" })
    }

    @Test("Has numbers, labels and splits of equal length", arguments: tasks)
    func contents(task: String) throws {
        let features = try Self.table(task, "\(task)_py.dat")
        let labels = try Self.table(task, "labels_py.dat").map { try #require(Int($0[0])) }
        let test = try Self.table(task, "folds_py.dat")
        let validation = try Self.table(task, "validation_folds_py.dat")
        #expect([labels.count, test.count, validation.count] == Array(repeating: features.count, count: 3))
        #expect(Set(features.map(\.count)).count == 1)
        #expect(features.allSatisfy { $0.allSatisfy { Double($0)?.isFinite == true } })
        let classes = Set(0...(labels.max() ?? 0))
        #expect(Set(labels) == classes)
        #expect(classes.count >= 2)
        for column in 0..<4 {
            let parts = try zip(test, validation).map { testRow, validationRow in
                try #require(testRow.count == 4 && validationRow.count == 4)
                return "\(testRow[column])\(validationRow[column])"
            }
            #expect(Set(parts) == ["00", "01", "10"])
            #expect(Set(zip(labels, parts).filter { $0.1 == "00" }.map(\.0)) == classes)
            #expect(parts.count { $0 == "10" } == labels.count / 4)
        }
    }

    @Test("Holds known rows")
    func knownRows() throws {
        // Iris, first flower 5.1, 3.5, 1.4, 0.2 cm: means 5.84333, 3.054, 3.75867, 1.19867 and deviations 0.828066,
        // 0.433594, 1.76442, 0.763161 (Fisher's data as the UCI repository has it).
        #expect(try Self.table("iris", "iris_py.dat")[0] == ["-0.897674", "1.02861", "-1.33679", "-1.30859"])
        #expect(try Self.table("iris", "iris_py.dat").count == 150)
        #expect(try Self.table("breast-cancer-wisc-diag", "breast-cancer-wisc-diag_py.dat")[0].count == 30)
    }
}
