import Formats
import ResultStore

/// What becomes of a ranking where one decision that the paper leaves open is decided otherwise.
///
/// Rules of selection are applied to stored curves, without training; other protocols count where the store has results under them.
public struct Sensitivity: Sendable {
    /// One decision, and the two rankings that it makes.
    public struct Change: Sendable {
        /// What is decided otherwise, as an option would: `window_ties=latest`.
        public let name: String
        /// The ranking with it, of the tasks that all methods have a result for both ways.
        public let comparison: Comparison
        /// The ranking without it, of the same tasks.
        public let unchanged: Comparison
        /// How many methods' results on these tasks there are.
        public let results: Int
        /// How many of them are other ones.
        public let changedResults: Int
    }

    /// The changes: rules of selection first, then the protocols of the store, by name.
    public let changes: [Change]

    /// Decides otherwise, one decision at a time.
    ///
    /// - Parameters:
    ///   - results: what was ranked, of one experiment.
    ///   - store: the store that it was read from.
    ///   - cache: what is known of stored curves already.
    /// - Throws: `ResultStoreError`.
    public init(_ results: Results, in store: ResultStore, cache: CandidateCache = CandidateCache()) throws {
        let definitions = try store.protocolDefinitions()
        guard let (experiment, used) = results.protocols.first, results.protocols.count == 1,
            let rule = SelectionRule(record: used.rule), let definition = definitions[used.digest]?.definition
        else {
            changes = []
            return
        }
        let own = StudyProtocol(definition: definition, rule: rule)
        let others =
            Sensitivity.rules(besides: rule).map { StudyProtocol(definition: definition, rule: $0) }
            + definitions.values.filter { Sensitivity.differInOneValue($0.definition, definition) }
            .map { StudyProtocol(definition: $0.definition, rule: rule) }
            .sorted { $0.definition.text < $1.definition.text }
        changes = try others.compactMap { other in
            var question = results.question
            question.experiment = experiment
            question.tasks = results.tasks
            question.methods = results.methods.map { $0.digest.isEmpty ? $0.name : "\($0.name)@\($0.digest)" }
            (question.grid, question.splitIndices, question.seeds) = (results.grid, results.splitIndices, results.seeds)
            question.numericsVersion = results.numericsVersion
            question.protocols = [experiment: other]
            let changed = try Results(store, question, cache: cache)
            let methods = results.methodNames.filter(changed.methodNames.contains)
            let complete = Set(results.tasks(completeFor: methods))
            let tasks = changed.tasks(completeFor: methods).filter(complete.contains)
            guard methods.count > 1, !tasks.isEmpty else { return nil }
            question.tasks = tasks
            let ranked = try Results(store, question, cache: cache)
            question.protocols = [experiment: own]
            let unchanged = try Results(store, question, cache: cache)
            let pairs = tasks.flatMap { task in methods.map { (unchanged[task, $0]?.score, ranked[task, $0]?.score) } }
            return Change(
                name: ProtocolKey(other).name(paper: own, definition: other.definition, stored: nil),
                comparison: try Comparison(ranked, methods: methods),
                unchanged: try Comparison(unchanged, methods: methods), results: pairs.count,
                changedResults: pairs.count { $0 != $1 })
        }
    }

    /// The rules beside the ranked one: the other window of equal ones, a shorter moving average, and none.
    private static func rules(besides rule: SelectionRule) -> [SelectionRule] {
        var ties = rule
        ties.windowTies = rule.windowTies == .earliest ? .latest : .earliest
        return [ties]
            + [1, 5, 10].filter { $0 != rule.window }.map { window in
                var other = rule
                other.window = window
                return other
            }
    }

    /// Whether two definitions are the same but for one value.
    private static func differInOneValue(_ left: CanonicalJSON, _ right: CanonicalJSON) -> Bool {
        guard case .object(let left) = left, case .object(let right) = right else { return false }
        return Set(left.keys).union(right.keys).count { left[$0] != right[$0] } == 1
    }
}
