/// Expressions as a list in which every operand stands before what uses it, and equal ones stand once.
///
/// Lists, not trees: nothing here recurses, so no formula is too deep for the stack; and a derivative, which uses parts of its
/// formula many times, grows with the formula's length, not with the power of it.
struct ExpressionGraph: Sendable, Hashable {
    /// An index into the list.
    typealias Node = Int

    /// How two numbers are compared.
    enum Comparison: String, Sendable, Hashable, CaseIterable {
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
        case equal = "=="
        case different = "!="

        func callAsFunction(_ left: Double, _ right: Double) -> Bool {
            switch self {
            case .less: left < right
            case .atMost: left <= right
            case .greater: left > right
            case .atLeast: left >= right
            case .equal: left == right
            case .different: left != right
            }
        }
    }

    /// One step of a computation.
    enum Operation: Sendable, Hashable {
        case variable
        case constant(Double)
        case add(Node, Node)
        case subtract(Node, Node)
        case multiply(Node, Node)
        case divide(Node, Node)
        /// A whole power, by repeated multiplication.
        case power(Node, Int)
        /// Any other power: exp(v log(u)).
        case generalPower(Node, Node)
        case call(FormulaFunction, Node)
        /// The first number where the comparison holds, else the second.
        case select(Comparison, Node, Node, then: Node, otherwise: Node)
    }

    /// The most operations that a formula and its derivative may have.
    static let limit = 4096

    private(set) var operations: [Operation] = []
    private var places: [Operation: Node] = [:]
    /// Whether an operation was refused because there were too many.
    private(set) var isTooLarge = false

    /// Adds an operation, or finds the one there is.
    mutating func add(_ operation: Operation) -> Node {
        if let place = places[operation] { return place }
        guard operations.count < Self.limit else {
            isTooLarge = true
            return 0
        }
        operations.append(operation)
        places[operation] = operations.count - 1
        return operations.count - 1
    }

    /// The value of a node that is a constant.
    func constant(_ node: Node) -> Double? {
        if case .constant(let value) = operations[node] { return value }
        return nil
    }

    mutating func number(_ value: Double) -> Node { add(.constant(value)) }

    mutating func sum(_ left: Node, _ right: Node) -> Node {
        switch (constant(left), constant(right)) {
        case (let a?, let b?): number(a + b)
        case (0, _): right
        case (_, 0): left
        default: add(.add(left, right))
        }
    }

    mutating func difference(_ left: Node, _ right: Node) -> Node {
        switch (constant(left), constant(right)) {
        case (let a?, let b?): number(a - b)
        case (_, 0): left
        default: left == right ? number(0) : add(.subtract(left, right))
        }
    }

    mutating func product(_ left: Node, _ right: Node) -> Node {
        switch (constant(left), constant(right)) {
        case (let a?, let b?): number(a * b)
        case (0, _), (_, 1): left
        case (1, _), (_, 0): right
        default: add(.multiply(left, right))
        }
    }

    mutating func quotient(_ left: Node, _ right: Node) -> Node {
        switch (constant(left), constant(right)) {
        // A division by zero stays one, to be seen when it is evaluated.
        case (let a?, let b?) where b != 0: number(a / b)
        case (_, 1): left
        default: add(.divide(left, right))
        }
    }

    mutating func power(_ base: Node, _ exponent: Node) -> Node {
        guard let value = constant(exponent), value == value.rounded(), value.magnitude <= 1000 else {
            return add(.generalPower(base, exponent))
        }
        let count = Int(value)
        if count == 0 { return number(1) }
        if count == 1 { return base }
        if let constant = constant(base) { return number(Self.power(constant, count)) }
        return add(.power(base, count))
    }

    mutating func call(_ function: FormulaFunction, _ argument: Node) -> Node {
        // Only functions that every system computes alike are folded.
        if let value = constant(argument), [.sqrt, .abs, .sign, .relu].contains(function) {
            return number(function(value))
        }
        return add(.call(function, argument))
    }

    mutating func select(
        _ comparison: Comparison, _ left: Node, _ right: Node, then: Node, otherwise: Node
    ) -> Node {
        if then == otherwise { return then }
        if let a = constant(left), let b = constant(right) { return comparison(a, b) ? then : otherwise }
        return add(.select(comparison, left, right, then: then, otherwise: otherwise))
    }

    /// A whole power by squaring, the same order of multiplications everywhere.
    static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, rest) = (1.0, base, exponent.magnitude)
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return exponent < 0 ? 1 / result : result
    }

    /// Puts the values of all nodes at x into `values`, whose storage is used again.
    func evaluate(at x: Double, into values: inout [Double]) {
        values.removeAll(keepingCapacity: true)
        for operation in operations {
            let value: Double =
                switch operation {
                case .variable: x
                case .constant(let value): value
                case .add(let a, let b): values[a] + values[b]
                case .subtract(let a, let b): values[a] - values[b]
                case .multiply(let a, let b): values[a] * values[b]
                case .divide(let a, let b): values[a] / values[b]
                case .power(let a, let exponent): Self.power(values[a], exponent)
                case .generalPower(let a, let b): systemPower(values[a], values[b])
                case .call(let function, let a): function(values[a])
                case .select(let comparison, let a, let b, let then, let otherwise):
                    comparison(values[a], values[b]) ? values[then] : values[otherwise]
                }
            values.append(value)
        }
    }

    /// Whether each node depends on x.
    var dependsOnVariable: [Bool] {
        var result: [Bool] = []
        for operation in operations {
            result.append(operation == .variable || operation.operands.contains { result[$0] })
        }
        return result
    }
}

extension ExpressionGraph.Operation {
    /// The nodes that an operation reads.
    var operands: [ExpressionGraph.Node] {
        switch self {
        case .variable, .constant: []
        case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b), .divide(let a, let b),
            .generalPower(let a, let b):
            [a, b]
        case .power(let a, _), .call(_, let a): [a]
        case .select(_, let a, let b, let then, let otherwise): [a, b, then, otherwise]
        }
    }
}
