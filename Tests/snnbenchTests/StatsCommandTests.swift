import Foundation
import Testing

/// `stats` as people and scripts use it.
@Suite struct StatsCommandTests {
    private static let table = "task,svm,rf,lr\na,0.9,0.8,0.7\nb,0.5,0.6,0.4\nc,0.9,0.7,0.6\nd,0.8,0.75,0.72\n"

    private func withFiles(_ body: (URL) throws -> Void) throws {
        try Program.withFolder { folder in
            try Data(Self.table.utf8).write(to: folder.appending(path: "t.csv"))
            try Data("{\"x\": [0.9, 0.8, \"3/4\"], \"y\": [0.8, 0.8, 0.5]}".utf8).write(
                to: folder.appending(path: "pair.json"))
            try Data("{\"p\": [0.0496, 0.0504]}".utf8).write(to: folder.appending(path: "p.json"))
            try body(folder)
        }
    }

    /// An option that changes nothing is an error that names it.
    @Test(arguments: [
        ["pair.json", "--adjust", "holm"], ["pair.json", "--against", "x"], ["pair.json", "--method", "x"],
        ["pair.json", "--missing", "worst"], ["pair.json", "--pairs"], ["p.json", "--test", "r"],
        ["t.csv", "--rope", "0.1"], ["t.csv", "--pairs", "--against", "svm"],
        ["t.csv", "--part", "win-rates", "--seed", "2"],
        ["t.csv", "--compare", "svm", "rf", "--adjust", "holm"], ["t.csv", "--compare", "svm"],
        ["t.csv", "--alpha", "2"],
    ])
    func anOptionWithoutEffectIsRefused(_ arguments: [String]) throws {
        try withFiles { folder in
            let result = try Program.run(["stats"] + arguments, in: folder)
            #expect(result.exitCode == 64, "\(result.errors)")
            #expect(
                result.errors.contains(arguments.first { $0.hasPrefix("--") && $0 != "--compare" } ?? "--compare")
                    || result.errors.contains("no effect"), "\(result.errors)")
        }
    }

    @Test func xAndYObeyTheirOptions() throws {
        try withFiles { folder in
            let result = try Program.run(
                ["stats", "pair.json", "--smaller-is-better", "--test", "exact", "--alternative", "greater"], in: folder
            )
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(result.output.contains("x wins 0, ties 1, loses 2"))
            #expect(result.output.contains("As asked: p 1; Wilcoxon signed-rank, one-sided, x less than y"))
        }
    }

    @Test func twoMethodsInFull() throws {
        try withFiles { folder in
            let result = try Program.run(["stats", "t.csv", "--compare", "svm", "rf", "--unit", "%"], in: folder)
            #expect(
                result.output.contains("x is svm, y is rf.") && result.output.contains("Hodges-Lehmann"),
                "\(result.errors)")
            #expect(
                result.output.contains("Equivalence within 0.01 %")
                    && result.output.contains("Bootstrap: mean difference"))
        }
    }

    /// 0.0496 and 0.0504 lie on either side of 0.05.
    @Test func probabilitiesNearALevelAreToldApart() throws {
        try withFiles { folder in
            let result = try Program.run(["stats", "p.json", "--adjust", "none"], in: folder)
            #expect(
                result.output.contains("0.0496") && result.output.contains("0.0504"), "\(result.output)\(result.errors)"
            )
        }
    }

    @Test func partsAndPictures() throws {
        try withFiles { folder in
            let list = try Program.run(["stats", "t.csv", "--part"], in: folder)
            #expect(list.output.contains("cd-diagram") && list.output.contains("paragraph"), "\(list.errors)")
            let svg = try Program.run(["stats", "t.csv", "--part", "cd-diagram", "--out", "cd.svg"], in: folder)
            #expect(svg.exitCode == 0, "\(svg.errors)")
            #expect(try String(contentsOf: folder.appending(path: "cd.svg"), encoding: .utf8).contains("<svg"))
            let tikz = try Program.run(["stats", "t.csv", "--part", "heat-map", "--format", "tikz"], in: folder)
            #expect(tikz.output.contains("\\begin{tikzpicture}") && tikz.output.contains("\\end{tikzpicture}"))
            let none = try Program.run(["stats", "t.csv", "--format", "svg"], in: folder)
            #expect(none.exitCode == 64 && none.errors.contains("cd-diagram"))
            let words = try Program.run(["stats", "t.csv", "--part", "paragraph"], in: folder)
            #expect(words.output.hasPrefix("We compared svm, rf and lr on 4 tasks"))
        }
    }

    /// PDF and PNG are made by another program; without it a line says which.
    @Test(arguments: [("pdf", "%PDF"), ("png", "PNG")])
    func picturesOfOtherForms(_ form: String, _ mark: String) throws {
        try withFiles { folder in
            let result = try Program.run(["stats", "t.csv", "--part", "cd-diagram", "--out", "cd.\(form)"], in: folder)
            guard result.exitCode == 0 else {
                #expect(result.exitCode == 69 && result.errors.contains("rsvg-convert"), "\(result.errors)")
                return
            }
            let bytes = try Data(contentsOf: folder.appending(path: "cd.\(form)"))
            #expect(String(decoding: bytes.prefix(8), as: UTF8.self).contains(mark))
        }
    }

    @Test func aPageOfAllParts() throws {
        try withFiles { folder in
            let result = try Program.run(["stats", "t.csv", "--report", "page.html", "--rope", "0.02"], in: folder)
            #expect(result.exitCode == 0, "\(result.errors)")
            let page = try String(contentsOf: folder.appending(path: "page.html"), encoding: .utf8)
            for id in ["ranks", "paragraph", "cd-diagram", "pairs", "matrix", "win-rates", "heat-map"] {
                #expect(page.contains("id=\"\(id)\""), "\(id)")
            }
            #expect(page.contains("Made by snnbench from t.csv alone.</p>") && !page.contains("id=\"two-metrics\""))
        }
    }

    @Test func standardInputIsRead() throws {
        try Program.withFolder { folder in
            let process = Program.process(["stats", "-"], in: folder)
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data(Self.table.utf8))
            try input.fileHandleForWriting.close()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0 && text.contains("average rank"))
        }
    }

    /// Perfect agreement: all permutations instead of a p of zero.
    @Test func friedmanOfFewTasks() throws {
        try Program.withFolder { folder in
            try Data("{\"scores\": [[2, 1], [2, 1]]}".utf8).write(to: folder.appending(path: "s.json"))
            let result = try Program.run(["stats", "s.json"], in: folder)
            #expect(
                result.output.contains("0.5, exact over all permutations") && !result.output.contains("p 0.0e+00"),
                "\(result.output)")
        }
    }
}
