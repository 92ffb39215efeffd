import Testing

@testable import Datasets

@Suite("Task catalogue")
struct TaskCatalogTests {
    private func catalog() throws -> TaskCatalog {
        let manifest = try Manifest(path: TestFolders.packageRoot + "/datasets.manifest")
        let shape = TaskShape(rows: 150, features: 4, outputs: 3)
        let samples = ["iris", "spirals"].compactMap { TaskName(suite: "sample", shortName: $0) }
        return TaskCatalog(manifest: manifest, further: samples.map { ($0, shape) })
    }

    @Test func lookup() throws {
        let catalog = try catalog()
        #expect(try catalog.task(named: "uci/iris").description == "uci/iris")
        #expect(try catalog.task(named: "abalone").description == "uci/abalone")
        #expect(try catalog.task(named: "spirals").description == "sample/spirals")
        #expect(try catalog.task(named: "htru2/htru2").description == "htru2")
        #expect(try catalog.tasks(named: "sample").map(\.description) == ["sample/iris", "sample/spirals"])
        #expect(try catalog.tasks(named: "uci-small").count == 75)
        #expect(try catalog.tasks(named: "wine").map(\.description) == ["uci/wine"])
        #expect(
            catalog.suites == [
                "sample", "uci", "uci-small", "uci-large", "uci-original", "tox21", "tox21-dense", "tox21-sparse",
                "htru2",
                "mnist", "cifar-10",
            ])
    }

    @Test(arguments: [
        ("iris", "several suites have a task “iris”; write sample/iris or uci/iris"),
        ("abalome", "there is no task “abalome”; did you mean uci/abalone?"),
        ("uci/abalnoe", "there is no task “uci/abalnoe”; did you mean uci/abalone?"),
        ("uci/", "there is no task “uci/”; did you mean uci/abalone, uci/acute-inflammation, uci/acute-nephritis?"),
        ("uci-smal", "there is no task “uci-smal”; did you mean uci-small?"),
        ("monks", "there is no task “monks”; did you mean uci/monks-1, uci/monks-2, uci/monks-3?"),
        ("zzzzzzzz", "there is no task “zzzzzzzz”; see snnbench list tasks"),
        ("", "there is no task “”; see snnbench list tasks"),
    ])
    func refusals(text: String, message: String) throws {
        let catalog = try catalog()
        do {
            _ = try catalog.tasks(named: text)
            Issue.record("accepted")
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test func unknownSuite() throws {
        let catalog = try catalog()
        #expect(throws: CatalogError.unknownSuite("uci-larg", near: ["uci-large"])) {
            try catalog.tasks(inSuite: "uci-larg")
        }
    }
}
