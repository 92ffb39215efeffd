import ArgumentParser

/// Which splits of each task are meant.
enum SplitChoice: ExpressibleByArgument, Equatable {
    /// Every split that a task has.
    case all
    /// Some by their index.
    case indices([Int])

    /// Reads `all`, or indices separated by commas.
    init?(argument: String) {
        if argument == "all" {
            self = .all
            return
        }
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let indices = parts.compactMap { Int($0) }.filter { $0 >= 0 && $0 < 1000 }
        guard indices.count == parts.count, Set(indices).count == indices.count else { return nil }
        self = .indices(indices.sorted())
    }

    /// The indices; tasks that lack some are run on those that they have.
    var indices: [Int] {
        switch self {
        case .all: Array(0..<1000)
        case .indices(let indices): indices
        }
    }
}
