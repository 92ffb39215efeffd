/// Results that a table does not show, why, and what shows them.
public struct LeftOut: Hashable, Sendable, CustomStringConvertible {
    /// Why results are left out.
    public enum Reason: Hashable, Sendable {
        /// They belong to another experiment of the paper, which has a metric and a table of its own.
        case experiment(suites: [String])
        /// They are of another grid.
        case grids([String])
        /// They are of other splits.
        case splits([Int])
        /// They are of other seeds.
        case seeds([Int64])
        /// They are under another protocol or rule of selection.
        case protocols([String])
        /// They are of another definition under the same name.
        case definitions(method: String)
        /// They are of other arithmetic.
        case numerics([Int])
        /// They are of other content under the same name, or of other rows in the same split.
        case content(task: String)
        /// Some splits or seeds are missing that another method has on the task, so that the mean would be one over other rows.
        case incomplete(method: String)
        /// Not all candidates were tried.
        case unfinished
        /// Every candidate was given up.
        case withoutSuccess(outcomes: String)
        /// Candidates succeeded, but what selects is undefined on the rows that it is measured on.
        case withoutSelection(outcomes: String)
        /// They have no number for the metric that was asked for.
        case metric(String)
    }

    /// Why.
    public let reason: Reason
    /// The number of results, each of a task, method, split and seed.
    public let results: Int
    /// The options that show them; nil where none does.
    public let option: String?
    /// The methods and tasks that are meant, where it is about some.
    public let places: [String]

    init(_ reason: Reason, results: Int, option: String? = nil, places: [String] = []) {
        self.reason = reason
        self.results = results
        self.option = option
        self.places = places
    }

    /// One line: how many, why, and what shows them.
    public var description: String {
        let count = "\(results) \(results == 1 ? "result" : "results")"
        let left = "\(count) \(reasonText) left out"
        return (option.map { "\(left): \($0)" } ?? left) + "."
    }

    private var reasonText: String {
        switch reason {
        case .experiment(let suites): "of \(suites.joined(separator: ", "))"
        case .grids(let names):
            "of \(names.count == 1 ? "grid" : "grids") \(names.map { $0.isEmpty ? "unknown" : $0 }.joined(separator: ", "))"
        case .splits(let indices):
            "of \(indices.count == 1 ? "split" : "splits") \(indices.map(String.init).joined(separator: ", "))"
        case .seeds(let seeds):
            "of \(seeds.count == 1 ? "seed" : "seeds") \(seeds.map { "\($0)" }.joined(separator: ", "))"
        case .protocols(let names): "under another protocol (\(names.joined(separator: "; ")))"
        case .definitions(let method): "of another definition of \(method)"
        case .numerics(let versions):
            "of numerics \(versions.count == 1 ? "version" : "versions") \(versions.map(String.init).joined(separator: ", "))"
        case .content(let task): "of other data under the name \(task)"
        case .incomplete(let method): "of \(method) that lack splits or seeds of others (\(placesText))"
        case .unfinished: "whose units are not all through"
        case .withoutSuccess(let outcomes): "without a unit that succeeded (\(outcomes)): \(placesText)"
        case .withoutSelection(let outcomes):
            "without a selection (\(outcomes)), since the metric that selects is undefined on their rows: \(placesText)"
        case .metric(let name): "without \(name)"
        }
    }

    private var placesText: String {
        places.count <= 4
            ? places.joined(separator: ", ")
            : places.prefix(3).joined(separator: ", ") + " and \(places.count - 3) more"
    }
}
