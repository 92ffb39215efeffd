import Foundation
import Statistics
import Testing

@testable import Numbers

/// Numbers as people have them: columns that are no methods, forms of pandas and R, words for missing, runs.
@Suite struct ReadingTests {
    private func read(
        _ text: String, _ options: ReadingOptions = ReadingOptions()
    ) throws -> (tables: [NumberTable], notes: [String]) {
        let (numbers, notes) = try NumberReader.read(Array(text.utf8), file: "my.csv", options)
        guard case .tables(let tables) = numbers else {
            Issue.record("no table")
            return ([], notes)
        }
        return (tables, notes)
    }

    private func table(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws -> NumberTable {
        try #require(try read(text, options).tables.first)
    }

    private func pair(_ text: String) throws -> (pair: PairedNumbers, notes: [String]) {
        let (numbers, notes) = try NumberReader.read(Array(text.utf8), file: "my.csv")
        guard case .pair(let pair) = numbers else { throw NumbersError(file: "", place: "", problem: "no pair") }
        return (pair, notes)
    }

    @Test func pandasInFullPrecision() throws {
        let table = try table("task,x1,x2\na,0.6666666666666666,0.3333333333333333\nb,0.6666666666666666,1.0\n")
        let result = try WilcoxonSignedRankTest().run(try table.pair("x1", "x2").differences)
        #expect(result.rankSumPlus == 1.5 && result.rankSumMinus == 1.5)
        let tie = try self.table("task,a,b\nt,0.30000000000000004,0.3\n").pair("a", "b")
        #expect(tie.differences.zeros == 1)
    }

    @Test func oneCellChangesNoOtherColumn() throws {
        let text = "task,a,b,c\nt,0.5,0.45,0.5\nu,0.8,0.75,0.1\nv,0.9,0.85,0.2\nw,0.7,0.75,0.3\n"
        let other = text.replacing("t,0.5,0.45,0.5", with: "t,0.5,0.45,5e-1")
        let p = try [text, other].map {
            try WilcoxonSignedRankTest(mode: .r).run(try table($0).pair("a", "b").differences).p
        }
        #expect(p[0] == p[1])
        let many = text.replacing("t,0.5,0.45,0.5", with: "t,0.5,0.45,0.50000000000000001")
        #expect(try WilcoxonSignedRankTest(mode: .r).run(try table(many).pair("a", "b").differences).p == p[0])
    }

    @Test func whatADoubleHoldsIsRead() throws {
        let table = try table(
            "task,a,b\nt1,1234.5678901234567,0.98765432109876543\nt2,1e300,123456789012345678901234567890\n")
        #expect(table.scores[0][0]?.value == 1234.5678901234567 && table.scores[1][1]?.value == 1.2345678901234568e29)
        #expect(try TableReport(table).comparison.tasks.count == 2)
    }

    @Test(arguments: ["task_id", "id", "tid", "Unnamed: 0", ""])
    func aFirstColumnOfNumbersNamesTasks(_ title: String) throws {
        let (tables, _) = try read("\(title),svm,rf\n3,0.9,0.8\n7,0.7,0.75\n31,0.6,0.5\n")
        #expect(tables[0].methods == ["svm", "rf"] && tables[0].tasks == ["3", "7", "31"])
    }

    @Test func sizesAndSpreadsAreNoMethods() throws {
        let (tables, notes) = try read(
            "dataset,n_rows,svm,rf,rf_std,N\na,150,0.9,0.8,0.01,1500\nb,20,0.7,0.75,0.02,90\n")
        #expect(tables[0].methods == ["svm", "rf"])
        let note = try #require(notes.first { $0.hasPrefix("not taken for methods") })
        #expect(
            note.contains("n_rows") && note.contains("rf_std") && note.contains("\"N\"") && note.contains("--columns"))
        var options = ReadingOptions()
        options.columns = ["svm", "N"]
        #expect(try table("dataset,svm,rf,N\na,0.9,0.8,1500\nb,0.7,0.75,90\n", options).methods == ["svm", "N"])
        options = ReadingOptions()
        options.ignored = ["rf"]
        options.taskColumn = "dataset"
        #expect(try table("dataset,svm,rf,lr\na,0.9,0.8,1\nb,0.7,0.75,0.5\n", options).methods == ["svm", "lr"])
        options.ignored = ["rff"]
        let error = #expect(throws: NumbersError.self) { try read("dataset,svm,rf\na,0.9,0.8\n", options) }
        #expect(error?.description.contains("did you mean rf") == true)
    }

    /// The paper's accuracies: N and M are numbers of rows and features, and win nothing.
    @Test func publishedAccuracies() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "results/published/uci_accuracy.csv")
        let (numbers, notes) = try NumberReader.read(file.path)
        guard case .tables(let tables) = numbers else { return }
        #expect(tables[0].methods == ["SNN", "MS", "HW", "ResNet", "BN", "WN", "LN"] && tables[0].tasks.count == 121)
        #expect(notes.contains { $0.contains("\"N\"") && $0.contains("\"M\"") })
        let report = try TableReport(tables[0])
        // Computed independently of Table A11, trains left out: see the tests of the published tables.
        #expect(abs((report.comparison.averageRanks.rows[0].averageRankDifference ?? 0) - -0.763) < 0.000_51)
    }

    @Test(arguments: [
        "task;svm;rf\na;0,9;0,75\nb;0,5;0,25\n", "task\tsvm\trf\na\t0.9\t0.75\nb\t0.5\t0.25\n",
        "task,svm,rf\na,90%,75 %\nb,50.0%,25%\n", "\"svm\" \"rf\"\n\"a\" 0.9 0.75\n\"b\" 0.5 0.25\n",
        "task,svm,rf\na,\"0,9\",\"0,75\"\nb,\"0,5\",\"0,25\"\n",
        "task,svm,rf\na,0.90±0.01,0.75 ± 0.02\nb,0.5+-0.1,0.25 +/- 0.1\n",
        "{\"svm\":{\"a\":0.9,\"b\":0.5},\"rf\":{\"a\":0.75,\"b\":0.25}}",
        "[{\"task\":\"a\",\"svm\":0.9,\"rf\":0.75},{\"task\":\"b\",\"svm\":0.5,\"rf\":0.25}]",
        "{\"columns\":[\"svm\",\"rf\"],\"index\":[\"a\",\"b\"],\"data\":[[0.9,0.75],[0.5,0.25]]}",
        "{\"schema\":{\"fields\":[]},\"data\":[{\"index\":\"a\",\"svm\":0.9,\"rf\":0.75},{\"index\":\"b\",\"svm\":0.5,\"rf\":0.25}]}",
        "method,a,b\nsvm,0.9,0.5\nrf,0.75,0.25\n",
        "task,method,accuracy\na,svm,0.9\na,rf,0.75\nb,svm,0.5\nb,rf,0.25\n",
        "task,method,seed,accuracy\na,svm,1,0.8\na,svm,2,1\na,rf,1,0.75\nb,svm,1,0.5\nb,rf,1,0.25\n",
    ])
    func formsOfOneTable(_ text: String) throws {
        let table = try table(text)
        #expect(Set(table.methods) == ["svm", "rf"] && table.tasks == ["a", "b"])
        #expect(try table.pair("svm", "rf").values?.x.map(\.fraction) == [try Fraction(9, 10), try Fraction(1, 2)])
        #expect(try table.pair("svm", "rf").values?.y.map(\.value) == [0.75, 0.25])
    }

    @Test func pandasWithoutNames() throws {
        #expect(try table("[[0.9,0.75],[0.5,0.25]]").methods == ["1", "2"])
        #expect(try table("{\"svm\":[0.9,0.5],\"rf\":[0.75,0.25]}").methods == ["rf", "svm"])
        let index = try table("{\"0\":{\"svm\":0.9,\"rf\":0.75},\"1\":{\"svm\":0.5,\"rf\":NaN}}")
        #expect(index.methods == ["rf", "svm"] && index.tasks == ["1", "2"] && index.scores[1][0] == nil)
        let ties = try TableReport(try table("[[0.30000000000000004,0.3],[0.7,0.6],[0.9,0.8],[0.8,0.9]]"))
        #expect(ties.comparison.averageRanks.rows.map(\.averageRank) == [1.375, 1.625])
    }

    @Test(arguments: ["n/a", "None", "NaN", "", "--", "?", "#N/A", "null"])
    func wordsForMissing(_ word: String) throws {
        #expect(try table("task,a,b\nt,1,\(word)\nu,2,3\n").scores[0][1] == nil)
    }

    @Test func missingPairsAreCounted() throws {
        let (pair, notes) = try pair("x,y\n1,2\nNA,3\n4,1\n5,\n")
        #expect(pair.differences.values == [-1, 3] && notes == ["2 rows left out: x or y is missing there"])
        #expect(throws: NumbersError.self) { try self.pair("{\"x\": [1, NaN], \"y\": [1, 2]}") }
    }

    @Test func longTablesHaveMetricsAndRuns() throws {
        let (tables, notes) = try read(
            "dataset,algorithm,fold,acc,loss,acc_std\na,s,1,0.9,0.2,1\na,s,2,0.7,0.4,1\na,r,1,0.6,0.5,1\na,r,2,0.7,0.3,1\nb,s,1,0.8,0.1,1\n"
        )
        #expect(tables.map(\.metric) == ["acc", "loss"] && tables[0].methods == ["s", "r"])
        #expect(tables[0].scores[0][0]?.fraction == (try Fraction(4, 5)) && tables[0].scores[1][1] == nil)
        #expect(abs((tables[0].spread(0, 0) ?? 0) - 0.02.squareRoot()) < 1e-12)
        #expect(notes.contains { $0.contains("means over 1 to 2 runs") } && notes.contains { $0.contains("acc_std") })
        var options = ReadingOptions()
        options.scores = ["loss"]
        #expect(try read("dataset,algorithm,acc,loss\na,s,1,2\na,r,3,4\n", options).tables.map(\.metric) == ["loss"])
    }

    /// What this program writes into results/*/accuracies.csv.
    @Test func ourOwnAccuracies() throws {
        let (tables, notes) = try read(
            "task,method,correct,total,accuracy,published,difference\nuci/a,snn,25,30,0.8333,1.0,-0.1667\nuci/a,msra,30,30,1.0,,\n"
        )
        #expect(tables.count == 1 && tables[0].metric == "accuracy" && tables[0].methods == ["snn", "msra"])
        #expect(tables[0].scores[0][0]?.fraction == (try Fraction(5, 6)))
        #expect(notes.contains { $0.contains("counted from") && $0.contains("published") })
    }

    /// What `query "SELECT * FROM selected_results"` prints.
    @Test func ourOwnSelections() throws {
        let (tables, notes) = try read(
            "suite,task,split_index,method,seed,layers,validation_score,test_metric,test_correct,test_total,rule\n"
                + "uci,uci/a,0,snn,1,4,0.97,accuracy,3,4,\"{}\"\nuci,uci/a,1,snn,1,2,0.9,accuracy,1,4,\"{}\"\n"
                + "uci,uci/a,0,msra,1,2,0.9,accuracy,1,4,\"{}\"\n")
        #expect(tables[0].methods == ["snn", "msra"] && tables[0].tasks == ["uci/a"])
        #expect(tables[0].scores[0][0]?.fraction == (try Fraction(1, 2)))
        #expect(notes.contains { $0.contains("test_correct") })
    }

    /// An export as JSON: its selections, where they may stand in one table.
    @Test func ourOwnExports() throws {
        func export(
            grid: String = "small", correct: String = "1", metric: String = "accuracy", selections: Bool = true
        ) -> String {
            func selection(_ method: String, _ split: Int, _ correct: String, grid: String = "small") -> String {
                """
                {"task": "uci/a", "content_digest": "c", "split_index": \(split), "protocol_digest": "p", "method_digest": "\(method)",
                "seed": 1, "grid": "\(grid)", "rule": "{}", "test_metric": "\(metric)", "test_value": 0.5,
                "test_correct": \(correct), "test_total": 4}
                """
            }
            let all = [selection("d1", 0, "3"), selection("d1", 1, correct), selection("d2", 0, "1", grid: grid)]
            return """
                {"format": "snnbench facts", "tasks": [], "attempts": [], "methods": [{"name": "snn", "method_digest": "d1"},
                {"name": "msra", "method_digest": "d2"}], "selections": [\(selections ? all.joined(separator: ",") : "")]}
                """
        }
        let (tables, _) = try read(export())
        #expect(tables.count == 1 && tables[0].methods == ["snn", "msra"] && tables[0].tasks == ["uci/a"])
        #expect(tables[0].scores[0].map { $0?.fraction } == [try Fraction(1, 2), try Fraction(1, 4)])
        // Without counts the values are taken.
        #expect(try read(export(correct: "null")).tables[0].scores[0].map { $0?.value } == [0.5, 0.5])
        // Selected by areas, these are ranked, not the counts beside them.
        let areas = try read(export(metric: "auc")).tables[0]
        #expect(areas.metric == "auc" && areas.scores[0].map { $0?.value } == [0.5, 0.5])
        let mixed = #expect(throws: NumbersError.self) { try read(export(grid: "quick")) }
        #expect(mixed?.description.contains("more than one grid") == true)
        let empty = #expect(throws: NumbersError.self) { try read(export(selections: false)) }
        #expect(empty?.description.contains("no results to compare") == true)
        let part = #expect(throws: NumbersError.self) { try read("task,method_digest,unit_hash\nuci/a,d,u\n") }
        #expect(part?.description.contains("export FILE.json") == true)
    }

    /// Of numpy's savetxt: the header is a comment, which the line of numbers behind it tells.
    @Test(arguments: [
        "# task,svm,rf\niris,0.9,0.8\n#wine,0.7,0.75\n", "# by me\n#task;svm;rf\niris;0,9;0,8\n#wine;0,7;0,75\n",
        "# task\tsvm\trf\niris\t0.9\t0.8\n#wine\t0.7\t0.75\n", "# task svm rf\niris 0.9 0.8\n#wine 0.7 0.75\n",
        "# by me\ntask,svm,rf\niris,0.9,0.8\n#wine,0.7,0.75\n",
    ])
    func theHeaderIsFound(_ text: String) throws {
        let (tables, notes) = try read(text)
        #expect(tables[0].methods == ["svm", "rf"] && tables[0].tasks == ["iris", "#wine"])
        #expect(tables[0].scores[0].map { $0?.value } == [0.9, 0.8])
        #expect(notes.contains { $0.contains("names the columns") } == !text.contains("\ntask"))
        let plain = try table("# svm rf\n9.0e-01 8.0e-01\n7.0e-01 7.5e-01\n")
        #expect(plain.methods == ["svm", "rf"] && plain.tasks == ["1", "2"])
    }

    /// Comments stand before the header only: a task may be called #12.
    @Test func tasksMayBeginWithNumberSigns() throws {
        let table = try table("# mine\ntask,svm,rf\n#12,0.9,0.8\n#13,0.7,0.75\nglass,0.6,0.5\n")
        #expect(table.tasks == ["#12", "#13", "glass"])
    }

    /// A row of scores is no header.
    @Test(arguments: [
        "iris,0.9,0.8\nwine,0.7,0.75\n", "iris,svm,0.9\niris,rf,0.8\n", "iris;0,95;0,8\nwine;0,7;0,75\n",
        "iris,90%,NA\nwine,70%,75%\n", "iris,0.9,0.9\nwine,0.7,0.75\n", ",0,1\niris,0.9,0.8\n",
        "iris,0.9±0.1,0.8\nwine,0.7,0.75\n", "iris\t950\t1,200\nwine\t1\t2\n",
        "# a title, of mine\niris,0.9,0.8\nwine,1,1\n",
    ])
    func aRowOfNumbersIsNoHeader(_ text: String) throws {
        let error = #expect(throws: NumbersError.self) { try read(text) }
        #expect(error?.description.contains("should be a header") == true, "\(String(describing: error))")
    }

    /// Names of methods that are numbers can be named, and tasks above rows of methods may be numbers of OpenML.
    @Test func whatNumbersMayBeNames() throws {
        var options = ReadingOptions()
        options.columns = ["0", "1"]
        #expect(try table(",0,1\niris,0.9,0.8\n", options).methods == ["0", "1"])
        #expect(try table("method,3,31\nsvm,0.9,0.5\nrf,0.75,0.25\n").tasks == ["3", "31"])
        options = ReadingOptions()
        options.methodsAreRows = true
        #expect(try table(",3,31\nsvm,0.9,0.5\nrf,0.75,0.25\n", options).tasks == ["3", "31"])
        let error = #expect(throws: NumbersError.self) { try read("svm,90,80\nrf,75,60\n", options) }
        #expect(error?.description.contains("has the number \"90\"") == true)
    }

    /// A comma before three digits is a decimal comma where another cell of its column settles it.
    @Test func commasAreSettledByTheirColumn() throws {
        let table = try table("task\tsvm\trf\na\t950\t1,200\nb\t900\t0,5\n")
        #expect(table.scores[0].map { $0?.value } == [950, 1.2])
        #expect(try self.table("task,svm,rf\na,\"95,123\",1\nb,\"95,1\",2\n").scores[0][0]?.value == 95.123)
    }

    /// A % behind the spread is that of the mean.
    @Test func percentagesWithSpreads() throws {
        let table = try table("task,svm,rf,lr\na,95.1±0.3%,94.8%,95.1%±0.3%\nb,$90 \\pm 1\\%$,91.8 %,90.1 +/- 0.3 %\n")
        #expect(table.scores[0].map { $0?.value } == [0.951, 0.948, 0.951])
        #expect(table.scores[1].map { $0?.value } == [0.9, 0.918, 0.901])
    }

    @Test(arguments: [
        ("task,a,b\nt,1,\"1,234\"\n", "line 2, column \"b\""), ("task,method,note\nt,a,x\n", "column \"note\""),
        ("method,fold,acc\na,1,0.5\na,2,0.5\n", "none of tasks"), ("task,a,b\nt,inf,1\n", "line 2, column \"a\""),
        ("{\"a\":{\"t\":true},\"b\":{\"t\":1}}", "neither a number"), ("[[1,2],[3]]", "row 2"),
        ("task\ta\tb\nt\t950\t1,200\nu\t900\t1,100\n", "line 2, column \"b\": \"1,200\" may be a thousand"),
        ("task;a;b\nt;1,200;0,5\nu;1,5;0,7\nv;1.200;0,7\n", "line 4, column \"a\": \"1.200\" may be"),
        ("task\ta\tb\nt\t0,5\t1.200\nu\t0,7\t950\n", "line 2, column \"b\": \"1.200\" may be"),
        ("svm\trf\n950\t1,200\n", "line 2, column \"rf\""),
        ("task,a,b\nt,95.1%,94.8\n", "line 2, column \"b\": \"94.8\" has no %"),
        ("task,method,acc\nt,a,95%\nt,b,96\n", "line 3, column \"acc\""),
        ("task,method,correct,total\na,x,12,100\na,y,120,100\n", "line 3, column \"correct\": \"120\" of \"100\""),
        ("task,method,correct,total\na,x,-20,100\na,y,1,100\n", "line 2, column \"correct\": \"-20\" of"),
        ("{\"a\":[1,2,3],\"b\":[1,2]}", "\"b\": 2 values where \"a\" has 3"), ("[[],[]]", "row 1: the row is empty"),
        ("{\"columns\":[\"a\"],\"index\":[\"s\",\"t\"],\"data\":[[1]]}", "index: 2 names"),
        ("task,a,b\nt,1.5e308,1\n", "line 2, column \"a\": 1.5e+308 is beyond 1e+300"),
        ("{\"x\":[1,-1e305],\"y\":[1,2]}", "x, value 2: -1e+305 is beyond"),
    ])
    func wrongTablesNameThePlace(_ text: String, _ hint: String) {
        let error = #expect(throws: NumbersError.self) { try read(text) }
        #expect(error?.description.contains(hint) == true, "\(String(describing: error))")
    }
}
