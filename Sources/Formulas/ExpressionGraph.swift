/// Expressions as a list in which every operand stands before what uses it, and equal ones stand once.
///
/// Lists, not trees: nothing here recurses, so no formula is too deep for the stack; and a derivative, which uses parts of its
/// formula many times, grows with the formula's length, not with the power of it.
package struct ExpressionGraph: Sendable, Hashable {
    /// An index into the list.
    package typealias Node = Int

    /// How two numbers are compared.
    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
        case equal = "=="
        case different = "!="

        package func callAsFunction(_ left: Double, _ right: Double) -> Bool {
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
    package enum Operation: Sendable, Hashable {
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
        /// 1 - erf(u) without cancellation.
        case complementaryError(Node)
        /// The first number where the comparison holds, else the second.
        case select(Comparison, Node, Node, then: Node, otherwise: Node)
    }

    /// The most operations that a formula and its derivative may have.
    static let limit = 4096

    package private(set) var operations: [Operation] = []
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
    package func constant(_ node: Node) -> Double? {
        if case .constant(let value) = operations[node] { return value }
        return nil
    }

    mutating func number(_ value: Double) -> Node { add(.constant(value)) }

    mutating func sum(_ left: Node, _ right: Node) -> Node {
        switch (constant(left), constant(right)) {
        case (let a?, let b?): number(a + b)
        case (0, _): right
        case (_, 0): left
        case (1, _) where call(.erf, of: right) != nil: complementaryError(negative(call(.erf, of: right) ?? 0))
        case (_, 1) where call(.erf, of: left) != nil: complementaryError(negative(call(.erf, of: left) ?? 0))
        case (let a?, _) where scaledExponential(right)?.scale == -a: withoutCancellation(right)
        case (_, let b?) where scaledExponential(left)?.scale == -b: withoutCancellation(left)
        default: add(.add(left, right))
        }
    }

    mutating func difference(_ left: Node, _ right: Node) -> Node {
        switch (constant(left), constant(right)) {
        case (let a?, let b?): number(a - b)
        case (_, 0): left
        case (1, _) where call(.erf, of: right) != nil: complementaryError(call(.erf, of: right) ?? 0)
        case (let a?, _) where scaledExponential(right)?.scale == a:
            negative(withoutCancellation(right))
        case (_, let b?) where scaledExponential(left)?.scale == b: withoutCancellation(left)
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
        // a / (1 + exp(u)), whose quotient of infinities would be a NaN in the slope.
        case (_, nil) where onePlusExponential(right) != nil:
            product(left, call(.sigmoid, negative(onePlusExponential(right) ?? 0)))
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
        switch function {
        case .log:
            // log(1 + exp(u)) is softplus(u), and log(1 + u) is log1p(u).
            if let u = onePlusExponential(argument) { return call(.softplus, u) }
            if case .add(let a, let b) = operations[argument] {
                if constant(a) == 1 { return call(.log1p, b) }
                if constant(b) == 1 { return call(.log1p, a) }
            }
        case .log1p:
            if let u = call(.exp, of: argument) { return call(.softplus, u) }
        default: break
        }
        return add(.call(function, argument))
    }

    // MARK: Forms that lose digits or overflow as people write them

    /// The argument of a call of a function; nil where the node is another.
    private func call(_ function: FormulaFunction, of node: Node) -> Node? {
        if case .call(function, let argument) = operations[node] { return argument }
        return nil
    }

    /// -u, of -u again u.
    mutating func negative(_ node: Node) -> Node {
        if case .subtract(let zero, let u) = operations[node], constant(zero) == 0 { return u }
        return difference(number(0), node)
    }

    private mutating func complementaryError(_ node: Node) -> Node { add(.complementaryError(node)) }

    /// u of 1 + exp(u).
    private func onePlusExponential(_ node: Node) -> Node? {
        guard case .add(let a, let b) = operations[node] else { return nil }
        if constant(a) == 1 { return call(.exp, of: b) }
        if constant(b) == 1 { return call(.exp, of: a) }
        return nil
    }

    /// Scale and argument of a constant times exp(u).
    private func scaledExponential(_ node: Node) -> (scale: Double, argument: Node)? {
        if let u = call(.exp, of: node) { return (1, u) }
        guard case .multiply(let a, let b) = operations[node] else { return nil }
        if let scale = constant(a), let u = call(.exp, of: b) { return (scale, u) }
        if let scale = constant(b), let u = call(.exp, of: a) { return (scale, u) }
        return nil
    }

    /// c exp(u) - c, by expm1.
    private mutating func withoutCancellation(_ node: Node) -> Node {
        guard let (scale, u) = scaledExponential(node) else { return node }
        return product(number(scale), call(.expm1, u))
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
                case .complementaryError(let a): systemComplementaryError(values[a])
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
    package var operands: [ExpressionGraph.Node] {
        switch self {
        case .variable, .constant: []
        case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b), .divide(let a, let b),
            .generalPower(let a, let b):
            [a, b]
        case .power(let a, _), .call(_, let a), .complementaryError(let a): [a]
        case .select(_, let a, let b, let then, let otherwise): [a, b, then, otherwise]
        }
    }
}
