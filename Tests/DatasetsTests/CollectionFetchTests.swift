import Formats
import Foundation
import LoopbackServer
import Testing

@testable import Datasets

/// Tables of OpenML and PMLB, from recorded answers.
@Suite(.serialized) struct CollectionFetchTests {
    private static let arff = """
        % Made for a test.
        @RELATION tiny
        @ATTRIBUTE id INTEGER
        @ATTRIBUTE 'petal length' REAL
        @ATTRIBUTE colour {red, 'dark green', "b,lue"}
        @ATTRIBUTE class {yes,no}
        @DATA

        """
        + (0..<24).map {
            "\($0),\($0 % 5 == 0 ? "?" : "\($0 % 7).5"),\(["red", "'dark green'", "\"b,lue\""][$0 % 3]),\($0 % 2 == 0 ? "yes" : "no")\n"
        }
        .joined()

    private static func description(_ server: String, _ content: String = arff) throws -> String {
        """
        {"data_set_description":{"id":"61","name":"tiny","version":"1","format":"ARFF","licence":"Public",\
        "url":"\(server)/files/tiny.arff","file_id":"61","default_target_attribute":"class","row_id_attribute":"id",\
        "md5_checksum":"\(try Checksum(.md5, of: Array(content.utf8)).hexadecimal)"}}
        """
    }

    /// Answers as the collections do; `content` is what the file of the data has.
    private static func withServer(
        content: @escaping @Sendable (Int) -> String = { _ in arff },
        _ body: (LoopbackServer, String, () throws -> DataLibrary, FetchOptions) throws -> Void
    ) throws {
        let tsv = "a\tb\ttarget\n" + (0..<24).map { "\($0 % 5)\t\($0 * $0)\t\($0 % 2)\n" }.joined()
        let server = try LoopbackServer { request in
            let host = "http://\(request.headers["host"] ?? "")"
            let text: String? =
                switch request.path {
                case "/www.openml.org/api/v1/json/data/61": try? description(host, content(1))
                case "/www.openml.org/api/v1/json/data/list/data_name/tiny/status/active":
                    "{\"data\":{\"dataset\":[{\"did\":99,\"name\":\"tiny\"},{\"did\":61,\"name\":\"tiny\"}]}}"
                case "/files/tiny.arff": content(request.number)
                case "/github.com/EpistasisLab/pmlb/raw/master/datasets/tiny/tiny.tsv.gz": tsv
                default: nil
                }
            guard let text else { return [.head(404, ["Content-Length: 0"])] }
            return LoopbackServer.Step.file(Array(text.utf8), request)
        }
        defer { server.stop() }
        try TestFolders.withTemporary { folder in
            var options = FetcherTests.options()
            options.mirrors = [server.base]
            let manifest = try TinySuite.manifest()
            try body(server, folder, { try DataLibrary(manifest: manifest, folder: DataFolder(path: folder)) }, options)
        }
    }

    @Test(arguments: ["openml/61", "openml/tiny", "pmlb/tiny"])
    func aTableIsFetchedOnce(_ name: String) throws {
        try Self.withServer { server, folder, library, options in
            let report = try library().fetch([name], options: options)
            #expect(report.problems.isEmpty, "\(report.problems)")
            #expect(report.ready.map(\.description) == [name])
            let count = server.all.count
            let again = try library()
            #expect(try again.fetch([name], options: options).ready.count == 1 && server.all.count == count)
            let task = try again.load(try again.catalog.task(named: name))
            if name.hasPrefix("pmlb") {
                #expect(task.shape == TaskShape(rows: 24, features: 2, outputs: 2))
            } else {
                #expect(task.shape == TaskShape(rows: 24, features: 4, outputs: 2))
                #expect(
                    task.coding?.featureNames == ["petal length", "colour=b,lue", "colour=dark green", "colour=red"])
                #expect(task.features.missing.count == 5 && task.coding?.targets[0].words == ["no", "yes"])
            }
            let record = FilePaths.names(in: "\(folder)/.downloads/\(name.split(separator: "/")[0])")
            #expect(record.contains { $0.hasSuffix(".sha256") })
        }
    }

    /// A table of a collection takes the options of one's own; what the collection calls an identifier stays out.
    @Test func aCollectedTableTakesOptions() throws {
        try Self.withServer { _, _, library, options in
            var table = TableOptions()
            table.plan.folds = 4
            table.plan.count = 1
            let added = try library().add(collected: "openml/61", options: table, fetching: options)
            #expect(added.name.description == "user/61" && added.splits.count == 4 && added.shape.outputs == 2)
            #expect(added.columns.map(\.role) == [.ignored, .number, .category, .target])
            table.targets = ["petal length"]
            table.targetKind = .number
            table.missing = .drop
            let number = try library().add(collected: "openml/tiny", name: "petals", options: table, fetching: options)
            guard case .numbers(let numbers) = number.targets else {
                Issue.record("no numbers")
                return
            }
            #expect(numbers.count == 19 && number.droppedRows == 5)
            let loaded = try library()
            #expect(try loaded.load(loaded.catalog.task(named: "user/petals")).targets == number.targets)
            let pmlb = try library().add(collected: "pmlb/tiny", name: "p", options: TableOptions(), fetching: options)
            #expect(pmlb.shape == TaskShape(rows: 24, features: 2, outputs: 2))
            #expect(throws: LibraryError.self) {
                try library().add(collected: "pmlb/tiny", name: "p", options: TableOptions(), fetching: options)
            }
        }
    }

    /// What a server has under the same name later is no longer the same: that is an error, not another task.
    @Test func otherContentIsRefusedLater() throws {
        try Self.withServer(content: { number in number == 1 ? Self.arff : Self.arff + "30,1,red,yes\n" }) {
            _, folder, library, options in
            #expect(try library().fetch(["openml/61"], options: options).problems.isEmpty)
            for file in ["openml/61/task", ".downloads/openml/61.arff"] { FilePaths.remove("\(folder)/\(file)") }
            let report = try library().fetch(["openml/61"], options: options)
            #expect(report.ready.isEmpty && report.problems.first?.error.description.contains("sha256:") == true)
        }
    }

    @Test func whatIsNotThereIsSaid() throws {
        try Self.withServer { _, folder, library, _ in
            var options = FetchOptions()
            options.isOffline = true
            options.mirrors = [folder + "/nothing"]
            let report = try library().fetch(["openml/62", "pmlb/none"], options: options)
            #expect(report.problems.map(\.task.description) == ["openml/62", "pmlb/none"])
            #expect(report.problems.allSatisfy { $0.error.kind == .unavailable })
        }
    }
}
