import Foundation
import ReportStores
import Statistics
import Testing

@testable import Numbers
@testable import Reports

/// A diagram joins what its own test does not tell apart, and nothing else.
@Suite struct CriticalDifferencesTests {
    /// The largest cliques against trying every subset.
    @Test func cliquesAreThoseOfASearchOverAllSubsets() {
        var generator = SeededGenerator(state: 11)
        for _ in 0..<200 {
            let count = Int.random(in: 2...7, using: &generator)
            var isAdjacent = Array(repeating: Array(repeating: false, count: count), count: count)
            for first in 0..<count {
                for second in 0..<count where second > first {
                    let isJoined = Int.random(in: 0...2, using: &generator) > 0
                    isAdjacent[first][second] = isJoined
                    isAdjacent[second][first] = isJoined
                }
            }
            let cliques = (1..<(1 << count)).map { mask in (0..<count).filter { mask >> $0 & 1 == 1 } }
                .filter { set in set.allSatisfy { a in set.allSatisfy { a == $0 || isAdjacent[a][$0] } } }
            let largest = cliques.filter { set in
                set.count > 1 && !cliques.contains { $0.count > set.count && Set(set).isSubset(of: $0) }
            }.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(CriticalDifferences.largestCliques(isAdjacent) == largest)
        }
    }

    /// A study where the first methods are alike and the last one is far behind.
    private func study(tasks: Int) -> StudySpecification {
        var generator = SeededGenerator(state: 5)
        let noise = (0..<tasks * 4).map { _ in Int.random(in: -9...9, using: &generator) }
        return StudySpecification(
            tasks: (0..<tasks).map { "uci/t\($0)" }, methods: ["snn", "msra", "highway", "own"]
        ) { task, method, _ in
            let place = ["snn", "msra", "highway", "own"].firstIndex(of: method) ?? 0
            let base = [70, 69, 66, 40][place]
            return StudySpecification.Correct(validation: 50, test: base + noise[task * 4 + place])
        }
    }

    /// Recomputed from the p-values of all pairs, of which the diagram is made.
    @Test func groupsOfWilcoxonTestsHaveNoSignificantPair() throws {
        let report = try Report.of(study(tasks: 40), test: .wilcoxonHolm)
        let pairs = try #require(try report.comparison).pairs()
        let differences = try #require(try report.differences)
        let adjusted = try PValueAdjustment.holm.adjusted(pairs.map(\.test.p))
        var isJoined = Set<[Int]>()
        for group in differences.groups {
            for first in group { for second in group where second > first { isJoined.insert([first, second]) } }
        }
        for (pair, p) in zip(pairs, adjusted) {
            #expect(isJoined.contains([pair.first, pair.second]) == (p >= 0.05), "\(pair.first) \(pair.second) \(p)")
        }
        #expect(differences.methods.last == "own")
        #expect(!differences.groups.contains { $0.contains(3) })
        #expect(differences.convention.contains("adjusted after Holm"))
        #expect(differences.convention.contains("6 pairs"))
    }

    @Test func groupsOfNemenyisTestLieWithinTheCriticalDifference() throws {
        let report = try Report.of(study(tasks: 40))
        let differences = try #require(try report.differences)
        // q(0.05, 4) = 2.569 (Demsar 2006, table 5): 2.569 sqrt(4 * 5 / (6 * 40)).
        let critical = try #require(differences.criticalDifference)
        #expect(abs(critical - 2.569 * (20.0 / 240).squareRoot()) < 0.001)
        for group in differences.groups {
            let ranks = group.map { differences.averageRanks[$0] }
            #expect((ranks.max() ?? 0) - (ranks.min() ?? 0) < critical)
        }
        #expect(!differences.groups.contains { $0.contains(3) })
        #expect(differences.convention.hasPrefix("Nemenyi"))
    }

    /// a beats b as often as not, by as much; b always beats c, and a by more than it loses.
    @Test func groupsFollowTheTest() throws {
        let study = StudySpecification(
            tasks: (0..<60).map { "uci/t\($0)" }, methods: ["a", "b", "c"]
        ) { task, method, _ in
            let a = task.isMultiple(of: 2) ? 71 : 51
            return StudySpecification.Correct(validation: 50, test: ["a": a, "b": 61, "c": 60][method] ?? 0)
        }
        let differences = try #require(try Report.of(study, test: .wilcoxonHolm).differences)
        #expect(differences.methods == ["b", "a", "c"])
        #expect(differences.groups == [[0, 1]])
    }

    /// A plain bar over a method that is not in the group would say what the test does not.
    @Test func aGroupThatSkipsAMethodIsDashedWithDots() throws {
        let differences = CriticalDifferences(
            methods: ["snn", "msra", "highway"], averageRanks: [1.5, 2, 2.5], test: .wilcoxonHolm, alpha: 0.05,
            tasks: 30, criticalDifference: nil, groups: [[0, 2]], friedman: nil)
        #expect(!differences.isContiguous([0, 2]))
        let svg = differences.chart.standalone
        #expect(svg.contains("stroke-dasharray"))
        // One dot a method on the axis, one a member on the bar.
        #expect(svg.ranges(of: "<circle").count == 5)
        #expect(differences.caption.contains("not those it passes"))
        #expect(differences.tikz.contains("densely dashed"))
        #expect(differences.tikz.ranges(of: "\\fill").count == 2)
    }

    @Test func oneMethodHasNoDiagram() throws {
        let study = StudySpecification(tasks: ["uci/a"], methods: ["snn"]) { _, _, _ in
            StudySpecification.Correct(validation: 1, test: 1)
        }
        let report = try Report.of(study)
        #expect(try report.differences == nil)
        #expect(try report.svg(CriticalDifferenceDiagram.self) == nil)
        #expect(try report.html().contains("id=\"ranks\""))
    }
}
