import Formulas

extension FormulaProgram {
    /// The memory of a program's slots and numbers, and how many rows of sixteen floats a slot has.
    struct Memory {
        let slots: UnsafeMutablePointer<Float>
        let constants: UnsafeMutablePointer<Float>
        let rows: Int

        /// The most rows of a block: so many that deciding what comes next costs little.
        static let mostRows = 16

        /// Where a slot begins.
        @inline(__always)
        func slot(_ index: Int) -> UnsafeMutablePointer<Float> { slots + index &* rows &* laneCount }
    }

    /// A block that is read: a row of it follows another, or is the same one.
    struct Block {
        let start: UnsafePointer<Float>
        let step: Int

        @inline(__always)
        func row(_ index: Int) -> Lanes { Lanes(at: start + index &* step) }
    }

    /// The memory that a part needs, in floats.
    func floatCount(_ part: Part) -> Int { (constants.count + part.slots) * laneCount }

    /// Calls a closure with memory for a part: within the scratch memory where that is large enough, which products do not
    /// need at the time; else memory is allocated for the call.
    func withMemory(_ part: Part, _ scratch: ProductScratch?, _ body: (Memory) -> Void) {
        let fixed = constants.count * laneCount
        func use(_ base: UnsafeMutablePointer<Float>, floats: Int) {
            let rows = max(1, min(Memory.mostRows, (floats - fixed) / (part.slots * laneCount)))
            for (index, value) in constants.enumerated() {
                Lanes(repeating: value).store(at: base + index * laneCount)
            }
            body(Memory(slots: base + fixed, constants: base, rows: rows))
        }
        if let scratch, floatCount(part) <= ProductScratch.floats {
            use(scratch.base, floats: ProductScratch.floats)
        } else {
            let floats = fixed + part.slots * Memory.mostRows * laneCount
            withUnsafeTemporaryAllocation(byteCount: floats * MemoryLayout<Float>.stride, alignment: 64) { buffer in
                guard let base = buffer.baseAddress else { return }
                use(base.bindMemory(to: Float.self, capacity: floats), floats: floats)
            }
        }
    }

    /// What an operand names.
    @inline(__always)
    func block(_ operand: Operand, _ memory: Memory) -> Block {
        switch operand {
        case .slot(let index): Block(start: UnsafePointer(memory.slot(index)), step: laneCount)
        case .constant(let index): Block(start: UnsafePointer(memory.constants + index &* laneCount), step: 0)
        }
    }

    /// Executes the instructions of a part on so many rows, of which the argument's slot holds x.
    @inline(never)
    func run(_ part: Part, rows: Int, _ memory: Memory) {
        for instruction in part.instructions {
            let target = memory.slot(instruction.target)
            let a = block(instruction.a, memory)
            let b = block(instruction.b, memory)
            switch instruction.operation {
            case .add: each(rows, target) { a.row($0) + b.row($0) }
            case .subtract: each(rows, target) { a.row($0) - b.row($0) }
            case .multiply: each(rows, target) { a.row($0) * b.row($0) }
            case .divide: each(rows, target) { a.row($0) / b.row($0) }
            case .generalPower: each(rows, target) { power(a.row($0), b.row($0)) }
            case .power(let exponent): each(rows, target) { power(a.row($0), exponent) }
            case .complementaryError: each(rows, target) { complementaryErrorFunction(a.row($0)) }
            case .twiceNormalDistribution: each(rows, target) { 2 * normalDistribution(a.row($0)) }
            case .gaussian:
                each(rows, target) { row in
                    let u = a.row(row)
                    return exponential(-0.5 * u * u)
                }
            case .call(let function): call(function, a, rows, target)
            case .select(let comparison):
                select(comparison, a, b, block(instruction.c, memory), block(instruction.d, memory), rows, target)
            }
        }
    }

    @inline(__always)
    private func each(_ rows: Int, _ target: UnsafeMutablePointer<Float>, _ value: (_ row: Int) -> Lanes) {
        var row = 0
        while row < rows {
            value(row).store(at: target + row &* laneCount)
            row &+= 1
        }
    }

    @inline(__always)
    private func call(_ function: FormulaFunction, _ a: Block, _ rows: Int, _ target: UnsafeMutablePointer<Float>) {
        switch function {
        case .exp: each(rows, target) { exponential(a.row($0)) }
        case .expm1: each(rows, target) { exponentialMinusOne(a.row($0)) }
        case .log: each(rows, target) { naturalLogarithm(a.row($0)) }
        case .log1p: each(rows, target) { naturalLogarithmOfOnePlus(a.row($0)) }
        case .sqrt: each(rows, target) { a.row($0).squareRoot() }
        case .abs: each(rows, target) { absolute(a.row($0)) }
        case .sign:
            each(rows, target) { row in
                let x = a.row(row)
                return selectGreater(x, 0, Lanes(repeating: 1), selectLess(x, 0, Lanes(repeating: -1), x))
            }
        case .tanh: each(rows, target) { hyperbolicTangent(a.row($0)) }
        case .sigmoid: each(rows, target) { sigmoid(a.row($0)) }
        case .softplus: each(rows, target) { softplus(a.row($0)) }
        case .erf: each(rows, target) { errorFunction(a.row($0)) }
        case .sin: each(rows, target) { sine(a.row($0)) }
        case .cos: each(rows, target) { cosine(a.row($0)) }
        case .atan: each(rows, target) { arcTangent(a.row($0)) }
        case .relu:
            each(rows, target) { row in
                let x = a.row(row)
                return selectAtMost(x, 0, .zero, x)
            }
        }
    }

    /// One of two numbers by a comparison; NaN where one side of the comparison is.
    @inline(__always)
    private func select(
        _ comparison: ExpressionGraph.Comparison, _ a: Block, _ b: Block, _ then: Block, _ otherwise: Block,
        _ rows: Int, _ target: UnsafeMutablePointer<Float>
    ) {
        @inline(__always)
        func compared(_ choice: (_ a: Lanes, _ b: Lanes, _ then: Lanes, _ otherwise: Lanes) -> Lanes) {
            each(rows, target) { row in
                let (x, y) = (a.row(row), b.row(row))
                let chosen = choice(x, y, then.row(row), otherwise.row(row))
                return selectNumber(x, selectNumber(y, chosen, y), x)
            }
        }
        switch comparison {
        case .less: compared { selectGreater($1, $0, $2, $3) }
        case .atMost: compared { selectAtMost($0, $1, $2, $3) }
        case .greater: compared { selectGreater($0, $1, $2, $3) }
        case .atLeast: compared { selectAtMost($1, $0, $2, $3) }
        case .equal: compared { selectEqual($0, $1, $2, $3) }
        case .different: compared { selectEqual($0, $1, $3, $2) }
        }
    }

    /// A whole power by squaring, the same order of multiplications everywhere.
    @inline(__always)
    private func power(_ base: Lanes, _ exponent: Int) -> Lanes {
        var (result, square) = (Lanes(repeating: 1), base)
        var rest = exponent.magnitude
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return exponent < 0 ? 1 / result : result
    }

    @inline(__always)
    private func power(_ base: Lanes, _ exponent: Lanes) -> Lanes { Kernels.power(base, exponent) }
}
