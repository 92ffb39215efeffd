/// Signs that a column is no measurement of its row.
enum ColumnSuspicion {
    /// The fewest rows of which something is said.
    static let leastRows = 50
    /// The rows that are looked at first: what they exclude needs no further look.
    private static let sample = 200

    /// Tells whether a column alone tells the class of every row: in order of its values, the rows of a class lie together.
    ///
    /// - Parameters:
    ///   - values: the value of each row; rows of one value have one class, or nothing is told.
    ///   - classes: the class of each row.
    static func tellsClasses(_ values: (Int) -> Float, rows: Int, classes: [Int32]) -> Bool {
        guard rows >= leastRows else { return false }
        if rows > 2 * sample, !areApart(Array(0..<sample), values, classes) { return false }
        return areApart(Array(0..<rows), values, classes)
    }

    private static func areApart(_ rows: [Int], _ values: (Int) -> Float, _ classes: [Int32]) -> Bool {
        let order = rows.map { (values($0), classes[$0]) }.sorted { $0.0 < $1.0 }
        var seen: Set<Int32> = []
        for (index, entry) in order.enumerated() {
            if index > 0, order[index - 1].1 == entry.1 { continue }
            // A class that begins twice, or within rows of one value, is not told by it.
            guard seen.insert(entry.1).inserted, index == 0 || order[index - 1].0 < entry.0 else { return false }
        }
        return true
    }

    /// Tells whether the words of a category alone tell the class: each has rows of one class, and several rows on average.
    static func tellsClasses(_ codes: [UInt8], words: Int, classes: [Int32]) -> Bool {
        guard codes.count >= leastRows, words > 1, codes.count >= 5 * words else { return false }
        var classOfWord: [UInt8: Int32] = [:]
        for (row, code) in codes.enumerated() {
            if let known = classOfWord[code] {
                if known != classes[row] { return false }
            } else {
                classOfWord[code] = classes[row]
            }
        }
        return Set(classOfWord.values).count > 1
    }

    /// Tells whether a column alone tells a number of every row: its correlation with it is 1 or -1 but for rounding.
    ///
    /// - Parameters:
    ///   - values: the value of each row.
    ///   - targets: the number of each row.
    static func tellsNumbers(_ values: (Int) -> Float, _ targets: [Double]) -> Bool {
        guard targets.count >= leastRows else { return false }
        let count = Double(targets.count)
        let xs = targets.indices.map { Double(values($0)) }
        let size = targets.reduce(0) { max($0, abs($1)) }
        let ys = targets.map { $0 / max(size, .leastNormalMagnitude) }
        let (meanX, meanY) = (xs.reduce(0, +) / count, ys.reduce(0, +) / count)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (x, y) in zip(xs, ys) {
            xx += (x - meanX) * (x - meanX)
            yy += (y - meanY) * (y - meanY)
            xy += (x - meanX) * (y - meanY)
        }
        return xx > 0 && yy > 0 && abs(xy) >= (1 - 1e-9) * (xx * yy).squareRoot()
    }

    /// Tells whether a column holds a whole number of its own for each row, as identifiers do.
    static func isIdentifier(_ values: (Int) -> Float, rows: Int) -> Bool {
        guard rows >= leastRows else { return false }
        var seen: Set<Float> = []
        for row in 0..<rows {
            let value = values(row)
            guard value == value.rounded(), abs(value) < 16_777_216, seen.insert(value).inserted else { return false }
        }
        return true
    }
}
