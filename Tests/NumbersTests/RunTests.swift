import Foundation
import Statistics
import Tables
import Testing

@testable import Numbers

/// Runs of a task and method: how they are told apart, paired and averaged, and what is refused since they are not.
@Suite struct RunTests {
    private func study(_ text: String, _ change: (inout ReadingOptions) -> Void = { _ in }) throws -> NumberStudy {
        var options = ReadingOptions()
        change(&options)
        guard case .tables(let tables) = try NumberReader.read(Array(text.utf8), file: "my.csv", options).numbers else {
            throw NumbersError(file: "", place: "", problem: "no table")
        }
        return try NumberStudy(tables, file: "my.csv")
    }

    private func refusal(
        _ text: String, _ change: (inout ReadingOptions) -> Void = { _ in },
        sourceLocation: SourceLocation = #_sourceLocation
    ) -> String {
        let error = #expect(throws: NumbersError.self, sourceLocation: sourceLocation) { try study(text, change) }
        return error?.description ?? ""
    }

    /// The mean difference and its interval in the row of a method, rounded to six places.
    private func interval(_ study: NumberStudy, _ method: String) throws -> [Double] {
        let table = try IntervalPart(study).table
        let row = try #require(table.rows.first { $0[0] == .text(method) })
        return row[5...7].map { ((Double($0.exact) ?? .nan) * 1e6).rounded() / 1e6 }
    }

    // MARK: - Intervals

    private static let seeds = """
        task,method,seed,acc
        t1,a,1,0.8
        t1,a,2,0.6
        t1,b,1,0.9
        t1,b,2,0.7
        t2,a,1,0.5
        t2,a,2,0.5
        t2,b,1,0.6
        t2,b,2,0.6

        """

    /// Runs go by their seed, whatever the order of rows, and however it is written.
    @Test func runsArePairedByTheirKey() throws {
        let swapped = Self.seeds.replacing("t1,b,1,0.9\nt1,b,2,0.7", with: "t1,b,2.0,0.7\nt1,b,1.0,0.9")
        try #require(swapped != Self.seeds)
        for text in [Self.seeds, swapped] {
            #expect(try interval(study(text), "a") == [-0.1, -0.1, -0.1])
        }
    }

    /// Four runs of t1 weigh as much as the one of t2, as in the matrix of methods.
    @Test func theMeanIsOverTasks() throws {
        let runs = (1...4).map { "t1,a,\($0),.9\nt1,b,\($0),.5\n" }.joined()
        let study = try study("task,method,seed,acc\n\(runs)t2,a,1,.7\nt2,b,1,.7\n")
        #expect(try interval(study, "b") == [-0.2, -0.2, -0.2])
        let matrix = try MatrixPart(study).table
        let row = try #require(matrix.rows.first { $0[0] == .text("b") })
        #expect(row[2].exact.hasPrefix("-0.2000"), "\(row)")
        #expect(try IntervalPart(study).table.notes.contains { $0.contains("nothing to draw: t2.") })
    }

    /// Of unequal runs those of both count, and what does not is named.
    @Test func whatHasNoPartnerIsNamed() throws {
        let study = try study(Self.seeds + "t1,a,3,0.1\nt3,a,1,0.9\nt3,b,2,0.1\n")
        #expect(try interval(study, "a") == [-0.1, -0.1, -0.1])
        let notes = try IntervalPart(study).table.notes
        #expect(notes.contains { $0.contains("without a run of both methods: t3 of a.") }, "\(notes)")
        #expect(notes.contains { $0.contains("of one of two methods alone: t1 a seed 3.") }, "\(notes)")
        // Without a seed of both, tasks are drawn.
        let apart = try self.study(Self.seeds.replacing(",b,1,", with: ",b,8,").replacing(",b,2,", with: ",b,9,"))
        #expect(try IntervalPart(apart).table.notes.contains { $0.contains("tasks drawn again") })
        #expect(try interval(apart, "a") == [-0.1, -0.1, -0.1])
    }

    // MARK: - Repeats

    @Test func repeatedRowsAreRefused() throws {
        let grids =
            "task,method,seed,acc,grid,note\nt,a,1,0.5,small,x\nt,b,1,0.5,small,x\nt,a,1,0.7,big,x\nt,b,1,0.5,big,x\n"
        let message = refusal(grids)
        #expect(
            message.contains("my.csv, line 4: task \"t\", method \"a\", seed \"1\" is there twice, first on line 2"))
        #expect(
            message.contains("the rows differ in \"grid\", \"acc\"") && message.contains("--run-column"), "\(message)")
        // A filter or the name of the column helps.
        #expect(try study("task,method,seed,acc,grid\nt,a,1,0.5,small\nt,b,1,0.5,small\n").reports.count == 1)
        let named = try study(grids) { $0.runColumns = ["grid"] }
        #expect(named.reports[0].table.runs?[0][0].map(\.key) == [["small", "1"], ["big", "1"]])
        #expect(named.reports[0].table.scores[0][0]?.fraction == (try Fraction(3, 5)))
        #expect(refusal("task,method,acc\nt,a,1\nt,a,1\n").contains("the rows are alike"))
        #expect(
            refusal("task,method,metric,value\nt,a,acc,1\nt,a,loss,2\n").contains("differ in \"metric\", \"value\""))
        // A row a task, too.
        #expect(refusal("task,seed,a,b\nt,1,1,2\nt,1,3,4\n").contains("task \"t\", seed \"1\" is there twice"))
    }

    /// Rows that only runs tell apart may be of one task: a line says what their tests are worth.
    @Test func runsWithoutTasksAreNamed() throws {
        let runs = "seed,svm,rf\n1,0.8,0.7\n2,0.9,0.6\n3,0.7,0.8\n"
        func notes(_ text: String) throws -> [String] {
            try NumberReader.read(Array(text.utf8), file: "my.csv", ReadingOptions()).notes
        }
        let words = "no column names the tasks: each row counts as a task"
        #expect(try notes(runs).contains { $0.contains(words) && $0.contains("seed") })
        for others in ["svm,rf\n0.8,0.7\n0.9,0.6\n", "task,seed,svm,rf\nt,1,0.8,0.7\nt,2,0.9,0.6\n"] {
            #expect(try !notes(others).contains { $0.contains(words) })
        }
    }

    /// Numbers name methods where they tell the rows of a task apart, and are scores where each task has one row.
    @Test func methodsMayBeNumbered() throws {
        let plain = try study("task,method,acc\nt,1,.5\nt,2,.6\nu,1,.3\nu,2,.4\n").reports[0].table
        #expect(plain.methods == ["1", "2"] && plain.metric == "acc" && plain.tasks == ["t", "u"])
        let seeds = "task,model,seed,acc\nt,10,1,.5\nt,10,2,.7\nt,20,1,.6\nt,20,2,.6\n"
        let runs = try study(seeds).reports[0].table
        #expect(runs.methods == ["10", "20"] && runs.runs?[0][0].count == 2)
        let wide = try study("task,model,acc\nt,.5,.4\nu,.3,.2\n").reports[0].table
        #expect(wide.methods == ["model", "acc"])
        #expect(refusal("task,model,acc\nt,1,.5\nt,1,.6\n").contains("task \"t\" is there twice"))
    }

    @Test(arguments: ["seed", "fold", "Split", "repeat", "split_index", "random_state"])
    func columnsOfRuns(_ title: String) throws {
        let table = try study("task,method,\(title),acc\nt,a,0,0.5\nt,a,1,0.7\nt,b,0,0.5\nt,b,1,0.6\n").reports[0].table
        #expect(table.metric == "acc" && table.runs?[0][0].count == 2 && table.runColumns == [title])
        #expect(table.scores[0][0]?.fraction == (try Fraction(3, 5)))
    }

    // MARK: - Selections of a results file

    /// Rows of the view `selected_results` with some of its columns.
    private static func selections(
        grid: String = "small", metric: String = "accuracy", rule: String = "{}", digest: String = "d2",
        content: String = "c", counts: String = "1,4"
    ) -> String {
        """
        suite,task,split_index,method,seed,protocol,grid,layers,test_metric,test_value,test_correct,test_total,rule,protocol_digest,method_digest,content_digest
        uci,uci/a,0,snn,1,p,small,4,\(metric),0.5,3,4,"{}",q,d1,c
        uci,uci/a,1,snn,1,p,small,2,\(metric),0.5,\(counts),"{}",q,d1,c
        uci,uci/a,0,msra,1,p,small,2,\(metric),0.75,1,4,"{}",q,d2,c
        uci,uci/a,1,msra,1,p,\(grid),2,\(metric),0.25,1,4,"\(rule)",q,\(digest),\(content)

        """
    }

    @Test func selectionsOfSeveralKindsAreRefused() throws {
        let grids = refusal(Self.selections(grid: "small+halving"))
        #expect(grids.contains("line 5, column \"grid\": there is more than one grid, \"small\" and \"small+halving\""))
        #expect(grids.contains("WHERE") && grids.contains("snnbench rank"))
        #expect(refusal(Self.selections(rule: "{w}")).contains("more than one rule of selection"))
        #expect(refusal(Self.selections(digest: "d3")).contains("more than one definition of \"msra\""))
        #expect(refusal(Self.selections(content: "e")).contains("more than one version of \"uci/a\""))
        let metrics = Self.selections().replacing(
            "uci/a,1,msra,1,p,small,2,accuracy", with: "uci/a,1,msra,1,p,small,2,auc")
        #expect(refusal(metrics).contains("more than one metric"))
        #expect(
            refusal(Self.selections().replacing("p,small,4", with: "other,small,4")).contains("more than one protocol"))
        // Asked for another column, the rows are still of one kind or refused.
        #expect(refusal(Self.selections(grid: "big")) { $0.scores = ["layers"] }.contains("more than one grid"))
        #expect(try study(Self.selections()) { $0.scores = ["layers"] }.reports[0].table.metric == "layers")
        let twice = Self.selections() + "uci,uci/a,1,msra,1,p,small,2,accuracy,0.25,1,4,\"{}\",q,d2,c\n"
        #expect(
            refusal(twice).contains("method \"msra\", split_index \"1\", seed \"1\" is there twice"))
    }

    /// Counts are those of rows classified rightly: of another metric, and where some lack them, the values count.
    @Test func theMetricOfSelectionsIsRanked() throws {
        func table(_ text: String) throws -> NumberTable { try study(text).reports[0].table }
        let counted = try table(Self.selections())
        #expect(
            try counted.metric == "accuracy"
                && counted.scores[0].map { $0?.fraction } == [try Fraction(1, 2), try Fraction(1, 4)])
        #expect(
            counted.runColumns == ["split_index", "seed"]
                && counted.runs?[0][0].map(\.key) == [["0", "1"], ["1", "1"]])
        let areas = try table(Self.selections(metric: "auc"))
        #expect(areas.metric == "auc" && areas.scores[0].map { $0?.value } == [0.5, 0.5])
        #expect(try table(Self.selections(metric: "r2", counts: ",")).scores[0].map { $0?.value } == [0.5, 0.5])
        #expect(try table(Self.selections(counts: ",")).scores[0].map { $0?.value } == [0.5, 0.5])
        // Of errors the smaller one is better, without being told.
        let errors = try study(
            Self.selections(metric: "rmse").replacing("msra,1,p,small,2,rmse,0.75", with: "msra,1,p,small,2,rmse,0.1"))
        #expect(errors.reports[0].order.map { errors.reports[0].comparison.methods[$0] } == ["msra", "snn"])
        #expect(try errors.reports[0].table.pair("snn", "msra").order == .smallestFirst)
        // As in a table of our own without the columns of the view.
        let own = try table("task,method,test_value,correct,total\nt,a,0.5,,\nt,b,0.25,,\n")
        #expect(own.scores[0].map { $0?.value } == [0.5, 0.25])
    }
}
