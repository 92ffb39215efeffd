/// A dropout rule: which share of the units is dropped and what becomes of the others.
///
/// A unit is dropped where a random 16-bit number is below `threshold`, so the rate is a multiple of 1/65536;
/// the keep probability and every constant are computed from that rate.
public struct Dropout: Sendable, Hashable {
    /// The kinds of dropout.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        /// No unit is dropped.
        case none
        /// Dropped units are 0, kept ones are divided by the keep probability (Srivastava et al. 2014).
        case standard
        /// Dropped units take SELU's value at minus infinity; an affine map restores mean 0 and variance 1
        /// (Klambauer et al. 2017).
        case alpha
    }

    /// The kind; `none` where the rate is 0.
    public let kind: Kind
    /// The wanted share of dropped units.
    public let rate: Double
    /// The number of 16-bit values that drop a unit.
    public let threshold: UInt32
    /// What kept values are multiplied with.
    let scale: Float
    /// What is added to kept values.
    let shift: Float
    /// What dropped units are set to.
    let droppedValue: Float

    /// No dropout.
    public static let none = Dropout(.none, rate: 0)

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - rate: the share of dropped units, at least 0 and below 1.
    public init(_ kind: Kind, rate: Double) {
        precondition(rate >= 0 && rate < 1, "a dropout rate is at least 0 and below 1")
        let threshold = min(UInt32((rate * 65536).rounded()), 65535)
        self.init(kind, rate: rate, threshold: threshold, keep: 1 - Double(threshold) / 65536, isActive: threshold > 0)
    }

    /// Makes a rule for decisions that are given (`DropoutMask.fixed`): its constants are those of the rate itself.
    ///
    /// So another implementation's steps can be repeated to the last digit, at rates that are no multiple of 1/65536.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - exactRate: the share of dropped units, at least 0 and below 1.
    public init(_ kind: Kind, exactRate: Double) {
        precondition(exactRate >= 0 && exactRate < 1, "a dropout rate is at least 0 and below 1")
        let threshold = min(UInt32((exactRate * 65536).rounded()), 65535)
        self.init(kind, rate: exactRate, threshold: threshold, keep: 1 - exactRate, isActive: exactRate > 0)
    }

    private init(_ kind: Kind, rate: Double, threshold: UInt32, keep: Double, isActive: Bool) {
        let isActive = kind != .none && isActive
        self.kind = isActive ? kind : .none
        self.rate = isActive ? rate : 0
        self.threshold = isActive ? threshold : 0
        switch self.kind {
        case .none:
            (scale, shift, droppedValue) = (1, 0, 0)
        case .standard:
            (scale, shift, droppedValue) = (Float(1 / keep), 0, 0)
        case .alpha:
            let saturation = SELU.saturation
            let variance = keep + saturation * saturation * keep * (1 - keep)
            let a = 1 / variance.squareRoot()
            scale = Float(a)
            shift = Float(-a * (1 - keep) * saturation)
            // Rounded as a kept value at the saturation is, so that no kept value lies below.
            droppedValue = shift.addingProduct(scale, Float(saturation))
        }
    }
}

/// Where the decisions of dropout come from.
public enum DropoutMask {
    /// Nothing is dropped and nothing scaled: inference.
    case inference
    /// Random decisions: a function of the stream, the row and the column.
    case random(RandomStream)
    /// Given decisions: 1 keeps a unit, 0 drops it. For comparison with other implementations.
    case fixed(Matrix)
}
