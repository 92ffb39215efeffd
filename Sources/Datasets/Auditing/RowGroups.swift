/// The rows of a task by what they hold: rows of one group are equal in all features.
struct RowGroups {
    /// The group of each row: the first row that equals it.
    let first: [Int]
    private let targets: [Int]

    init(_ task: LearningTask) {
        first = Self.groups(of: task.features)
        switch task.targets {
        case .classes(let classes, _): targets = classes.map { Int($0) }
        case .labels(let matrix):
            let columns = matrix.columns
            var numbers: [[Int8]: Int] = [:]
            targets = (0..<matrix.rows).map { row in
                let labels = Array(matrix.values[(row * columns)..<((row + 1) * columns)])
                let number = numbers[labels] ?? numbers.count
                numbers[labels] = number
                return number
            }
        case .numbers(let numbers):
            var places: [Double: Int] = [:]
            targets = numbers.map { number in
                let place = places[number] ?? places.count
                places[number] = place
                return place
            }
        }
    }

    /// The number of rows that equal an earlier one, and of those among them whose target is another than that row's.
    var repeats: (rows: Int, conflicts: Int) {
        var rows = 0
        var conflicts = 0
        for (row, original) in first.enumerated() where original != row {
            rows += 1
            if targets[row] != targets[original] { conflicts += 1 }
        }
        return (rows, conflicts)
    }

    /// The number of test rows that equal a training row, and of those among them that no training row has the target
    /// of.
    func overlap(in split: Split) -> (rows: Int, conflicts: Int) {
        var learned: [Int: Set<Int>] = [:]
        for row in split.training { learned[first[row], default: []].insert(targets[row]) }
        var rows = 0
        var conflicts = 0
        for row in split.test {
            guard let known = learned[first[row]] else { continue }
            rows += 1
            if !known.contains(targets[row]) { conflicts += 1 }
        }
        return (rows, conflicts)
    }

    private static func groups(of features: FeatureMatrix) -> [Int] {
        var candidates: [UInt64: [Int]] = [:]
        candidates.reserveCapacity(features.rows)
        var groups: [Int] = []
        groups.reserveCapacity(features.rows)
        for row in 0..<features.rows {
            let values = features.row(row)
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for value in values {
                // Negative zero is zero.
                hash = (hash ^ UInt64(value == 0 ? 0 : value.bitPattern)) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
            }
            let equal = candidates[hash]?.first { features.row($0).elementsEqual(values) }
            groups.append(equal ?? row)
            if equal == nil { candidates[hash, default: []].append(row) }
        }
        return groups
    }
}
