/// An activation that a user wrote as a formula in x, with the derivative made from it.
///
/// `x * tanh(softplus(x))`, or `x > 0 ? x : a * (exp(x) - 1)` with a constant `a`. There are `+ - * / ^`, comparisons, `c ? a : b`, `min`,
/// `max` and the functions of `FormulaFunction`. The derivative is made by the rules of calculus, not by differences. At a kink it is
/// that of the branch which is taken at equality.
///
/// Where it loses digits as written, as `exp(x) - 1` near 0 or `1 + erf(x)` far below, the same function without the loss is
/// computed; that is no part of the text.
public struct Formula: Sendable, Hashable {
    /// The canonical text: without blanks and needless parentheses, numbers as their shortest decimals.
    ///
    /// Two texts of one canonical form are one formula; with the constants it is part of a method's identity.
    public let text: String
    /// The constants that the formula names, by name.
    public let constants: [String: Double]
    package let graph: ExpressionGraph
    package let valueNode: ExpressionGraph.Node
    package let slopeNode: ExpressionGraph.Node

    /// Reads a formula.
    ///
    /// - Parameters:
    ///   - text: the formula, at most 10,000 characters and 100 levels deep.
    ///   - constants: the values of further names.
    /// - Throws: `FormulaError` with the column of what is wrong.
    public init(_ text: String, constants: [String: Double] = [:]) throws(FormulaError) {
        let count = text.utf8.count
        guard count <= FormulaParser.longest else { throw .tooLong(characters: count, limit: FormulaParser.longest) }
        for (name, value) in constants.sorted(by: { $0.key < $1.key }) {
            let isName =
                name.first.map { $0.isASCII && ($0.isLetter || $0 == "_") } == true
                && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard isName else {
                throw .wrongConstant(name: name, reason: "has a name that is none: letters, digits and _")
            }
            let isTaken = name == "x" || name == "min" || name == "max" || FormulaFunction(rawValue: name) != nil
            guard !isTaken else { throw .wrongConstant(name: name, reason: "has the name of something else") }
            guard value.isFinite else { throw .wrongConstant(name: name, reason: "is not finite") }
        }
        var parser = FormulaParser(text, constants: constants)
        let piece = try parser.parse()
        var graph = parser.graph
        let slope = graph.isTooLarge ? 0 : graph.derivative(of: piece.node)
        guard !graph.isTooLarge else { throw .tooLarge(limit: ExpressionGraph.limit) }
        guard graph.dependsOnVariable[piece.node] else { throw .isConstant }
        self.text = piece.text
        self.constants = constants.filter { parser.usedConstants.contains($0.key) }
        self.graph = graph
        valueNode = piece.node
        slopeNode = slope
    }

    /// The value and the slope at x, in double precision; NaN or infinite where the formula is.
    public func callAsFunction(_ x: Double) -> (value: Double, slope: Double) {
        var values: [Double] = []
        return evaluate(at: x, using: &values)
    }

    /// The value and the slope at x; `scratch` is storage that many calls share.
    public func evaluate(at x: Double, using scratch: inout [Double]) -> (value: Double, slope: Double) {
        graph.evaluate(at: x, into: &scratch)
        return (scratch[valueNode], scratch[slopeNode])
    }

    /// The points from -10,000 to 10,000 where a comparison of the formula changes: its kinks and jumps, ascending.
    ///
    /// They are searched for in 8,192 parts, narrow about 0 (0.003) and wide far out (18); two changes within one part are not seen.
    public var kinks: [Double] {
        let (parts, steepness) = (8192, 10.0)
        let points = (0...parts).map { index in
            let share = 2 * Double(index) / Double(parts) - 1
            let wide = Self.hyperbolicSine(steepness * share) / Self.hyperbolicSine(steepness)
            return 1e4 * wide
        }
        let indices = graph.operations.indices.filter { index in
            switch graph.operations[index] {
            case .select, .call(.abs, _), .call(.sign, _), .call(.relu, _): true
            default: false
            }
        }
        guard !indices.isEmpty else { return [] }
        var found: Set<Double> = []
        var (left, before) = (points[0], gaps(indices, at: points[0]))
        for right in points.dropFirst() {
            let after = gaps(indices, at: right)
            for position in indices.indices where before[position].sign != after[position].sign || after[position] == 0
            {
                found.insert(bisect(indices[position], left, right))
            }
            (left, before) = (right, after)
        }
        return found.sorted()
    }

    private static func hyperbolicSine(_ x: Double) -> Double {
        (FormulaFunction.exp(x) - FormulaFunction.exp(-x)) / 2
    }

    /// How far the two sides of each comparison lie apart.
    private func gaps(_ indices: [Int], at x: Double) -> [Double] {
        var values: [Double] = []
        graph.evaluate(at: x, into: &values)
        return indices.map { index in
            switch graph.operations[index] {
            case .select(_, let a, let b, _, _): values[a] - values[b]
            case .call(_, let a): values[a]
            default: 0
            }
        }
    }

    private func bisect(_ index: Int, _ left: Double, _ right: Double) -> Double {
        var (low, high) = (left, right)
        let sign = gaps([index], at: low)[0].sign
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            let gap = gaps([index], at: middle)[0]
            if gap == 0 { return middle }
            if gap.sign == sign { low = middle } else { high = middle }
        }
        return high
    }
}
