import Benchmark
import Datasets
import Formats
import Foundation
import ReportStores
import ResultStore
import Testing

/// `snnbench report` as people and scripts use it.
@Suite struct ReportCommandTests {
    private func withStore(_ body: (URL, String) throws -> Void) throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "small.sqlite").path
            try StudySpecification.small.write(to: file)
            try body(folder, file)
        }
    }

    private func expectGolden(_ text: String, _ name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        #expect(try text == String(contentsOf: file, encoding: .utf8), "differs from \(name)")
    }

    @Test func helpIsAsLookedAt() throws {
        try Program.withFolder { folder in
            let result = try Program.run("report", "--help", in: folder)
            #expect(result.exitCode == 0)
            try expectGolden(result.output, "help-report.txt")
        }
    }

    @Test func thePageStandsBesideTheResults() throws {
        try withStore { folder, file in
            let result = try Program.run("report", "--database", file, in: folder)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("small.html"))
            let html = try String(contentsOf: folder.appending(path: "small.html"), encoding: .utf8)
            #expect(html.hasPrefix("<!DOCTYPE html>") && html.hasSuffix("</html>\n"))
            let piped = try Program.run("report", "--database", file, "--out", "-", "--quiet", in: folder)
            #expect(piped.output == html)
            #expect(piped.errors.isEmpty)
        }
    }

    /// Every part in every form that programs read, in one file each.
    @Test(arguments: ["csv", "markdown", "latex"])
    func partsAreAsLookedAt(_ format: String) throws {
        try withStore { folder, file in
            var text = ""
            for part in [
                "summary", "ranks", "cd-diagram", "heat-map", "paper-scatter", "choices", "times", "failures",
                "provenance",
            ] {
                let result = try Program.run(
                    "report", "--part", part, "--format", format, "--database", file, "--quiet", in: folder)
                #expect(result.exitCode == 0, "\(result.errors)")
                text += "== \(part)\n\(result.output)"
            }
            try expectGolden(text, "report-parts.\(format)")
        }
    }

    /// What a run stores of the paper is what the report looks for.
    @Test func theReportFindsThePapersNumbers() throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "paper.sqlite").path
            var study = StudySpecification.small
            study.published = []
            try study.write(to: file)
            let store = try ResultStore.open(file, for: .writing(.thisProcess()))
            let tasks = ["uci/iris", "tox21", "htru2"].compactMap { TaskName($0) }
            try PublishedTables.record(in: store, for: tasks)
            try store.close()
            let summary = try Program.run(
                "report", "--part", "summary", "--format", "csv", "--database", file, "--quiet", in: folder)
            #expect(summary.exitCode == 0, "\(summary.errors)")
            // Tables 1, 2 and 3: ranks, the largest p, the best AUCs.
            #expect(summary.output.contains("-0.756"))
            #expect(summary.output.contains("all six; the largest p is 0.027"))
            #expect(summary.output.contains("0.845 (8 layers)"))
            #expect(summary.output.contains("0.9803"))
            let pulsars = try Program.run(
                "report", "--part", "htru2", "--format", "csv", "--database", file, "--quiet", in: folder)
            #expect(pulsars.output.contains("0.9791"))
        }
    }

    @Test func partAloneListsTheParts() throws {
        try Program.withFolder { folder in
            let result = try Program.run("report", "--part", in: folder)
            #expect(result.exitCode == 0)
            #expect(result.output.contains("cd-diagram") && result.output.contains("htru2"))
            let csv = try Program.run("report", "--part", "--format", "csv", in: folder)
            #expect(csv.output.split(separator: "\n").count == result.output.split(separator: "\n").count)
        }
    }

    @Test func theTestOfTheDiagramIsNamed() throws {
        try withStore { folder, file in
            let result = try Program.run(
                "report", "--part", "cd-diagram", "--cd-test", "wilcoxon-holm", "--database", file, in: folder)
            #expect(result.output.contains("adjusted after Holm"))
            let svg = try Program.run(
                "report", "--part", "cd-diagram", "--format", "svg", "--database", file, in: folder)
            #expect(svg.output.contains("Nemenyi"))
        }
    }

    /// What there is to know about a study stands beside its results, or where an option says, and comes first.
    @Test func notesComeFirst() throws {
        try withStore { folder, file in
            let text = "# Known\n\nNo results to quote:\nthe features are others.\n"
            try Data(text.utf8).write(to: folder.appending(path: "small.notes.md"))
            let page = try Program.run("report", "--database", file, "--out", "-", "--quiet", in: folder)
            let note = try #require(page.output.range(of: "<p>No results to quote: the features are others.</p>"))
            let ranks = try #require(page.output.range(of: "id=\"ranks\""))
            #expect(note.lowerBound < ranks.lowerBound)
            let missing = try Program.run("report", "--database", file, "--notes", "nowhere.md", in: folder)
            #expect(missing.exitCode == 74)
            #expect(missing.errors.contains("nowhere.md"))
        }
    }

    /// A method in the middle: the one that is named, against each other one.
    @Test func aMethodStandsAgainstEachOther() throws {
        try withStore { folder, file in
            let focus = try Program.run(
                "report", "--part", "focus", "--focus", "msra", "--format", "csv", "--database", file, "--quiet",
                in: folder)
            #expect(focus.output.split(separator: "\n").map { $0.prefix(10) }.contains("msra,snn,4"))
            let unknown = try Program.run("report", "--focus", "msr", "--database", file, in: folder)
            #expect(unknown.exitCode == 64 && unknown.errors.contains("msra"))
        }
    }

    @Test func namesAreThoseOfTheStore() throws {
        try withStore { folder, file in
            let one = try Program.run(
                "report", "--part", "heat-map", "--format", "csv", "--task", "glass", "--method", "snn", "--database",
                file, "--quiet", in: folder)
            #expect(one.output == "task,snn,paper_snn\nuci/glass,0.72,0.7358\n")
        }
    }

    @Test(arguments: [
        (["report", "--part", "rank"], "ranks"),
        (["report", "--part", "summary", "--format", "svg"], "cd-diagram"),
        (["report", "--format", "csv"], "--part"),
        (["report", "--out", "x.csv"], "--part"),
        (["report", "--part", "failures", "--out", "x.svg"], "cd-diagram"),
        (["report", "--task", "glas"], "uci/glass"),
        (["report", "--grid", "paper"], "test"),
        (["report", "--cd-test", "anova"], "wilcoxon-holm"),
        (["report", "--beside", "grid=tset"], "test"),
        (["report", "--part", "cd-diagram", "--format", "pdf"], "--out"),
        (["report", "--part", "failures", "--format", "png", "--out", "x.png"], "cd-diagram"),
        (["export", "--datasette-metadata", "--format", "csv", "facts"], "JSON"),
    ])
    func wrongInputGetsOneLine(_ arguments: [String], _ hint: String) throws {
        try withStore { folder, file in
            let process = Program.process(arguments + ["--database", file], in: folder)
            let errors = Pipe()
            process.standardError = errors
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 64, "\(text)")
            #expect(text.contains(hint), "\(text)")
        }
    }

    /// What a part lacks is said as it is: no options that were not given, no training where there are results.
    @Test(arguments: [
        (["--part", "beside", "--format", "svg"], "--beside says which results"),
        (["--beside", "batch_size=32"], "the same snnbench run with --protocol batch_size=32 makes them"),
    ])
    func whatIsNotThereIsSaid(_ arguments: [String], _ hint: String) throws {
        try withStore { folder, file in
            let result = try Program.run(["report"] + arguments + ["--database", file, "--out", "-"], in: folder)
            #expect(result.exitCode == 65 && result.errors.contains(hint), "\(result.errors)")
        }
    }

    /// A file gets the form that its ending names, unless --format says another.
    @Test func theEndingOfAFileNamesTheForm() throws {
        try withStore { folder, file in
            func written(_ name: String, _ arguments: String...) throws -> String {
                let run = try Program.run(arguments + ["--out", name], in: folder)
                #expect(run.exitCode == 0, "\(run.errors)")
                return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            }
            try #expect(written("d.svg", "report", "--part", "cd-diagram", "--database", file).contains("<svg"))
            try #expect(written("d.tex", "report", "--part", "cd-diagram", "--database", file).contains("tikzpicture"))
            try #expect(written("p.html", "report", "--part", "ranks", "--database", file).hasPrefix("<!DOCTYPE html>"))
            try #expect(written("r.csv", "report", "--part", "ranks", "--database", file).hasPrefix("method,"))
            try #expect(written("R.CSV", "rank", "--database", file).hasPrefix("method,"))
            try #expect(written("r.json", "rank", "--database", file).hasPrefix("["))
            try #expect(written("r.md", "rank", "--database", file).hasPrefix("| method"))
            try #expect(written("t.csv", "rank", "--database", file, "--format", "table").hasPrefix("method "))
            try #expect(written("plain", "rank", "--database", file).hasPrefix("method "))
            try #expect(written("m.svg", "theory", "map").contains("<svg"))
            try #expect(written("m.csv", "theory", "map").contains(","))
        }
    }

    @Test func anEmptyStoreGetsAPage() throws {
        try Program.withFolder { folder in
            let file = folder.appending(path: "empty.sqlite").path
            try StudySpecification.writeEmpty(to: file)
            let result = try Program.run("report", "--database", file, "--out", "-", in: folder)
            #expect(result.exitCode == 0)
            #expect(result.output.contains("snnbench run --suite sample"))
            let svg = try Program.run(
                "report", "--part", "cd-diagram", "--format", "svg", "--database", file, in: folder)
            #expect(svg.exitCode == 65)
            #expect(svg.errors.contains("snnbench run"))
        }
    }

    /// The results of another file stand beside, by its name, and of one of the same name by its path.
    @Test func anotherFileIsSetBeside() throws {
        try withStore { folder, file in
            let other = folder.appending(path: "other.sqlite").path
            var study = StudySpecification.small
            study.methods = ["snn", "msra"]
            try study.write(to: other)
            func beside(_ what: String) throws -> Program.Result {
                try Program.run(
                    "report", "--part", "beside", "--beside", what, "--database", file, "--format", "csv", in: folder)
            }
            let result = try beside(other)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(result.output.hasPrefix("method,tasks,first_mean,second_mean,median_difference"))
            #expect(result.output.split(separator: "\n").count == 3)
            #expect(result.errors.contains("Second: other.sqlite"))
            #expect(try beside("grid=test").errors.contains("Second: grid=test"))
            #expect(try beside(file).errors.contains("Second: \(file)"))
            let missing = try beside("nowhere.sqlite")
            #expect(missing.exitCode == 74 && missing.errors.contains("nowhere.sqlite"))
            #expect(try beside("batch_size=32").exitCode == 65)
        }
    }

    /// PDF and PNG are made where rsvg-convert is; where it is not one line says so.
    @Test func drawingsBecomePictures() throws {
        try withStore { folder, file in
            let picture = folder.appending(path: "figure.pdf")
            func draw(_ path: String?) throws -> Program.Result {
                try Program.run(
                    ["report", "--part", "pairs", "--format", "pdf", "--out", picture.path, "--database", file],
                    in: folder, adding: path.map { ["PATH": $0] } ?? [:])
            }
            let without = try draw("/nowhere")
            #expect(without.exitCode == 69 && without.errors.contains("rsvg-convert"))
            let result = try draw(nil)
            if result.exitCode == 69 { return }
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try Data(contentsOf: picture).starts(with: Data("%PDF".utf8)))
        }
    }

    /// Every table and view has a description, and every query runs where Datasette hands empty texts.
    @Test func datasetteIsToldWhatThereIs() throws {
        try withStore { folder, file in
            let result = try Program.run("export", "--datasette-metadata", "--database", file, in: folder)
            #expect(result.exitCode == 0, "\(result.errors)")
            let metadata = try CanonicalJSON(parsing: result.output)
            let database = try #require(metadata["databases"]?["small"])
            for name in ["tasks", "attempts", "selected_results", "learning_curves"] {
                #expect(database["tables"]?[name]?["description"]?.stringValue?.isEmpty == false, "\(name)")
            }
            guard case .object(let queries)? = database["queries"] else {
                Issue.record("no queries")
                return
            }
            #expect(queries.count == NamedQuery.all.count)
            let store = try ResultStore.open(file, for: .reading)
            for (name, query) in queries {
                let known = try #require(NamedQuery.named(name))
                let sql = try #require(query["sql"]?.stringValue)
                let empty = Dictionary(uniqueKeysWithValues: known.parameters.map { ($0.name, QueryValue.text("")) })
                #expect(try store.query(sql, arguments: empty) == store.query(known), "\(name)")
            }
        }
    }
}
