import Foundation

/// The folders that tests read and write.
enum TestFolders {
    /// The folder with this package's Package.swift.
    static let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The local copies of the downloads, laid out as HOST/PATH; nil where there are none.
    static let mirror: String? = {
        guard let path = ProcessInfo.processInfo.environment["SNNBENCH_MIRROR"] else { return nil }
        return FileManager.default.fileExists(atPath: path + "/www.bioinf.jku.at") ? path : nil
    }()

    static let mirrorAdvice: String =
        "set SNNBENCH_MIRROR to a folder of local copies (HOST/PATH below it) to run this test"

    /// The path of a fixture.
    static func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/" + name).path
    }

    /// Runs some work with an empty folder that is removed afterwards.
    static func withTemporary<Result>(_ body: (String) throws -> Result) throws -> Result {
        // In memory where that can be: thousands of small files are written and made durable.
        let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
        let folder = base + "snnbench-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }
}
