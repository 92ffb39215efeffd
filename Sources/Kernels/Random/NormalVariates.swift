import CProcessor

extension Matrix {
    /// Fills the rows in use with independent normal variates of mean 0.
    ///
    /// Element (row, column) depends on its own indices and the stream only, not on the size of the matrix.
    ///
    /// - Parameters:
    ///   - stream: where the random numbers come from.
    ///   - standardDeviation: 0 or more.
    public func fillNormal(_ stream: RandomStream, standardDeviation: Double) {
        let lanes = SIMD16<UInt32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        var waiting = WaitingTails(standardDeviation: standardDeviation)
        for panel in 0..<panels {
            let columnsHere = min(laneCount, columns - panel * laneCount)
            for row in 0..<rows {
                var words = Threefry.Blocks(
                    lanes &+ UInt32(truncatingIfNeeded: panel * laneCount),
                    SIMD16(repeating: UInt32(truncatingIfNeeded: row)), SIMD16(repeating: stream.step),
                    SIMD16(repeating: stream.place))
                words.encrypt(key: stream.key.words)
                let target = place(panel: panel, row: row)
                let low = snnbench_uniforms(words.a.lowHalf, words.b.lowHalf) - 0.5
                let high = snnbench_uniforms(words.a.highHalf, words.b.highHalf) - 0.5
                let values = snnbench_narrow(
                    NormalQuantile.central(low) * standardDeviation, NormalQuantile.central(high) * standardDeviation)
                if columnsHere == laneCount {
                    values.store(at: target)
                } else {
                    for lane in 0..<columnsHere { target[lane] = values[lane] }
                }
                var tails = (tailBits(low) | tailBits(high) &<< 8) & (1 &<< UInt32(columnsHere) &- 1)
                while tails != 0 {
                    let lane = tails.trailingZeroBitCount
                    waiting.add(lane < 8 ? low[lane] : high[lane &- 8], at: target + lane)
                    tails &= tails &- 1
                }
            }
        }
        waiting.settle()
    }
}

/// A bit a lane: whether p - 1/2 lies beside the middle of the distribution.
@inline(__always)
private func tailBits(_ q: Doubles) -> UInt32 {
    let limit = Doubles(repeating: NormalQuantile.centralRange)
    return UInt32(snnbench_greater_doubles(q, limit) | snnbench_greater_doubles(-limit, q))
}

/// Variates beside the middle, one in seven, which wait until eight can be computed at once.
private struct WaitingTails {
    private let standardDeviation: Double
    private var differences = Doubles(repeating: -0.5 + 0x1p-10)
    private var places: [UnsafeMutablePointer<Float>?] = Array(repeating: nil, count: 8)
    private var count = 0

    init(standardDeviation: Double) {
        self.standardDeviation = standardDeviation
    }

    /// Takes p - 1/2 of a variate and where the variate goes.
    @inline(__always)
    mutating func add(_ difference: Double, at place: UnsafeMutablePointer<Float>) {
        differences[count] = difference
        places[count] = place
        count &+= 1
        if count == 8 { settle() }
    }

    /// Computes those that wait.
    @inline(never)
    mutating func settle() {
        // Exact: both are multiples of 2^-53 of at most 53 bits.
        let magnitudes = NormalQuantile.tail(0.5 - absolute(differences))
        for lane in 0..<count {
            let value = differences[lane] < 0 ? -magnitudes[lane] : magnitudes[lane]
            places[lane]?.pointee = Float(value * standardDeviation)
        }
        count = 0
    }

    @inline(__always)
    private func absolute(_ x: Doubles) -> Doubles {
        unsafeBitCast(unsafeBitCast(x, to: SIMD8<UInt64>.self) & 0x7FFF_FFFF_FFFF_FFFF, to: Doubles.self)
    }
}
