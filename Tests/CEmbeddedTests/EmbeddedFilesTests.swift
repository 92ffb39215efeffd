import CEmbedded
import Foundation
import Testing

/// The look-up of embedded files, through the C interface.
@Suite("Embedded files")
struct EmbeddedFilesTests {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test(
        "Each folder has the files of the repository, byte for byte",
        arguments: [
            ("manifest", "", ["datasets.manifest"]),
            ("published", "results/published", nil),
            ("templates", "Sources/CEmbedded/templates", nil),
        ])
    func folders(folder: String, path: String, only: [String]?) throws {
        let place = path.isEmpty ? Self.root : Self.root.appending(path: path)
        let present = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0 != "README.md" }
        var count = 0
        let first = try #require(snnbench_embedded_files(folder, &count))
        let files = UnsafeBufferPointer(start: first, count: count)
        #expect(files.map { String(cString: $0.name) } == only ?? present.sorted())
        for file in files {
            #expect(String(cString: file.folder) == folder)
            let bytes = Data(bytes: file.bytes, count: file.count)
            #expect(try Data(contentsOf: place.appending(component: String(cString: file.name))) == bytes)
            #expect(snnbench_embedded_file_named(folder, file.name)?.pointee.bytes == file.bytes)
        }
    }

    @Test("What is not there is nil")
    func missing() {
        var count = 7
        #expect(snnbench_embedded_files("recipes", &count) == nil)
        #expect(count == 0)
        #expect(snnbench_embedded_file_named("recipes", "page.mustache") == nil)
        #expect(snnbench_embedded_file_named("templates", "labels_py.dat") == nil)
    }
}
