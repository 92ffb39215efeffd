import ArgumentParser
import ResultStore

/// The outcomes of units that are to be tried again.
struct RetryChoice: ExpressibleByArgument {
    /// The outcomes that can be tried again; interrupted units always are.
    static let allowed: [Outcome] = [.failed, .timedOut, .outOfMemory, .diverged]

    /// The outcomes.
    let outcomes: Set<Outcome>

    /// Reads names separated by commas, as `failed,timed_out`; nil for anything else.
    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let outcomes = names.compactMap { name in Self.allowed.first { $0.rawValue == name } }
        guard outcomes.count == names.count else { return nil }
        self.outcomes = Set(outcomes)
    }
}
