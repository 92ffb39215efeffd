/// The preparation of Tox21's descriptors, as the authors' data library does it.
///
/// Steps: sparse features that are not zero in at least 5 % of the released training compounds; dense features with a
/// variance above 1e-6 over them; dense features with a range above 10 become log10(1 + x - minimum); dense and sparse
/// side by side; median and interquartile range of the training rows; tanh; mean and standard deviation of the training
/// rows. Source: the function `create_tox21` of the second author's library. Where that is not known to the letter,
/// this is ours: the 1 in the logarithm, which keeps it finite, and that values below the training minimum count as the
/// minimum there.
enum Tox21Preprocessing {
    static let sparseShare = 0.05
    static let smallestVariance = 1e-6
    static let largestRange = 10.0

    /// The positions of the sparse columns that are kept.
    static func keptColumns(of matrix: SparseMatrix) -> [Int] {
        var counts = [Int](repeating: 0, count: matrix.columns)
        for entry in matrix.entries where entry.value > 0 { counts[Int(entry.column)] += 1 }
        return counts.indices.filter { Double(counts[$0]) / Double(matrix.rows) >= sparseShare }
    }

    /// Prepares one dense column in place; false where its variance is too small.
    ///
    /// `released` is the number of rows by which it is judged.
    static func prepareDense(_ column: inout [Double], released: Int) -> Bool {
        let head = column.prefix(released)
        let mean = head.reduce(0, +) / Double(max(released, 1))
        let variance = head.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(released, 1))
        guard variance > smallestVariance, let low = head.min(), let high = head.max() else { return false }
        guard high - low > largestRange else { return true }
        for row in column.indices { column[row] = PortableMath.log10(1 + max(0, column[row] - low)) }
        return true
    }

    /// Scales a column in place: robustly, through tanh, then to mean 0 and deviation 1, all fitted to some rows.
    static func scale(_ column: inout [Double], fittedTo rows: [Int]) {
        let sorted = rows.map { column[$0] }.sorted()
        guard !sorted.isEmpty else { return }
        let median = quantile(0.5, of: sorted)
        let spread = quantile(0.75, of: sorted) - quantile(0.25, of: sorted)
        let width = spread > 0 ? spread : 1
        for row in column.indices { column[row] = PortableMath.tanh((column[row] - median) / width) }
        var mean = 0.0
        for row in rows { mean += column[row] }
        mean /= Double(rows.count)
        var squares = 0.0
        for row in rows { squares += (column[row] - mean) * (column[row] - mean) }
        let deviation = (squares / Double(rows.count)).squareRoot()
        for row in column.indices { column[row] = (column[row] - mean) / (deviation > 0 ? deviation : 1) }
    }

    /// A quantile of sorted values by linear interpolation between neighbours (type 7 of Hyndman and Fan 1996).
    static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }
}

/// Functions that give the same bits on every system, which the C library's do not: features are part of a task's
/// identity.
///
/// Only additions, multiplications and divisions, none fused. Errors stay within 1e-15 of the larger of 1 and the
/// result.
enum PortableMath {
    private static let ln2High = 0x1.62e42fee00000p-1
    private static let ln2Low = 0x1.a39ef35793c76p-33

    /// The exponential function: reduction to |r| <= ln 2 / 2, then Taylor's series to degree 13.
    static func exp(_ x: Double) -> Double {
        guard x > -745 else { return 0 }
        guard x < 709 else { return .infinity }
        let power = (x * 0x1.71547652b82fep0).rounded()
        let rest = (x - power * ln2High) - power * ln2Low
        // Horner's scheme over the reciprocals of the factorials from 13 to 0.
        var sum = 1 / 6_227_020_800.0
        sum = sum * rest + 1 / 479_001_600.0
        sum = sum * rest + 1 / 39_916_800.0
        sum = sum * rest + 1 / 3_628_800.0
        sum = sum * rest + 1 / 362_880.0
        sum = sum * rest + 1 / 40_320.0
        sum = sum * rest + 1 / 5_040.0
        sum = sum * rest + 1 / 720.0
        sum = sum * rest + 1 / 120.0
        sum = sum * rest + 1 / 24.0
        sum = sum * rest + 1 / 6.0
        sum = sum * rest + 0.5
        sum = sum * rest + 1
        sum = sum * rest + 1
        return Double(sign: .plus, exponent: Int(power), significand: sum)
    }

    /// The hyperbolic tangent.
    static func tanh(_ x: Double) -> Double {
        let small = exp(-2 * x.magnitude)
        let value = (1 - small) / (1 + small)
        return x < 0 ? -value : value
    }

    /// The decimal logarithm of a positive number: ln m = 2 artanh((m - 1) / (m + 1)) for m near 1, by its series.
    static func log10(_ x: Double) -> Double {
        var mantissa = x.significand
        var exponent = Double(x.exponent)
        if mantissa > 0x1.6a09e667f3bcdp0 {
            mantissa /= 2
            exponent += 1
        }
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var sum = 0.0
        for degree in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(degree) }
        let logarithm = exponent * ln2High + (2 * s * sum + exponent * ln2Low)
        return logarithm * 0x1.bcb7b1526e50ep-2
    }
}
