import Formats

/// How the configurations of a grid are searched.
public enum Search: Sendable, Hashable {
    /// Each is trained to the last epoch, as in the paper.
    case full
    /// All are trained for some epochs, the better ones on, and so again.
    case halving(HalvingPlan)

    /// The name under which selections among a grid's configurations are stored.
    public func selectionName(grid: String) -> String {
        switch self {
        case .full: grid
        case .halving: grid + "+halving"
        }
    }
}
