#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Expectations under a normal distribution by adaptive Gauss-Legendre quadrature.
///
/// The range of 13 deviations to either side is cut at the given kinks, then halved wherever 16 nodes and twice 16 nodes differ.
/// The normal weight left out is below 1e-37.
struct NormalQuadrature: Sendable {
    /// How many deviations to either side are integrated.
    static let reach = 13.0
    private static let rule = LegendreRule(16)

    /// The mean of the net input.
    let mean: Double
    /// Its standard deviation, above 0.
    let deviation: Double
    /// Where integrands may have kinks or jumps, as values of the net input.
    let kinks: [Double]

    /// The expectations of several integrands at once, each given (z, t) with z = mean + deviation t.
    ///
    /// - Parameters:
    ///   - count: how many integrands there are.
    ///   - tolerance: the error of a part that is not halved further, relative to the sum of magnitudes.
    ///   - integrands: the values at a point.
    func expectations(
        _ count: Int, tolerance: Double = 1e-14, of integrands: (_ z: Double, _ t: Double) -> [Double]
    ) -> [Double] {
        let cuts = kinks.map { ($0 - mean) / deviation }.filter { $0.magnitude < Self.reach }.sorted()
        var ends = [-Self.reach] + cuts + [Self.reach]
        // Halves of deviations to begin with, so that no part misses a narrow feature.
        ends = zip(ends, ends.dropFirst()).flatMap { left, right in
            let parts = max(1, Int((2 * (right - left)).rounded(.up)))
            return (0..<parts).map { left + (right - left) * Double($0) / Double(parts) }
        }
        ends.append(Self.reach)
        let starts = zip(ends, ends.dropFirst()).map { left, right in
            Part(left: left, right: right, whole: integrate(left, right, count, integrands), depth: 0)
        }
        // What rounding in an integrand's tail leaves of it is no reason to halve on: it is small beside the whole.
        let noise = (0..<count).map { index in starts.reduce(0) { $0 + $1.whole.sizes[index] } * 1e-16 }
        var totals = [Double](repeating: 0, count: count)
        var corrections = totals
        // Depth first with a list of its own, from left to right: the same order of additions everywhere.
        for start in starts {
            var open = [start]
            while let part = open.popLast() {
                let middle = (part.left + part.right) / 2
                let first = integrate(part.left, middle, count, integrands)
                let second = integrate(middle, part.right, count, integrands)
                let isDone = (0..<count).allSatisfy { index in
                    let error = (first.values[index] + second.values[index] - part.whole.values[index]).magnitude
                    return !(error > tolerance * (first.sizes[index] + second.sizes[index]) + noise[index])
                }
                guard isDone || part.depth >= 40 else {
                    open.append(Part(left: middle, right: part.right, whole: second, depth: part.depth + 1))
                    open.append(Part(left: part.left, right: middle, whole: first, depth: part.depth + 1))
                    continue
                }
                for index in totals.indices {
                    // Neumaier's compensated sum.
                    let value = first.values[index] + second.values[index]
                    let sum = totals[index] + value
                    corrections[index] +=
                        totals[index].magnitude >= value.magnitude
                        ? (totals[index] - sum) + value : (value - sum) + totals[index]
                    totals[index] = sum
                }
            }
        }
        return zip(totals, corrections).map(+)
    }

    /// The integrals over a part, and those of the magnitudes.
    private typealias Integrals = (values: [Double], sizes: [Double])

    /// A part of the range with what one rule makes of it.
    private struct Part {
        let left: Double
        let right: Double
        let whole: Integrals
        let depth: Int
    }

    private func integrate(
        _ left: Double, _ right: Double, _ count: Int, _ integrands: (_ z: Double, _ t: Double) -> [Double]
    ) -> Integrals {
        var values = [Double](repeating: 0, count: count)
        var sizes = values
        let (half, middle) = ((right - left) / 2, (right + left) / 2)
        for (node, weight) in Self.rule.points {
            let t = middle + half * node
            let density = weight * half * exp(-t * t / 2) * 0.398_942_280_401_432_7
            for (index, value) in integrands(mean + deviation * t, t).enumerated() {
                values[index] += density * value
                sizes[index] += (density * value).magnitude
            }
        }
        return (values, sizes)
    }
}

/// The nodes and weights of Gauss-Legendre quadrature on (-1, 1).
struct LegendreRule: Sendable {
    /// The nodes, each with its weight.
    let points: [(node: Double, weight: Double)]

    /// Computes a rule of `count` nodes by Newton's method on the Legendre polynomial.
    init(_ count: Int) {
        points = (0..<count).map { index in
            var node = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
            var slope = 1.0
            for _ in 0..<100 {
                var (value, previous) = (1.0, 0.0)
                for degree in 1...count {
                    let n = Double(degree)
                    (value, previous) = (((2 * n - 1) * node * value - (n - 1) * previous) / n, value)
                }
                slope = Double(count) * (node * value - previous) / (node * node - 1)
                let step = value / slope
                node -= step
                if step.magnitude < 1e-16 { break }
            }
            return (node, 2 / ((1 - node * node) * slope * slope))
        }
    }
}
