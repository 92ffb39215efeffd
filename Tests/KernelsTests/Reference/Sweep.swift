@testable import Kernels

/// A function on lanes measured against a reference in double precision, in units in the last place.
struct Sweep {
    /// The largest error found and where.
    private(set) var worst = 0.0
    private(set) var place = Float.zero
    /// The number of points compared.
    private(set) var points = 0

    /// Bit patterns at even distances from the whole range: all exponents, both signs, denormals, infinities, NaN.
    static let everywhere: [Float] =
        stride(from: UInt64(0), to: 1 << 32, by: 16381).map {
            Float(bitPattern: UInt32(truncatingIfNeeded: $0))
        } + special

    /// The numbers that most often go wrong.
    static let special: [Float] = {
        let positive: [Float] = [
            0, .leastNonzeroMagnitude, .leastNormalMagnitude, .leastNormalMagnitude.nextDown, .ulpOfOne, 0.5,
            Float(0.5).squareRoot(), 1, Float(1).nextDown, Float(1).nextUp, 2, 10.5, 25, 87.3, 88.72284, 103.9, 104,
            .greatestFiniteMagnitude, .infinity,
        ]
        return positive + positive.map { -$0 } + [.nan]
    }()

    /// Numbers at even distances.
    static func evenly(_ range: ClosedRange<Double>, count: Int = 250_000) -> [Float] {
        (0...count).map {
            Float(range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count))
        }
    }

    /// Compares at points where the reference says how.
    ///
    /// - Parameters:
    ///   - points: arguments.
    ///   - isCompared: whether the error counts, from argument and reference.
    ///   - mismatch: called where one of both is NaN and the other is not.
    init(
        _ points: [Float], _ function: (Lanes) -> Lanes, _ reference: (Double) -> Double,
        where isCompared: (Float, Double) -> Bool = { _, _ in true }, mismatch: (Float, Float, Double) -> Void
    ) {
        var first = 0
        while first < points.count {
            var x = Lanes.zero
            let count = min(laneCount, points.count - first)
            for lane in 0..<count { x[lane] = points[first + lane] }
            let y = function(x)
            for lane in 0..<count {
                let expected = reference(Double(x[lane]))
                guard isCompared(x[lane], expected) else { continue }
                self.points += 1
                guard y[lane].isNaN == expected.isNaN else {
                    mismatch(x[lane], y[lane], expected)
                    continue
                }
                let error = Sweep.error(y[lane], expected)
                if error > worst { (worst, place) = (error, x[lane]) }
            }
            first += count
        }
    }

    /// The distance in units in the last place of the reference as a float.
    static func error(_ value: Float, _ reference: Double) -> Double {
        if value.isNaN && reference.isNaN { return 0 }
        if Double(value) == reference { return 0 }
        // An infinite result stands for the float that would come after the largest.
        let number = value.isInfinite ? (value < 0 ? -0x1p128 : 0x1p128) : Double(value)
        let bounded = min(max(reference, -0x1p128), 0x1p128)
        let unit = Float(min(bounded.magnitude, Double(Float.greatestFiniteMagnitude))).ulp
        return abs(number - bounded) / Double(unit)
    }
}
