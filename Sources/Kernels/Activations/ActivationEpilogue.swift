/// An activation pass on some panels, right after a product has finished them or on its own.
struct ActivationEpilogue: PanelEpilogue {
    let pass: ActivationPass
    let source: Matrix
    let target: Matrix
    let scale: Vector?
    let shift: Vector?
    let mask: DropoutMask
    let slope: Matrix?
    let scratch: ProductScratch?
    /// The rows that are finished; decisions of dropout are those of all rows, counted from the first of these.
    let rows: Range<Int>

    @inline(never)
    func finish(panels: Range<Int>) {
        switch pass.activation.kind {
        // A loop of its own for each function, so that nothing is decided within it.
        case .builtIn(let function): function.finish(self, panels: panels)
        case .formula(_, let program): finish(program, panels)
        }
    }

    @inline(__always)
    func finish<Function: ActivationFunction>(_ function: Function.Type, _ panels: Range<Int>) {
        for panel in panels { finish(ActivationRows<Function>(self, panel: panel), panel: panel) }
    }

    /// Computes a formula block by block, then drops units in a second pass over the panel.
    private func finish(_ program: FormulaProgram, _ panels: Range<Int>) {
        let part = slope == nil ? program.short : program.full
        program.withMemory(part, scratch) { memory in
            for panel in panels {
                let argument = ArgumentRows(self, panel: panel)
                let target = target.place(panel: panel, row: self.rows.lowerBound)
                let slopes = slope?.place(panel: panel, row: self.rows.lowerBound)
                var first = 0
                while first < self.rows.count {
                    let rows = min(memory.rows, self.rows.count &- first)
                    let x = memory.slot(FormulaProgram.argument)
                    for row in 0..<rows { argument.row(first &+ row).store(at: x + row &* laneCount) }
                    program.run(part, rows: rows, memory)
                    program.block(part.value, memory).copy(rows, to: target + first &* laneCount)
                    if let slopes, let slope = part.slope {
                        program.block(slope, memory).copy(rows, to: slopes + first &* laneCount)
                    }
                    first &+= rows
                }
                if isDropping { finish(ComputedRows(self, panel: panel), panel: panel) }
            }
        }
    }

    /// Whether the mask drops units.
    private var isDropping: Bool {
        if case .inference = mask { return false }
        return pass.dropout.kind != .none
    }

    /// Finishes the rows of a panel as the mask decides.
    @inline(__always)
    private func finish(_ values: some EpilogueRows, panel: Int) {
        let rows = rows.count
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

    /// One block of Threefry decides for sixteen columns and eight rows: four words of two halves.
    ///
    /// Rows are padded to sixteen, so there is always room. The rows go through a loop by twos, not all eight at once:
    /// the compiler would leave eight calls of that size as calls, with every vector passed through memory.
    @inline(__always)
    private func dropRandomly(_ values: some EpilogueRows, panel: Int, _ stream: RandomStream) {
        let lanes = SIMD16<UInt32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let columns = lanes &+ UInt32(truncatingIfNeeded: panel &* laneCount)
        let threshold = SIMD16<UInt32>(repeating: pass.dropout.threshold)
        let rows = rows.count
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

/// The rows of one panel that a pass finishes, one by one.
private protocol EpilogueRows {
    /// One row without dropout.
    func finish(row: Int)

    /// One row with dropout: a unit is kept where its word is at least the threshold.
    func finish(row: Int, word: SIMD16<UInt32>, threshold: SIMD16<UInt32>)
}

extension EpilogueRows {
    /// Two rows with dropout, beside each other: each is a chain of some thirty operations that wait for one another.
    @inline(__always)
    func finish(row: Int, word: SIMD16<UInt32>, _ nextWord: SIMD16<UInt32>, threshold: SIMD16<UInt32>) {
        finish(row: row, word: word, threshold: threshold)
        finish(row: row &+ 1, word: nextWord, threshold: threshold)
    }
}

/// The arguments of an activation in the rows of one panel: the source with its scale and shift.
private struct ArgumentRows {
    private let source: UnsafePointer<Float>
    private let isScaled: Bool
    private let factor: Lanes
    private let summand: Lanes

    @inline(__always)
    init(_ epilogue: ActivationEpilogue, panel: Int) {
        source = UnsafePointer(epilogue.source.place(panel: panel, row: epilogue.rows.lowerBound))
        isScaled = epilogue.scale != nil
        factor = epilogue.scale?.lanes(panel: panel) ?? Lanes(repeating: 1)
        summand = epilogue.shift?.lanes(panel: panel) ?? .zero
    }

    @inline(__always)
    func row(_ row: Int) -> Lanes {
        let value = Lanes(at: source + (row &* laneCount))
        return isScaled ? fused(value, factor, summand) : value + summand
    }
}

/// What dropout makes of values and slopes in the rows of one panel.
private struct DroppedRows {
    private let multiplier: Lanes
    private let shift: Lanes
    private let dropped: Lanes

    @inline(__always)
    init(_ epilogue: ActivationEpilogue) {
        multiplier = Lanes(repeating: epilogue.pass.dropout.scale)
        shift = Lanes(repeating: epilogue.pass.dropout.shift)
        dropped = Lanes(repeating: epilogue.pass.dropout.droppedValue)
    }

    @inline(__always)
    func slope(_ slope: Lanes, word: SIMD16<UInt32>, threshold: SIMD16<UInt32>) -> Lanes {
        selectAtLeast(word, threshold, slope * multiplier, .zero)
    }

    @inline(__always)
    func value(_ value: Lanes, word: SIMD16<UInt32>, threshold: SIMD16<UInt32>) -> Lanes {
        selectAtLeast(word, threshold, fused(multiplier, value, shift), dropped)
    }
}

/// The rows of one panel of an activation pass, with all that stays the same from row to row.
private struct ActivationRows<Function: ActivationFunction>: EpilogueRows {
    private let argument: ArgumentRows
    private let dropout: DroppedRows
    private let target: UnsafeMutablePointer<Float>
    private let slope: UnsafeMutablePointer<Float>?

    @inline(__always)
    init(_ epilogue: ActivationEpilogue, panel: Int) {
        argument = ArgumentRows(epilogue, panel: panel)
        dropout = DroppedRows(epilogue)
        target = epilogue.target.place(panel: panel, row: epilogue.rows.lowerBound)
        slope = epilogue.slope?.place(panel: panel, row: epilogue.rows.lowerBound)
    }

    @inline(__always)
    func finish(row: Int) {
        let x = argument.row(row)
        let value = Function.value(x)
        if let slope { Function.slope(x, value: value).store(at: slope + (row &* laneCount)) }
        value.store(at: target + (row &* laneCount))
    }

    @inline(__always)
    func finish(row: Int, word: SIMD16<UInt32>, threshold: SIMD16<UInt32>) {
        let x = argument.row(row)
        let value = Function.value(x)
        if let slope {
            dropout.slope(Function.slope(x, value: value), word: word, threshold: threshold)
                .store(at: slope + (row &* laneCount))
        }
        dropout.value(value, word: word, threshold: threshold).store(at: target + (row &* laneCount))
    }
}

/// The rows of one panel whose values and slopes are there without dropout.
private struct ComputedRows: EpilogueRows {
    private let dropout: DroppedRows
    private let target: UnsafeMutablePointer<Float>
    private let slope: UnsafeMutablePointer<Float>?

    @inline(__always)
    init(_ epilogue: ActivationEpilogue, panel: Int) {
        dropout = DroppedRows(epilogue)
        target = epilogue.target.place(panel: panel, row: epilogue.rows.lowerBound)
        slope = epilogue.slope?.place(panel: panel, row: epilogue.rows.lowerBound)
    }

    @inline(__always)
    func finish(row: Int) {}

    @inline(__always)
    func finish(row: Int, word: SIMD16<UInt32>, threshold: SIMD16<UInt32>) {
        let place = row &* laneCount
        if let slope {
            dropout.slope(Lanes(at: slope + place), word: word, threshold: threshold).store(at: slope + place)
        }
        dropout.value(Lanes(at: target + place), word: word, threshold: threshold).store(at: target + place)
    }
}

extension FormulaProgram.Block {
    /// Stores the rows.
    @inline(__always)
    fileprivate func copy(_ rows: Int, to target: UnsafeMutablePointer<Float>) {
        for index in 0..<rows { row(index).store(at: target + index &* laneCount) }
    }
}
