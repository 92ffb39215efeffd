import Evaluation
import Formats
import Graphics
import ResultStore
import Tables

/// A piece of a report that can be had alone: one type in a file of its own, and one line in `Report.parts`.
///
/// A part is made only when it is asked for, and makes what it needs of the source's other facts then.
package protocol ReportPart: ReportFact {
    /// The name that `--part` takes and that its section has on the page.
    static var name: String { get }
    /// What it shows, one sentence.
    static var summary: String { get }
    /// Whether it has a drawing.
    static var isDrawn: Bool { get }
    /// Its numbers; without rows where the store has nothing for it.
    var table: Table { get }
    /// Its drawing; nil where it has none or there is nothing to draw.
    var chart: Chart? { get }
    /// What stands for the table in LaTeX; nil where the table does.
    var latex: String? { get }
    /// Its section of the page; nil where there is nothing to say.
    var section: PageSection? { get }
}

extension ReportPart {
    package static var isDrawn: Bool { false }
    package var chart: Chart? { nil }
    package var latex: String? { nil }

    /// An empty section under the part's name.
    ///
    /// - Parameters:
    ///   - short: its title among the page's links.
    ///   - title: its heading.
    static func section(_ short: String, _ title: String) -> PageSection {
        PageSection(id: name, shortTitle: short, sectionTitle: title)
    }
}

/// Something that a report is made of, worked out from its source when a part asks for it.
package protocol ReportFact: Sendable {
    /// Works it out.
    ///
    /// - Throws: `ResultStoreError`, and `StatisticsError` for numbers that no statistic can be made of.
    init(_ source: ReportSource) throws
}

/// What the parts of a report are made from: a store, what is asked of it, and the facts that parts share.
package final class ReportSource {
    /// The store.
    let store: ResultStore
    /// What is asked.
    let options: ReportOptions
    /// What is known of learning curves, which several facts choose from.
    let cache = CandidateCache()
    private var experiments: [Experiment: Results] = [:]
    private var facts: [ObjectIdentifier: any ReportFact] = [:]

    /// Names a store and what is asked of it; nothing is read yet.
    init(_ store: ResultStore, _ options: ReportOptions) {
        self.store = store
        self.options = options
    }

    /// The name of the results file, without its folder.
    var fileName: String { store.path.split(separator: "/").last.map(String.init) ?? store.path }

    /// A fact, worked out when it is asked for the first time.
    ///
    /// - Throws: what working it out throws.
    package func fact<Fact: ReportFact>(_ type: Fact.Type = Fact.self) throws -> Fact {
        if let known = facts[ObjectIdentifier(type)] as? Fact { return known }
        let fact = try Fact(self)
        facts[ObjectIdentifier(type)] = fact
        return fact
    }

    /// Whether a fact was asked for so far.
    package func hasMade(_ type: any ReportFact.Type) -> Bool { facts[ObjectIdentifier(type)] != nil }

    /// The results of one experiment that has a section of its own.
    ///
    /// - Throws: `ResultStoreError`.
    func results(of experiment: Experiment) throws -> Results {
        if let known = experiments[experiment] { return known }
        var question = options.question
        question.experiment = experiment
        let results = try Results(store, question, cache: cache)
        experiments[experiment] = results
        return results
    }
}

/// The results that the report is about, ranked: the value that `rank` shows too.
struct RankedResults: ReportFact {
    /// The results.
    let results: Results
    /// Ranks and tests; nil where there is nothing to rank.
    let comparison: Comparison?
    /// Why there is nothing to rank; empty where there is something.
    let lack: String

    init(_ source: ReportSource) throws {
        results = try Results(source.store, source.options.question, cache: source.cache)
        do {
            comparison = try Comparison(results)
            lack = ""
        } catch let error as EvaluationError {
            comparison = nil
            lack = error.description
        }
    }

    /// Whether they are of many tasks, not of the folds or repeats of one data set, which have a section of their own.
    var areOverTasks: Bool { results.protocols[.uci] != nil }

    /// Whether they are of several splits or seeds, so that scores are means.
    var areMeans: Bool { results.splitIndices.count > 1 || results.seeds.count > 1 }
}
