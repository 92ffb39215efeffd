/// Which of the rows that are not test rows validate.
public enum ValidationRows: Sendable, Hashable {
    /// Those that the data files mark.
    case released
    /// A share, drawn anew for each split and seed; the paper speaks of 0.15.
    case drawn(share: Double)

    /// The value as protocols and commands write it: `released` or the share.
    public var text: String {
        switch self {
        case .released: "released"
        case .drawn(let share): "\(share)"
        }
    }

    /// Reads `released` or a share above 0 and below 1; nil for anything else.
    public init?(text: String) {
        if text == "released" {
            self = .released
        } else if let share = Double(text), share > 0, share < 1 {
            self = .drawn(share: share)
        } else {
            return nil
        }
    }
}
