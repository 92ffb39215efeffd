/// A matrix of two rows and two columns.
public struct Matrix2<Number: RealArithmetic>: Sendable {
    /// Row 1, column 1.
    public let a: Number
    /// Row 1, column 2.
    public let b: Number
    /// Row 2, column 1.
    public let c: Number
    /// Row 2, column 2.
    public let d: Number

    /// Makes a matrix of its rows a, b and c, d.
    public init(_ a: Number, _ b: Number, _ c: Number, _ d: Number) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// The largest singular value, which is the spectral norm.
    ///
    /// Half the sum of the lengths of (a + d, c - b) and (a - d, b + c); the paper's equation 71, whose first line lacks the half.
    public var largestSingularValue: Number {
        let rotation = ((a + d).squared() + (c - b).squared()).squareRoot()
        let reflection = ((a - d).squared() + (b + c).squared()).squareRoot()
        return 0.5 * (rotation + reflection)
    }
}
