extension ExpressionGraph {
    /// Adds the derivative of a node by x, by the rules of calculus from the first operation to it.
    ///
    /// Where a formula has a kink the derivative is that of the branch that is taken at equality; `abs` and `sign` have slope 0 at 0.
    mutating func derivative(of node: Node) -> Node {
        var slopes: [Node] = []
        for index in 0...node {
            slopes.append(slope(of: index, slopes))
            if isTooLarge { return 0 }
        }
        return slopes[node]
    }

    private mutating func slope(of index: Node, _ slopes: [Node]) -> Node {
        switch operations[index] {
        case .variable: return number(1)
        case .constant: return number(0)
        case .add(let a, let b): return sum(slopes[a], slopes[b])
        case .subtract(let a, let b): return difference(slopes[a], slopes[b])
        case .multiply(let a, let b):
            let left = product(slopes[a], b)
            return sum(left, product(a, slopes[b]))
        case .divide(let a, let b):
            // (a' - (a / b) b') / b
            let correction = product(index, slopes[b])
            return quotient(difference(slopes[a], correction), b)
        case .power(let a, let exponent):
            let lower = power(a, number(Double(exponent - 1)))
            return product(product(number(Double(exponent)), lower), slopes[a])
        case .generalPower(let a, let b): return slopeOfPower(index, a, b, slopes)
        case .call(let function, let a): return product(slope(of: function, index, a), slopes[a])
        case .complementaryError(let a):
            // -2 / sqrt(pi)
            let density = call(.exp, difference(number(0), product(a, a)))
            return product(product(number(-1.128_379_167_095_512_6), density), slopes[a])
        case .select(let comparison, let a, let b, let then, let otherwise):
            return select(comparison, a, b, then: slopes[then], otherwise: slopes[otherwise])
        }
    }

    private mutating func slopeOfPower(_ index: Node, _ base: Node, _ exponent: Node, _ slopes: [Node]) -> Node {
        let lower = power(base, difference(exponent, number(1)))
        let byBase = product(product(exponent, lower), slopes[base])
        guard constant(slopes[exponent]) != 0 else { return byBase }
        let byExponent = product(product(index, call(.log, base)), slopes[exponent])
        return sum(byBase, byExponent)
    }

    /// The derivative of a function at its argument; the value is there already.
    private mutating func slope(of function: FormulaFunction, _ value: Node, _ argument: Node) -> Node {
        switch function {
        case .exp: return value
        case .expm1: return sum(value, number(1))
        case .log: return quotient(number(1), argument)
        case .log1p: return quotient(number(1), sum(number(1), argument))
        case .sqrt: return quotient(number(0.5), value)
        case .abs: return call(.sign, argument)
        case .sign: return number(0)
        case .tanh: return difference(number(1), product(value, value))
        case .sigmoid: return product(value, difference(number(1), value))
        case .softplus: return call(.sigmoid, argument)
        case .erf:
            // 2 / sqrt(pi)
            let density = call(.exp, difference(number(0), product(argument, argument)))
            return product(number(1.128_379_167_095_512_6), density)
        case .sin: return call(.cos, argument)
        case .cos: return difference(number(0), call(.sin, argument))
        case .atan: return quotient(number(1), sum(number(1), product(argument, argument)))
        case .relu: return select(.greater, argument, number(0), then: number(1), otherwise: number(0))
        }
    }
}
