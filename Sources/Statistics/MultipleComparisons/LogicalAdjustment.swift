/// A correction of the p-values of all pairs of k methods that uses how the pairs hang together.
///
/// Where a and b rank alike, and b and c do, so do a and c: not every set of hypotheses can be true at once. Both corrections
/// control the family-wise error under any dependence, and neither is ever worse than Holm's. García and Herrera (2008), "An
/// extension on statistical comparisons of classifiers over multiple data sets for all pairwise comparisons", JMLR 9.
public enum LogicalAdjustment: String, Sendable, Hashable, CaseIterable {
    /// The static procedure of Shaffer (1986): each step counts the hypotheses that can still be true together.
    case shaffer

    /// The procedure of Bergmann and Hommel (1988), which goes through every set of hypotheses that can be true together.
    case bergmannHommel = "bergmann-hommel"

    /// The largest number of methods: Bergmann and Hommel's procedure goes through all partitions, of 9 methods 21,147.
    public var limit: Int {
        switch self {
        case .shaffer: 2000
        case .bergmannHommel: 9
        }
    }

    /// The adjusted p-values.
    ///
    /// - Parameters:
    ///   - pValues: one for each pair, in the order (0, 1), (0, 2) ... (k - 2, k - 1).
    ///   - methods: the number of methods, k.
    /// - Throws: `StatisticsError` for another number of values, values outside 0 ... 1 and more methods than `limit`.
    public func adjusted(_ pValues: [Double], methods: Int) throws -> [Double] {
        try Validation.requireCount(methods, atLeast: 2, "methods")
        guard methods <= limit else {
            throw StatisticsError.tooMany(
                what: "methods for \(rawValue)", limit: limit, found: methods,
                instead: self == .shaffer ? "choose some" : "use shaffer or holm")
        }
        try Validation.requireSameCount(
            pValues.count, "the list of p-values", methods * (methods - 1) / 2, "the list of pairs")
        // Checks the values too.
        _ = try PValueAdjustment.none.adjusted(pValues)
        switch self {
        case .shaffer: return shaffer(pValues, methods)
        case .bergmannHommel: return bergmannHommel(pValues, methods)
        }
    }

    private func shaffer(_ pValues: [Double], _ methods: Int) -> [Double] {
        let possible = Self.possibleCounts(methods)
        let ascending = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var result = pValues
        var largest = 0.0
        for (step, index) in ascending.enumerated() {
            let open = pValues.count - step
            let count = possible.last { $0 <= open } ?? open
            largest = max(largest, min(1, pValues[index] * Double(count)))
            result[index] = largest
        }
        return result
    }

    /// How many of the pairs of k methods can be true at once, ascending: S(k) is the union of C(j, 2) + S(k - j).
    static func possibleCounts(_ methods: Int) -> [Int] {
        var sets: [Set<Int>] = [[0], [0]]
        for count in 2...max(2, methods) {
            var set: Set<Int> = []
            for size in 1...count {
                for rest in sets[count - size] { set.insert(size * (size - 1) / 2 + rest) }
            }
            sets.append(set)
        }
        return sets[methods].sorted()
    }

    private func bergmannHommel(_ pValues: [Double], _ methods: Int) -> [Double] {
        var result = [Double](repeating: 0, count: pValues.count)
        // A partition by the group of each method; a method opens at most one new group.
        var groups = [Int](repeating: 0, count: methods)
        func visit(_ method: Int, _ groupCount: Int) {
            guard method == methods else {
                for group in 0...groupCount {
                    groups[method] = group
                    visit(method + 1, max(groupCount, group + 1))
                }
                return
            }
            var pairs: [Int] = []
            var smallest = Double.infinity
            var pair = 0
            for first in 0..<methods {
                for second in first + 1..<max(methods, first + 1) {
                    if groups[first] == groups[second] {
                        pairs.append(pair)
                        smallest = min(smallest, pValues[pair])
                    }
                    pair += 1
                }
            }
            let value = min(1, smallest * Double(pairs.count))
            for pair in pairs { result[pair] = max(result[pair], value) }
        }
        visit(0, 0)
        return result
    }
}
