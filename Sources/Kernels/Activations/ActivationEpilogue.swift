/// An activation pass on some panels, right after a product has finished them or on its own.
struct ActivationEpilogue: PanelEpilogue {
    let pass: ActivationPass
    let source: Matrix
    let target: Matrix
    let scale: Vector?
    let shift: Vector?
    let mask: DropoutMask
    let slope: Matrix?

    @inline(never)
    func finish(panels: Range<Int>) {
        // A loop of its own for each function, so that nothing is decided within it.
        pass.activation.function.finish(self, panels: panels)
    }

    @inline(__always)
    func finish<Function: ActivationFunction>(_ function: Function.Type, _ panels: Range<Int>) {
        let rows = source.rows
        for panel in panels {
            let values = ActivationRows<Function>(self, panel: panel)
            switch mask {
            case .random(let stream) where pass.dropout.kind != .none:
                dropRandomly(values, panel: panel, stream)
            case .fixed(let decisions) where pass.dropout.kind != .none:
                for row in 0..<rows {
                    let decision = Lanes(at: decisions.place(panel: panel, row: row)).bits & 0x7FFF_FFFF
                    values.finish(row: row, word: decision, threshold: SIMD16(repeating: 1))
                }
            default:
                for row in 0..<rows { values.finish(row: row) }
            }
        }
    }

    /// One block of Threefry decides for sixteen columns and eight rows: four words of two halves.
    ///
    /// Rows are padded to sixteen, so there is always room. The rows go through a loop by twos, not all eight at once:
    /// the compiler would leave eight calls of that size as calls, with every vector passed through memory.
    @inline(__always)
    private func dropRandomly<Function: ActivationFunction>(
        _ values: ActivationRows<Function>, panel: Int, _ stream: RandomStream
    ) {
        let lanes = SIMD16<UInt32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let columns = lanes &+ UInt32(truncatingIfNeeded: panel &* laneCount)
        let threshold = SIMD16<UInt32>(repeating: pass.dropout.threshold)
        let rows = source.rows
        var first = 0
        while first < rows {
            var words = Threefry.Blocks(
                columns, SIMD16(repeating: UInt32(truncatingIfNeeded: first / 8)), SIMD16(repeating: stream.step),
                SIMD16(repeating: stream.place))
            words.encrypt(key: stream.key.words)
            withUnsafeBytes(of: &words) { bytes in
                var pair = 0
                while pair < 4 {
                    let word = bytes.load(
                        fromByteOffset: pair &* MemoryLayout<Lanes>.stride, as: SIMD16<UInt32>.self)
                    let row = first &+ 2 &* pair
                    values.finish(row: row, word: word & 0xFFFF, word &>> 16, threshold: threshold)
                    pair &+= 1
                }
            }
            first &+= 8
        }
    }
}

/// The rows of one panel of an activation pass, with all that stays the same from row to row.
private struct ActivationRows<Function: ActivationFunction> {
    private let source: UnsafePointer<Float>
    private let target: UnsafeMutablePointer<Float>
    private let slope: UnsafeMutablePointer<Float>?
    private let isScaled: Bool
    private let factor: Lanes
    private let summand: Lanes
    private let multiplier: Lanes
    private let shift: Lanes
    private let dropped: Lanes

    @inline(__always)
    init(_ epilogue: ActivationEpilogue, panel: Int) {
        source = UnsafePointer(epilogue.source.place(panel: panel, row: 0))
        target = epilogue.target.place(panel: panel, row: 0)
        slope = epilogue.slope?.place(panel: panel, row: 0)
        isScaled = epilogue.scale != nil
        factor = epilogue.scale?.lanes(panel: panel) ?? Lanes(repeating: 1)
        summand = epilogue.shift?.lanes(panel: panel) ?? .zero
        multiplier = Lanes(repeating: epilogue.pass.dropout.scale)
        shift = Lanes(repeating: epilogue.pass.dropout.shift)
        dropped = Lanes(repeating: epilogue.pass.dropout.droppedValue)
    }

    /// One row without dropout.
    @inline(__always)
    func finish(row: Int) {
        let x = argument(row)
        let value = Function.value(x)
        if let slope { Function.slope(x, value: value).store(at: slope + (row &* laneCount)) }
        value.store(at: target + (row &* laneCount))
    }

    /// One row with dropout: a unit is kept where its word is at least the threshold.
    @inline(__always)
    func finish(row: Int, word: SIMD16<UInt32>, threshold: SIMD16<UInt32>) {
        let x = argument(row)
        let value = Function.value(x)
        if let slope {
            let kept = Function.slope(x, value: value) * multiplier
            selectAtLeast(word, threshold, kept, .zero).store(at: slope + (row &* laneCount))
        }
        selectAtLeast(word, threshold, fused(multiplier, value, shift), dropped).store(at: target + (row &* laneCount))
    }

    /// Two rows with dropout, beside each other: each is a chain of some thirty operations that wait for one another.
    @inline(__always)
    func finish(row: Int, word: SIMD16<UInt32>, _ nextWord: SIMD16<UInt32>, threshold: SIMD16<UInt32>) {
        finish(row: row, word: word, threshold: threshold)
        finish(row: row &+ 1, word: nextWord, threshold: threshold)
    }

    @inline(__always)
    private func argument(_ row: Int) -> Lanes {
        let value = Lanes(at: source + (row &* laneCount))
        return isScaled ? fused(value, factor, summand) : value + summand
    }
}
