/// Reads a formula by recursive descent, with the column of whatever is wrong.
///
/// From the loosest to the tightest: `c ? a : b`, comparisons, `+ -`, `* /`, signs, `^` (which groups to the right).
struct FormulaParser {
    /// A piece of the formula: its node, its canonical text, and how tight that text holds together.
    struct Piece {
        var node: ExpressionGraph.Node
        var text: String
        var tightness: Int
    }

    /// A number, or a comparison, which only `?` can use.
    private enum Part {
        case number(Piece)
        case comparison(ExpressionGraph.Comparison, Piece, Piece)
    }

    /// The longest formula that is read, in characters.
    static let longest = 10_000
    /// The deepest nesting that is read.
    static let deepest = 100

    var graph = ExpressionGraph()
    /// The names of constants that were met.
    private(set) var usedConstants: Set<String> = []
    private let characters: [Character]
    private let constants: [String: Double]
    private var position = 0
    private var depth = 0

    init(_ text: String, constants: [String: Double]) {
        characters = Array(text.prefix(FormulaParser.longest + 1))
        self.constants = constants
    }

    /// Reads the whole text.
    mutating func parse() throws(FormulaError) -> Piece {
        skipBlanks()
        guard position < characters.count else { throw .empty }
        let piece = try number(try part())
        guard position == characters.count else { throw unexpected("an operator or the end") }
        return piece
    }

    // MARK: Levels

    private mutating func part() throws(FormulaError) -> Part {
        try descend()
        defer { depth -= 1 }
        let left = try sum()
        guard let comparison = takeComparison() else {
            guard case .comparison(let comparison, let a, let b) = left else { return left }
            return peek == "?" ? try choice(comparison, a, b) : left
        }
        let right = try number(try sum())
        let a = try number(left)
        return peek == "?" ? try choice(comparison, a, right) : .comparison(comparison, a, right)
    }

    private mutating func choice(
        _ comparison: ExpressionGraph.Comparison, _ a: Piece, _ b: Piece
    ) throws(FormulaError) -> Part {
        _ = take("?")
        let then = try number(try part())
        guard take(":") else { throw unexpected("\":\"") }
        let otherwise = try number(try part())
        let node = graph.select(comparison, a.node, b.node, then: then.node, otherwise: otherwise.node)
        let condition = "\(Self.text(a, atLeast: 1))\(comparison.rawValue)\(Self.text(b, atLeast: 1))"
        return .number(
            Piece(
                node: node, text: "\(condition)?\(Self.text(then, atLeast: 1)):\(Self.text(otherwise, atLeast: 0))",
                tightness: 0))
    }

    private mutating func sum() throws(FormulaError) -> Part {
        var part = try product()
        while let sign = peek, sign == "+" || sign == "-" {
            position += 1
            skipBlanks()
            let left = try number(part)
            let right = try number(try product())
            let node = sign == "+" ? graph.sum(left.node, right.node) : graph.difference(left.node, right.node)
            part = .number(
                Piece(
                    node: node, text: "\(Self.text(left, atLeast: 1))\(sign)\(Self.text(right, atLeast: 2))",
                    tightness: 1))
        }
        return part
    }

    private mutating func product() throws(FormulaError) -> Part {
        var part = try signed()
        while let sign = peek, sign == "*" || sign == "/" {
            if next == "*" { throw unexpected("a factor (powers are written with ^)") }
            position += 1
            skipBlanks()
            let left = try number(part)
            let right = try number(try signed())
            let node = sign == "*" ? graph.product(left.node, right.node) : graph.quotient(left.node, right.node)
            part = .number(
                Piece(
                    node: node, text: "\(Self.text(left, atLeast: 2))\(sign)\(Self.text(right, atLeast: 3))",
                    tightness: 2))
        }
        return part
    }

    private mutating func signed() throws(FormulaError) -> Part {
        guard let sign = peek, sign == "+" || sign == "-" else { return try power() }
        try descend()
        defer { depth -= 1 }
        position += 1
        skipBlanks()
        let operand = try number(try signed())
        if sign == "+" { return .number(operand) }
        let node = graph.difference(graph.number(0), operand.node)
        return .number(Piece(node: node, text: "-\(Self.text(operand, atLeast: 3))", tightness: 3))
    }

    private mutating func power() throws(FormulaError) -> Part {
        let part = try primary()
        guard peek == "^" else { return part }
        position += 1
        skipBlanks()
        let base = try number(part)
        try descend()
        defer { depth -= 1 }
        let exponent = try number(try signed())
        let node = graph.power(base.node, exponent.node)
        return .number(
            Piece(
                node: node, text: "\(Self.text(base, atLeast: 5))^\(Self.text(exponent, atLeast: 3))", tightness: 4))
    }

    private mutating func primary() throws(FormulaError) -> Part {
        guard let first = peek else { throw unexpected("a number, a name or \"(\"") }
        if first == "(" {
            position += 1
            skipBlanks()
            let inner = try part()
            guard take(")") else { throw unexpected("an operator or \")\"") }
            return inner
        }
        if first.isASCII, first.isNumber || first == "." { return .number(try literal()) }
        if first.isASCII, first.isLetter || first == "_" { return .number(try named()) }
        throw unexpected("a number, a name or \"(\"")
    }

    // MARK: Names and numbers

    private mutating func literal() throws(FormulaError) -> Piece {
        let start = position
        var text = ""
        while let character = current, character.isASCII {
            let isExponentSign = (character == "+" || character == "-") && (text.last == "e" || text.last == "E")
            guard character.isNumber || character == "." || character == "e" || character == "E" || isExponentSign
            else {
                break
            }
            text.append(character)
            position += 1
        }
        guard let value = Double(text), value.isFinite else {
            throw .wrongNumber(String(text.prefix(40)), column: start + 1)
        }
        skipBlanks()
        return Piece(node: graph.number(value), text: Self.text(value), tightness: 5)
    }

    private mutating func named() throws(FormulaError) -> Piece {
        let start = position
        var name = ""
        while let character = current, character.isASCII, character.isLetter || character.isNumber || character == "_" {
            name.append(character)
            position += 1
        }
        skipBlanks()
        if peek == "(" { return try call(name, column: start + 1) }
        if name == "x" { return Piece(node: graph.add(.variable), text: "x", tightness: 5) }
        if let value = constants[name] {
            usedConstants.insert(name)
            return Piece(node: graph.number(value), text: name, tightness: 5)
        }
        let functions = FormulaFunction.allCases.map(\.rawValue) + ["min", "max"]
        if functions.contains(name) { throw unexpected("\"(\" after \(name)") }
        throw .unknownName(
            String(name.prefix(40)), column: start + 1, known: ["x"] + constants.keys.sorted() + functions)
    }

    private mutating func call(_ name: String, column: Int) throws(FormulaError) -> Piece {
        let function = FormulaFunction(rawValue: name)
        guard function != nil || name == "min" || name == "max" else {
            throw .unknownName(
                String(name.prefix(40)), column: column,
                known: FormulaFunction.allCases.map(\.rawValue) + ["min", "max"])
        }
        try descend()
        defer { depth -= 1 }
        _ = take("(")
        var arguments: [Piece] = []
        repeat { arguments.append(try number(try part())) } while take(",")
        guard take(")") else { throw unexpected("\",\" or \")\"") }
        let expected = function == nil ? 2 : 1
        guard arguments.count == expected else {
            throw .wrongArguments(function: name, column: column, expected: expected, found: arguments.count)
        }
        let text = "\(name)(\(arguments.map(\.text).joined(separator: ",")))"
        if let function {
            return Piece(node: graph.call(function, arguments[0].node), text: text, tightness: 5)
        }
        let (a, b) = (arguments[0].node, arguments[1].node)
        return Piece(
            node: graph.select(name == "min" ? .atMost : .atLeast, a, b, then: a, otherwise: b), text: text,
            tightness: 5)
    }

    // MARK: Characters

    private var current: Character? { position < characters.count ? characters[position] : nil }
    private var next: Character? { position + 1 < characters.count ? characters[position + 1] : nil }
    private var peek: Character? { current }

    private mutating func skipBlanks() {
        while let character = current, character.isWhitespace { position += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
        guard current == character else { return false }
        position += 1
        skipBlanks()
        return true
    }

    private mutating func takeComparison() -> ExpressionGraph.Comparison? {
        guard let first = current else { return nil }
        let second = next.map { "\(first)\($0)" } ?? ""
        let comparison =
            ExpressionGraph.Comparison(rawValue: second) ?? ExpressionGraph.Comparison(rawValue: "\(first)")
        guard let comparison else { return nil }
        position += comparison.rawValue.count
        skipBlanks()
        return comparison
    }

    /// One level deeper; every recursion passes here.
    private mutating func descend() throws(FormulaError) {
        depth += 1
        guard depth <= FormulaParser.deepest else { throw .tooDeep(column: position + 1, limit: FormulaParser.deepest) }
        if graph.isTooLarge { throw .tooLarge(limit: ExpressionGraph.limit) }
    }

    private func number(_ part: Part) throws(FormulaError) -> Piece {
        switch part {
        case .number(let piece): return piece
        case .comparison:
            throw .unexpected(
                found: "a comparison", column: min(position + 1, characters.count),
                expected: "a number (a comparison stands before \"?\", as x > 0 ? x : 0)")
        }
    }

    private func unexpected(_ expected: String) -> FormulaError {
        .unexpected(found: current.map { "\"\($0)\"" } ?? "its end", column: position + 1, expected: expected)
    }

    /// The text of a piece, in parentheses where it holds together less tight than its place needs.
    private static func text(_ piece: Piece, atLeast tightness: Int) -> String {
        piece.tightness < tightness ? "(\(piece.text))" : piece.text
    }

    /// A number as its shortest decimal.
    static func text(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
