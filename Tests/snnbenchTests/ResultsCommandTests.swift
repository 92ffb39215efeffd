import Foundation
import Testing

/// The commands around results, as people and scripts use them.
@Suite struct ResultsCommandTests {
    @Test(arguments: ["compare", "stats", "published", "export", "import", "verify", "merge"])
    func helpIsAsLookedAt(_ command: String) throws {
        try Program.withFolder { folder in
            let result = try Program.run(command, "--help", in: folder)
            #expect(result.exitCode == 0)
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appending(path: "Fixtures/help-\(command).txt")
            if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
                try Data(result.output.utf8).write(to: file)
            }
            #expect(
                try result.output == String(contentsOf: file, encoding: .utf8), "differs from \(file.lastPathComponent)"
            )
        }
    }

    /// What is written never takes the place of a results file, or of what the same command reads.
    @Test func outputsDoNotTakeThePlaceOfInputs() throws {
        try Program.withFolder { folder in
            let numbers = Data("task,a,b\nx,0.5,0.75\ny,0.5,0.625\n".utf8)
            try numbers.write(to: folder.appending(path: "n.csv"))
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "link"), withDestinationURL: folder.appending(path: "n.csv"))
            let run = try Program.run(
                "run", "--task", "sample/iris", "--method", "snn", "--grid", "small", "--protocol", "epochs=1",
                "--database",
                "r.sqlite", in: folder)
            #expect(run.exitCode == 0, "\(run.errors)")
            let results = try Data(contentsOf: folder.appending(path: "r.sqlite"))
            for arguments in [
                ["rank", "--out", "r.sqlite"], ["query", "SELECT 1", "--database", "r.sqlite", "--out", "./r.sqlite"],
                ["report", "--database", "r.sqlite", "--out", "r.sqlite"], ["export", "r.sqlite"],
                ["export", "--datasette-metadata", "r.sqlite", "--database", "r.sqlite"],
                ["run", "--describe", "--out", "r.sqlite"], ["stats", "n.csv", "--out", "r.sqlite"],
                ["stats", "n.csv", "--out", "n.csv"], ["stats", "n.csv", "--out=link"],
                ["report", "--part", "ranks", "--database", "r.sqlite", "--notes", "n.csv", "--out", "n.csv"],
            ] {
                let refused = try Program.run(arguments, in: folder)
                #expect(
                    refused.exitCode == 64 && refused.errors.contains("is not written over"),
                    "\(arguments): \(refused.exitCode) \(refused.errors)")
            }
            #expect(try Data(contentsOf: folder.appending(path: "r.sqlite")) == results)
            #expect(try Data(contentsOf: folder.appending(path: "n.csv")) == numbers)
            // What is neither is written again and again.
            for _ in 0..<2 {
                #expect(try Program.run("stats", "n.csv", "--out", "t.txt", in: folder).exitCode == 0)
            }
        }
    }

    /// A complete file and one in which every unit ran out of time, merged either way: the complete results stay.
    @Test func aPoorerFileWorsensNoRanking() throws {
        try Program.withFolder { folder in
            let study = [
                "run", "--task", "sample/iris", "--method", "snn", "--grid", "small", "--protocol", "epochs=5",
                "--quiet",
            ]
            let chosen = "SELECT test_correct, test_total FROM selected_results"
            func answer(_ file: String) throws -> String {
                try Program.run(["query", chosen, "--format", "csv", "--database", file], in: folder).output
            }
            #expect(try Program.run(study + ["--database", "a.sqlite"], in: folder).exitCode == 0)
            let best = try answer("a.sqlite")
            let poor = try Program.run(study + ["--database", "b.sqlite", "--time-limit", "0.0001s"], in: folder)
            #expect(try answer("b.sqlite") != best, "\(poor.errors)")
            try FileManager.default.copyItem(
                at: folder.appending(path: "b.sqlite"), to: folder.appending(path: "c.sqlite"))
            let late = try Program.run(["merge", "b.sqlite", "--database", "a.sqlite"], in: folder)
            let early = try Program.run(["merge", "a.sqlite", "--database", "c.sqlite"], in: folder)
            #expect(late.exitCode == 0 && early.exitCode == 0, "\(late.errors) \(early.errors)")
            for file in ["a.sqlite", "c.sqlite"] {
                #expect(try answer(file) == best, "\(file)")
                #expect(try Program.run(["verify", "--database", file], in: folder).exitCode == 0)
                let ranked = try Program.run(["rank", "--database", file, "--format", "csv"], in: folder)
                #expect(ranked.exitCode == 0 && !ranked.errors.contains("anew"), "\(ranked.errors)")
            }
        }
    }

    /// Two methods on two tasks, then everything that can be asked of the file.
    @Test func aResultsFileFromRunToMerge() throws {
        try Program.withFolder { folder in
            let study = ["--method", "snn", "--method", "msra", "--grid", "small", "--protocol", "epochs=5"]
            func run(_ arguments: [String]) throws -> Program.Result {
                try Program.run(arguments, in: folder)
            }
            let trained = try run(["run", "--task", "sample/iris", "--task", "sample/zoo", "--quiet"] + study)
            #expect(trained.exitCode == 0, "\(trained.errors)")

            let each = try run(["rank", "--group", "each", "--adjust", "holm", "--format", "csv"] + study)
            #expect(
                each.output.hasPrefix(
                    "group,method,average_rank,average_rank_difference,mean_accuracy,p,p_adjusted\nall,"))
            #expect(each.output.contains("\nsmall,") && !each.output.contains("\nlarge,"))
            #expect(each.errors.contains("Friedman") && each.errors.contains("Nemenyi"))
            #expect(try run(["rank", "--metric", "colour"] + study).exitCode == 65)
            #expect(try run(["rank", "--against", "resnet"] + study).exitCode == 65)
            let lacking = try run(["rank", "--with-published"] + study)
            #expect(lacking.exitCode == 69 && lacking.errors.contains("snnbench fetch fernandez-delgado-results"))

            let compared = try run(["compare", "snn", "msra", "--grid", "small"])
            #expect(compared.exitCode == 0 && compared.output.contains("sample/zoo"), "\(compared.errors)")
            for word in ["wins", "Hodges-Lehmann", "Bayesian", "rank-biserial", "Deciding", "sign test"] {
                #expect(compared.output.contains(word) || word == "Deciding", "\(word)")
            }
            let json = try run(["compare", "snn", "msra", "--grid", "small", "--format", "json"])
            let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect((object?["tasks"] as? [[String: Any]])?.first?["first_total"] as? Int != nil)
            #expect(try run(["compare", "snn", "snn"]).exitCode == 64)
            #expect(try run(["compare", "snn", "msr", "--grid", "small"]).exitCode == 64)

            #expect(try run(["verify"]).output == "results/snnbench.sqlite: nothing is wrong\n")
            #expect(try run(["export", "facts.json"]).exitCode == 0)
            #expect(try run(["export", "facts", "--format", "csv"]).exitCode == 0)
            #expect(try run(["export", "--format", "csv"]).exitCode == 64)
            let imported = try run(["import", "facts.json", "--database", "b.sqlite"])
            #expect(imported.errors.contains("added 16 units, 16 attempts, 4 selections"), "\(imported.errors)")
            let again = try run(["import", "facts", "--database", "b.sqlite"])
            #expect(again.errors.contains("added 0 units, 0 attempts, 0 selections"), "\(again.errors)")
            let ranked = try run(["rank", "--database", "b.sqlite"] + study)
            #expect(try ranked.output == run(["rank"] + study).output)
            // The table that the run ended with is that of rank.
            #expect(trained.output == ranked.output)
            let merged = try run(["merge", "b.sqlite", "b.sqlite"])
            #expect(merged.exitCode == 0 && merged.errors.contains("added 0 units"))

            let typed = try run([
                "query", "SELECT 1 AS a, 2.5 AS b, NULL AS c, 'x\"y' AS d, 1e300 AS e", "--format", "json",
            ])
            #expect(typed.output == "[\n  {\"a\": 1, \"b\": 2.5, \"c\": null, \"d\": \"x\\\"y\", \"e\": 1e+300}\n]\n")
            #expect(try run(["query", "SELECT 1 WHERE 0", "--format", "json"]).output == "[]\n")
            let curves = try run([
                "query", "learning-curves", "--task", "sample/iris", "--limit", "2", "--format", "csv",
            ])
            #expect(curves.output.split(separator: "\n").count == 3 && curves.output.contains("\nsample/iris,0,"))
            let near = try run(["query", "learnig-curves"])
            #expect(near.exitCode == 64 && near.errors.contains("learning-curves"), "\(near.errors)")
            #expect(try run(["query", "average-ranks", "--task", "sample/iris"]).exitCode == 64)
            #expect(try run(["query", "SELECT 1", "--task", "sample/iris"]).exitCode == 64)
            let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            #expect(try run(["query", endless, "--timeout", "1s"]).exitCode == 75)

            // What fails leaves no empty file where there was none.
            #expect(try run(["merge", "missing.sqlite", "--database", "new.sqlite"]).exitCode != 0)
            #expect(try run(["import", "missing.json", "--database", "new.sqlite"]).exitCode != 0)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "new.sqlite").path))

            // Another number in the same place: refused, and found.
            let facts = folder.appending(path: "facts.json")
            let text = try String(contentsOf: facts, encoding: .utf8)
            let place = try #require(text.range(of: "\"training_loss\": "))
            try text.replacingCharacters(in: place, with: "\"training_loss\": 1").write(
                to: facts, atomically: true, encoding: .utf8)
            let changed = try run(["import", "facts.json", "--database", "c.sqlite"])
            #expect(changed.exitCode == 65 && changed.errors.contains("facts.json"), "\(changed.errors)")
        }
    }

    @Test func conflictingFilesAreNamed() throws {
        try Program.withFolder { folder in
            let study = ["--task", "sample/iris", "--method", "snn", "--grid", "small", "--quiet"]
            #expect(try Program.run(["run", "--database", "a.sqlite"] + study, in: folder).exitCode == 0)
            try FileManager.default.copyItem(
                at: folder.appending(path: "a.sqlite"), to: folder.appending(path: "b.sqlite"))
            // Facts have triggers against this; a person with another tool can do it all the same.
            let python =
                "import sqlite3; d = sqlite3.connect('b.sqlite'); "
                + "d.execute('DROP TRIGGER epochs_are_not_overwritten'); "
                + "d.execute('UPDATE epochs SET training_loss = 9 WHERE attempt_id = 1 AND epoch = 1'); d.commit()"
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", "-c", python]
            process.currentDirectoryURL = folder
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { return }
            let found = try Program.run("verify", "--database", "b.sqlite", "--format", "csv", in: folder)
            #expect(found.exitCode == 65 && found.output.contains("digest,"), "\(found.output)")
            #expect(found.output.contains("schema,"))
            #expect(try Program.run("merge", "b.sqlite", "--database", "a.sqlite", in: folder).exitCode == 65)
        }
    }

    @Test func statsOfOnesOwnNumbers() throws {
        try Program.withFolder { folder in
            try Data("{\"x\": [0.9, 0.8, \"3/4\"], \"y\": [0.8, 0.8, 0.5]}".utf8).write(
                to: folder.appending(path: "pair.json"))
            let plain = try Program.run("stats", "pair.json", in: folder)
            #expect(plain.exitCode == 0 && plain.output.contains("normal-corrected"), "\(plain.errors)")
            let json = try Program.run("stats", "pair.json", "--format", "json", in: folder)
            let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            let wilcoxon = object?["wilcoxon"] as? [String: [String: [String: Any]]]
            #expect(wilcoxon?["wilcox"]?["conditional_exact"]?["p_two_sided"] as? Double == 0.5)
            try Data("task,a,b,c\nt,0.9,0.8,0.7\nu,0.5,0.6,0.4\nv,0.9,NA,0.1\n".utf8).write(
                to: folder.appending(path: "table.csv"))
            let table = try Program.run("stats", "table.csv", "--format", "csv", in: folder)
            #expect(table.output.hasPrefix("method,average_rank,") && table.errors.contains("1 task left out"))
            let worst = try Program.run("stats", "table.csv", "--missing", "worst", "--pairs", in: folder)
            #expect(worst.output.contains("p nemenyi"), "\(worst.errors)")
            #expect(try Program.run("stats", "table.csv", "--method", "d", in: folder).exitCode == 65)
            #expect(try Program.run("stats", "missing.csv", in: folder).exitCode == 74)
        }
    }

    @Test func publishedTablesWithoutTheOthers() throws {
        try Program.withFolder { folder in
            let result = try Program.run("published", in: folder)
            #expect(result.exitCode == 0 && result.output.contains("snnbench fetch fernandez-delgado-results"))
            let one = try Program.run("published", "--table", "1", "--format", "csv", in: folder)
            #expect(one.output.split(separator: "\n").count == 8)
            #expect(try Program.run("published", "--table", "A12", in: folder).exitCode == 69)
            #expect(try Program.run("published", "--table", "A11", in: folder).exitCode == 64)
        }
    }
}
