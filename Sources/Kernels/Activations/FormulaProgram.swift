import Formulas

/// A formula and its slope as a list of instructions on blocks of lanes.
///
/// Each instruction is one loop over a block of rows, so that what decides between instructions costs little; values that
/// stand between two of them stay in the first-level cache. The functions are the kernels' own: the same bits everywhere.
final class FormulaProgram: Sendable {
    /// Where an instruction reads.
    enum Operand: Sendable, Hashable {
        /// A block of rows.
        case slot(Int)
        /// The same number for all.
        case constant(Int)
    }

    /// What an instruction does.
    enum Operation: Sendable, Hashable {
        case add, subtract, multiply, divide, generalPower
        case power(Int)
        case call(FormulaFunction)
        case complementaryError
        /// The normal distribution function, twice: what 1 + erf(u / sqrt(2)) is.
        case twiceNormalDistribution
        /// exp(-u^2 / 2).
        case gaussian
        case select(ExpressionGraph.Comparison)
    }

    /// One loop over a block; what an operation has fewer operands for is its first one again.
    struct Instruction: Sendable {
        let operation: Operation
        let a: Operand
        let b: Operand
        let c: Operand
        let d: Operand
        let target: Int

        init(_ operation: Operation, _ operands: [Operand], target: Int) {
            func operand(_ index: Int) -> Operand {
                index < operands.count ? operands[index] : operands.first ?? .slot(FormulaProgram.argument)
            }
            self.operation = operation
            (a, b, c, d) = (operand(0), operand(1), operand(2), operand(3))
            self.target = target
        }
    }

    /// The slot that holds x at the start.
    static let argument = 0

    /// The instructions: with the slope, and for the value alone.
    let (full, short): (Part, Part)
    /// The numbers that are the same for all, rounded to floats.
    let constants: [Float]

    /// Instructions with what they leave.
    struct Part: Sendable {
        var instructions: [Instruction] = []
        /// How many slots there are.
        var slots = 1
        var value = Operand.slot(FormulaProgram.argument)
        /// None where the slope is not computed.
        var slope: Operand?
    }

    /// Compiles a formula.
    init(_ formula: Formula) {
        var compiler = FormulaCompiler(formula.graph)
        full = compiler.part(value: formula.valueNode, slope: formula.slopeNode)
        short = compiler.part(value: formula.valueNode, slope: nil)
        constants = compiler.constants
    }
}

/// Makes instructions of the operations of a formula, and gives them slots.
private struct FormulaCompiler {
    private var operations: [ExpressionGraph.Operation]
    private(set) var constants: [Float] = []
    /// Lanes' own operations for nodes that are forms of them, with their arguments.
    private var special: [Int: (operation: FormulaProgram.Operation, argument: Int)] = [:]

    init(_ graph: ExpressionGraph) {
        operations = graph.operations
        for index in operations.indices { recognize(index) }
    }

    /// Finds what is a form of the normal distribution function or its density: with x itself instead of x / sqrt(2) they lose no
    /// digits far out.
    private mutating func recognize(_ index: Int) {
        switch operations[index] {
        case .complementaryError(let argument):
            guard let (u, isNegative) = unscaled(argument) else { return }
            // erfc(-u / sqrt(2)) is twice the distribution function at u.
            if isNegative { special[index] = (.twiceNormalDistribution, u) }
        case .call(.exp, let argument):
            guard case .subtract(let zero, let square) = operations[argument], number(zero) == 0,
                case .multiply(let a, let b) = operations[square], a == b, let (u, _) = unscaled(a)
            else { return }
            special[index] = (.gaussian, u)
        default: return
        }
    }

    /// u of u / sqrt(2) or of its negative, as far as floats tell the number.
    private func unscaled(_ node: Int) -> (node: Int, isNegative: Bool)? {
        if case .subtract(let zero, let u) = operations[node], number(zero) == 0 {
            return unscaled(u).map { ($0.node, !$0.isNegative) }
        }
        let root = Float(2).squareRoot()
        switch operations[node] {
        case .divide(let u, let divisor) where number(divisor).map { Float($0) } == root: return (u, false)
        case .multiply(let u, let factor) where number(factor).map { Float($0) } == Float(0.5.squareRoot()):
            return (u, false)
        case .multiply(let factor, let u) where number(factor).map { Float($0) } == Float(0.5.squareRoot()):
            return (u, false)
        default: return nil
        }
    }

    private func number(_ node: Int) -> Double? {
        if case .constant(let value) = operations[node] { return value }
        return nil
    }

    /// The operation and operands of a node that is computed.
    private func step(_ node: Int) -> (operation: FormulaProgram.Operation, nodes: [Int])? {
        if let (operation, argument) = special[node] { return (operation, [argument]) }
        let nodes = operations[node].operands
        switch operations[node] {
        case .variable, .constant: return nil
        case .add: return (.add, nodes)
        case .subtract: return (.subtract, nodes)
        case .multiply: return (.multiply, nodes)
        case .divide: return (.divide, nodes)
        case .power(let base, 2): return (.multiply, [base, base])
        case .power(_, let exponent): return (.power(exponent), nodes)
        case .generalPower: return (.generalPower, nodes)
        case .call(let function, _): return (.call(function), nodes)
        case .complementaryError: return (.complementaryError, nodes)
        case .select(let comparison, _, _, _, _): return (.select(comparison), nodes)
        }
    }

    /// The instructions for the nodes that value and slope need; a slot is used again after its last reader.
    mutating func part(value: Int, slope: Int?) -> FormulaProgram.Part {
        let results = [value] + (slope.map { [$0] } ?? [])
        var lastReader: [Int: Int] = [:]
        var needed: Set<Int> = []
        var open = results
        while let node = open.popLast() {
            guard needed.insert(node).inserted else { continue }
            for operand in step(node)?.nodes ?? [] {
                lastReader[operand] = max(lastReader[operand] ?? 0, node)
                open.append(operand)
            }
        }
        for node in results { lastReader[node] = .max }
        var part = FormulaProgram.Part()
        var places: [Int: FormulaProgram.Operand] = [:]
        var free: [Int] = []
        for node in needed.sorted() {
            if let value = number(node) {
                places[node] = .constant(constants.count)
                constants.append(Float(value))
                continue
            }
            guard let (operation, nodes) = step(node) else {
                places[node] = .slot(FormulaProgram.argument)
                continue
            }
            let operands = nodes.map { places[$0] ?? .slot(FormulaProgram.argument) }
            // A loop reads each row before it writes it, so a result may stand where an operand did.
            for read in Set(nodes).sorted() where lastReader[read] == node {
                if case .slot(let slot) = places[read] { free.append(slot) }
            }
            let target = free.popLast() ?? part.slots
            part.slots = max(part.slots, target + 1)
            part.instructions.append(FormulaProgram.Instruction(operation, operands, target: target))
            places[node] = .slot(target)
        }
        part.value = places[value] ?? part.value
        part.slope = slope.flatMap { places[$0] }
        return part
    }
}
