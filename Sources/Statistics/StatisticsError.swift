/// A reason why a statistic can't be computed.
///
/// Every description is one line that names the input at fault and what to do about it.
public enum StatisticsError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Two inputs that belong together differ in length.
    case unequalLengths(first: String, firstCount: Int, second: String, secondCount: Int)

    /// An input holds fewer values than the statistic needs.
    case tooFew(what: String, needed: Int, found: Int)

    /// An input holds more values than the method is made for.
    case tooMany(what: String, limit: Int, found: Int, instead: String)

    /// A value is NaN or infinite; `index` counts from 0.
    case notFinite(what: String, index: Int, value: String)

    /// A value lies outside what is allowed; `index` counts from 0 and is absent for a single parameter.
    case outOfRange(what: String, index: Int?, value: String, allowed: String)

    /// The labels hold only one of the classes that the metric compares.
    case missingClass(metric: String, missing: String)

    /// An exact fraction needs more than 64 bits.
    case overflow(what: String)

    /// A one-line description of what failed and what to do.
    public var description: String {
        switch self {
        case .unequalLengths(let first, let firstCount, let second, let secondCount):
            return "\(first) has \(firstCount) values and \(second) has \(secondCount): they must have the same number"
        case .tooFew(let what, let needed, let found):
            return "too few \(what): \(found) found, at least \(needed) needed"
        case .tooMany(let what, let limit, let found, let instead):
            return "too many \(what): \(found) found, at most \(limit) possible; \(instead)"
        case .notFinite(let what, let index, let value):
            return "\(what): value \(index + 1) is \(value); give a finite number, or leave it out as missing"
        case .outOfRange(let what, let index, let value, let allowed):
            let position = index.map { ": value \($0 + 1)" } ?? ""
            return "\(what)\(position) is \(value), allowed is \(allowed)"
        case .missingClass(let metric, let missing):
            return "\(metric) is not defined: there is no \(missing) among the labels"
        case .overflow(let what):
            return "\(what) needs integers beyond 64 bits; give smaller counts or use Double values"
        }
    }
}

/// Checks that several statistics make of their input.
enum Validation {
    /// Throws unless all values that are there are finite.
    static func requireFinite(_ values: [Double?], _ what: String) throws {
        for (index, value) in values.enumerated() {
            if let value, !value.isFinite {
                throw StatisticsError.notFinite(what: what, index: index, value: "\(value)")
            }
        }
    }

    /// Throws unless all values are finite.
    static func requireFinite(_ values: [Double], _ what: String) throws {
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw StatisticsError.notFinite(what: what, index: index, value: "\(values[index])")
        }
    }

    /// Throws unless both inputs have as many values.
    static func requireSameCount(_ first: Int, _ firstName: String, _ second: Int, _ secondName: String) throws {
        guard first == second else {
            throw StatisticsError.unequalLengths(
                first: firstName, firstCount: first, second: secondName, secondCount: second)
        }
    }

    /// Throws unless there are at least so many values.
    static func requireCount(_ found: Int, atLeast needed: Int, _ what: String) throws {
        guard found >= needed else { throw StatisticsError.tooFew(what: what, needed: needed, found: found) }
    }

    /// Throws unless the probability lies strictly between 0 and 1.
    static func requireInsideUnitInterval(_ value: Double, _ what: String) throws {
        guard value > 0, value < 1 else {
            throw StatisticsError.outOfRange(
                what: what, index: nil, value: "\(value)", allowed: "above 0 and below 1")
        }
    }
}
