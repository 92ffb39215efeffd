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
