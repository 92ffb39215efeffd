import ArgumentParser
import Benchmark

/// How configurations are searched, as an option's value.
enum SearchChoice: String, ExpressibleByArgument, CaseIterable {
    case full
    case halving

    /// The search.
    var search: Search {
        switch self {
        case .full: .full
        case .halving: .halving(.standard)
        }
    }
}
