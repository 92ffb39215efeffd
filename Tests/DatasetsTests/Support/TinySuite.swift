import Foundation

@testable import Datasets

/// Two invented tasks in an archive, with a manifest.
enum TinySuite {
    static let folds = Array("1,0\n0,1\n0,0\n0,0\n".utf8)
    static let validation = Array("0,1\n1,0\n0,0\n0,0\n".utf8)
    static let labels = Array("0\n1\n0\n1\n".utf8)

    static func features(_ name: String) -> [UInt8] { Array("1,2\n3,4\n5,6\n7,\(name.utf8.count)\n".utf8) }

    static func files(_ name: String) -> [(path: String, bytes: [UInt8])] {
        [
            ("data/\(name)/\(name)_py.dat", features(name)), ("data/\(name)/labels_py.dat", labels),
            ("data/\(name)/folds_py.dat", folds), ("data/\(name)/validation_folds_py.dat", validation),
        ]
    }

    static var items: [ArchiveBuilder.Item] {
        [ArchiveBuilder.Item(path: "data/", isFolder: true), ArchiveBuilder.Item(path: "data/stray.dat", bytes: [1])]
            + (files("one") + files("three")).map { ArchiveBuilder.Item(path: $0.path, bytes: $0.bytes) }
    }

    static func manifest(
        urls: [String] = ["http://host.example/tiny.zip"], format: String = "zip", checksum: Checksum? = nil
    ) throws -> Manifest {
        let text = try manifestText(urls: urls, format: format, checksum: checksum)
        return try Manifest(NamedBytes(name: "tiny.manifest", bytes: Array(text.utf8)))
    }

    static func manifestTextOrEmpty() -> String { (try? manifestText()) ?? "" }

    static func manifestText(
        urls: [String] = ["http://host.example/tiny.zip"], format: String = "zip", checksum: Checksum? = nil
    ) throws -> String {
        var text = "archive tiny\nformat \(format)\n"
        for url in urls { text += "url \(url)\n" }
        if let checksum { text += "checksum \(checksum)\n" }
        text += "licence none\ncitation none\n"
        for name in ["one", "three"] {
            text += "\ntask uci/\(name)\nlayout data_py\nrows 4\nfeatures 2\nclasses 2\nsplit 4-fold\nfrom tiny\n"
            for file in files(name) {
                text += "member \(file.path) \(file.bytes.count) \(try Checksum(.sha256, of: file.bytes))\n"
            }
        }
        return text
    }
}
