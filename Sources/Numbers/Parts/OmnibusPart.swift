import Formats
import Statistics
import Tables

/// The tests of whether all methods are alike.
package struct OmnibusPart: NumberPart {
    package static let name = "tests"
    package static let summary =
        "Tests of whether all methods are alike: Friedman, Quade, aligned ranks, Skillings-Mack."
    package static let title = "Are all methods alike?"

    package let table: Table

    package init(_ study: NumberStudy) throws {
        table = try PartTable.joined(study, Self.table)
    }

    private static func table(_ report: TableReport) throws -> Table {
        var table = Table(columns: ["test", "statistic", "degrees_of_freedom", "p", "convention"])
        func add(_ test: String, _ statistic: Double?, _ degrees: String, _ p: Double, _ convention: String) {
            table.rows.append(
                [.text(test), .decimal(statistic, places: 4), .text(degrees), .probability(p), .text(convention)])
        }
        let order = report.options.comparison.order
        if let friedman = report.comparison.friedman {
            let k = friedman.methods
            add("Friedman", friedman.chiSquared, "\(k - 1)", friedman.chiSquaredP, "chi-squared, corrected for ties")
            add(
                "Iman-Davenport", friedman.f, "\(k - 1), \((k - 1) * (friedman.tasks - 1))", friedman.fP,
                friedman.f.isFinite ? "F of Friedman's statistic" : "F is infinite: all tasks rank the methods alike")
            if let permutation = report.permutation {
                add("Friedman, permutations", friedman.chiSquared, "", permutation.p, permutation.convention)
            }
            let scores = try report.counted().complete.scores.map { $0.compactMap { $0 } }
            if scores.count > 1 {
                let quade = try QuadeTest(scores: scores, order: order)
                add(
                    "Quade", quade.f, "\(quade.numeratorDegrees), \(quade.denominatorDegrees)", quade.p,
                    "F; tasks with a wider range of scores weigh more")
                let aligned = try AlignedRanksTest(scores: scores.map { $0.map(\.value) }, order: order)
                add(
                    "Aligned ranks", aligned.chiSquared, "\(k - 1)", aligned.p,
                    "chi-squared of scores less their task's mean")
            }
        }
        let all = try report.table.scoreTable()
        if all.complete.tasks.count < all.tasks.count, all.methods.count > 1,
            let test = try? SkillingsMackTest(scores: all.scores, order: order)
        {
            add(
                "Skillings-Mack", test.chiSquared, "\(test.degreesOfFreedom)", test.p,
                "chi-squared of all \(NumberText.counted(test.tasks, "task")) with two scores and more, none filled in")
        }
        table.notes = ["A small p says that not all methods are alike; which ones differ is for the tests of pairs."]
        if table.rows.isEmpty { table.notes = ["Two methods and two tasks are the least that can be tested."] }
        return table
    }
}
