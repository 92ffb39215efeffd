/// What is wrong with a formula, and where.
///
/// Columns count characters from 1.
public enum FormulaError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is nothing to read.
    case empty
    /// The text is longer than formulas may be.
    case tooLong(characters: Int, limit: Int)
    /// Parentheses, signs or conditions stand inside each other too deep.
    case tooDeep(column: Int, limit: Int)
    /// The formula and its derivative need more operations than formulas may have.
    case tooLarge(limit: Int)
    /// Something stands where it cannot stand.
    case unexpected(found: String, column: Int, expected: String)
    /// A name is neither x nor a constant nor a function.
    case unknownName(String, column: Int, known: [String])
    /// A function has another number of arguments.
    case wrongArguments(function: String, column: Int, expected: Int, found: Int)
    /// A number cannot be read, or is not finite.
    case wrongNumber(String, column: Int)
    /// A constant has a name that means something already, or a value that is not finite.
    case wrongConstant(name: String, reason: String)
    /// The formula does not depend on x.
    case isConstant

    /// One line that says what is wrong and where.
    public var description: String {
        switch self {
        case .empty: "a formula is empty; write one in x, as x * tanh(softplus(x))"
        case .tooLong(let characters, let limit):
            "a formula of \(characters) characters is too long; at most \(limit) are read"
        case .tooDeep(let column, let limit):
            "a formula is nested deeper than \(limit) levels at column \(column); write it flatter"
        case .tooLarge(let limit):
            "a formula and its derivative need more than \(limit) operations; write a shorter one"
        case .unexpected(let found, let column, let expected):
            "a formula has \(found) at column \(column) where \(expected) is expected"
        case .unknownName(let name, let column, let known):
            "a formula has the unknown name \"\(name)\" at column \(column); there are \(known.joined(separator: ", "))"
        case .wrongArguments(let function, let column, let expected, let found):
            "\(function) at column \(column) of a formula takes \(expected) argument\(expected == 1 ? "" : "s"), not \(found)"
        case .wrongNumber(let text, let column):
            "\"\(text)\" at column \(column) of a formula is no number that can be used"
        case .wrongConstant(let name, let reason): "the constant \"\(name)\" of a formula \(reason)"
        case .isConstant: "a formula does not depend on x: it is no activation"
        }
    }

    /// The column of what is wrong, counted from 1; nil where the whole is meant.
    public var column: Int? {
        switch self {
        case .tooDeep(let column, _), .unexpected(_, let column, _), .unknownName(_, let column, _),
            .wrongArguments(_, let column, _, _), .wrongNumber(_, let column):
            column
        case .empty, .tooLong, .tooLarge, .wrongConstant, .isConstant: nil
        }
    }

    /// The same error with the column that it has in a file, where the formula is a part of one.
    ///
    /// - Parameter column: the column there, counted from 1.
    public func at(column: Int) -> FormulaError {
        switch self {
        case .tooDeep(_, let limit): .tooDeep(column: column, limit: limit)
        case .unexpected(let found, _, let expected): .unexpected(found: found, column: column, expected: expected)
        case .unknownName(let name, _, let known): .unknownName(name, column: column, known: known)
        case .wrongArguments(let function, _, let expected, let found):
            .wrongArguments(function: function, column: column, expected: expected, found: found)
        case .wrongNumber(let text, _): .wrongNumber(text, column: column)
        case .empty, .tooLong, .tooLarge, .wrongConstant, .isConstant: self
        }
    }
}
