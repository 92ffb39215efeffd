import Datasets
import Networks

/// The rows of each split as networks take them: prepared once, shared by all threads.
struct TrainingDataCache: Sendable {
    private struct Key: Hashable {
        let task: TaskName
        let splitDigest: String
        let variant: DataVariant
    }

    private let data: [Key: TrainingData]

    /// Prepares the data of groups.
    init(_ groups: [UnitGroup]) {
        var data: [Key: TrainingData] = [:]
        for group in groups {
            guard let unit = group.units.first else { continue }
            let key = Self.key(unit)
            if data[key] == nil {
                data[key] = TrainingData(group.task, group.split, variant: unit.trainingProtocol.data)
            }
        }
        self.data = data
    }

    /// The data of a unit.
    subscript(unit: Unit) -> TrainingData? { data[Self.key(unit)] }

    private static func key(_ unit: Unit) -> Key {
        Key(task: unit.task, splitDigest: unit.record.split.digest, variant: unit.trainingProtocol.data)
    }
}
