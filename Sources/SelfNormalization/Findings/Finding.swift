/// One number or claim of the paper beside ours.
public struct Finding: Sendable, Hashable {
    /// How our number came about.
    public enum Basis: Sendable, Hashable {
        /// Computed in plain numbers.
        case computed
        /// Enclosed by interval arithmetic at a point.
        case enclosed
        /// Proved on a whole domain by interval arithmetic and branch and bound, over so many boxes.
        case proved(boxes: Int)
        /// Values in plain numbers on a grid of so many points, and proved bounds of the derivatives between them.
        case grid(points: Int)

        /// The basis in words.
        public var description: String {
            switch self {
            case .computed: "computed"
            case .enclosed: "enclosed"
            case .proved(let boxes): "proved, \(boxes) box\(boxes == 1 ? "" : "es")"
            case .grid(let points): "grid of \(points) and bound"
            }
        }
    }

    /// What comes of the comparison.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Our number is the printed one, to a unit of its last digit.
        case agrees
        /// Our number is near the printed one, but its last digits differ: by at most 20 units of the last.
        case near
        /// The claim is true as printed.
        case holds
        /// The claim is true but for the last printed digit, which was rounded to the wrong side.
        case rounded = "rounded inward"
        /// What is printed is wrong, and it is known what was meant; the meant claim is true.
        case misprint
        /// There is nothing printed to compare with.
        case ours = "-"
        /// Our number and the printed one differ, or the claim could not be proved.
        case fails
    }

    /// Where in the paper, for example `Theorem 1`.
    public let part: String
    /// What is claimed or computed.
    public let claim: String
    /// What the paper or the authors' code prints, as it is printed; empty where nothing is.
    public let printed: String
    /// Our number, enclosed; nil for claims without one.
    public let value: Interval?
    /// Where the number is reached, or what else there is to say.
    public let remark: String
    /// How our number came about.
    public let basis: Basis
    /// What comes of the comparison.
    public let verdict: Verdict
}

extension Finding {
    /// The printed number and the unit of its last digit; nil where no number is printed.
    static func number(_ printed: String) -> (value: Double, unit: Double)? {
        guard let value = Double(printed) else { return nil }
        let fraction = printed.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first
        var unit = 1.0
        for _ in 0..<(fraction?.count ?? 0) { unit /= 10 }
        return (value, unit)
    }

    /// A number that is to be the printed one.
    static func value(
        _ part: String, _ claim: String, printed: String, _ value: Interval, basis: Basis, remark: String = "",
        tolerance: Double? = nil
    ) -> Finding {
        var verdict = Verdict.ours
        if let number = number(printed) {
            let distance = max(abs(value.lower - number.value), abs(value.upper - number.value))
            // A digit more than binary fractions need, or the comparison would hang on their rounding.
            let limit = tolerance ?? number.unit * 1.000001
            verdict = distance <= limit ? .agrees : tolerance == nil && distance <= 20 * limit ? .near : .fails
        }
        return Finding(
            part: part, claim: claim, printed: printed, value: value, remark: remark, basis: basis, verdict: verdict)
    }

    /// A printed bound of a maximum (from above) or a minimum (from below).
    static func bound(
        _ part: String, _ claim: String, printed: String, _ extreme: Interval, isUpper: Bool, basis: Basis,
        remark: String = ""
    ) -> Finding {
        var verdict = Verdict.fails
        if let number = number(printed) {
            let excess = isUpper ? extreme.upper - number.value : number.value - extreme.lower
            verdict = excess <= 0 ? .holds : excess <= number.unit ? .rounded : .fails
        }
        return Finding(
            part: part, claim: claim, printed: printed, value: extreme, remark: remark, basis: basis, verdict: verdict)
    }

    /// A claim that is true or not.
    static func claim(
        _ part: String, _ claim: String, printed: String = "", _ value: Interval?, isTrue: Bool, basis: Basis,
        remark: String = "", verdict: Verdict = .holds
    ) -> Finding {
        Finding(
            part: part, claim: claim, printed: printed, value: value, remark: remark, basis: basis,
            verdict: isTrue ? verdict : .fails)
    }
}
