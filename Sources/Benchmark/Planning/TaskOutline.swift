import Datasets
import Evaluation
import Formats
import Networks
import ResultStore
import Synchronization

/// What of a task's data makes its units: digests and numbers of rows, in place of the rows themselves.
public struct TaskOutline: Sendable, Hashable {
    /// A split; where the protocol draws validation rows, there is one for each seed.
    struct Partition: Sendable, Hashable {
        let seed: Int64?
        let split: SplitRecord
    }

    /// The task.
    public let name: TaskName
    /// What is to be predicted, by the loss that networks learn it with.
    let loss: NetworkShape.Loss
    let task: TaskRecord
    let partitions: [Partition]

    /// The bytes of its features in memory.
    package var featureBytes: Double { Double(task.rows) * Double(task.features) * 4 }

    /// The digest of its features and targets.
    package var contentDigest: String { task.contentDigest }

    /// Makes an outline of a task's partition and what a study says of it.
    init(_ task: TaskPartition, _ frame: TaskFrame) throws(DatasetError) {
        name = task.name
        loss = task.targets.loss
        self.task = TaskRecord(task)
        var partitions: [Partition] = []
        let splits = task.splits.filter { frame.splitIndices.contains($0.index) }
        switch frame.trainingProtocol.validation {
        case .released:
            partitions = splits.map { [task = self.task] in Partition(seed: nil, split: SplitRecord(task, $0)) }
        case .drawn(let share):
            for seed in frame.seeds {
                for split in splits {
                    let drawn = try task.redrawingValidation(
                        of: split, fraction: share, seed: UInt64(bitPattern: seed))
                    if let part = SplitPart.allCases.first(where: { drawn.rows(of: $0).isEmpty }) {
                        throw .emptyPart(task: task.name, split: split.index, part: part)
                    }
                    partitions.append(Partition(seed: seed, split: SplitRecord(self.task, drawn)))
                }
            }
        }
        self.partitions = partitions
    }

    /// The outline as canonical JSON.
    package var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "name": .string(name.description), "content_digest": .string(task.contentDigest),
            "rows": .whole(task.rows), "features": .whole(task.features), "outputs": .whole(task.classes),
            "classified": .boolean(loss == .softmax),
            "splits": .array(
                partitions.map { partition in
                    var members: [String: CanonicalJSON] = [
                        "index": .whole(partition.split.index), "digest": .string(partition.split.digest),
                        "training": .whole(partition.split.trainingRows),
                        "validation": .whole(partition.split.validationRows),
                        "test": .whole(partition.split.testRows),
                    ]
                    if let seed = partition.seed { members["seed"] = .integer(seed) }
                    return .object(members)
                }),
        ]
        if loss == .squaredError { members["number"] = true }
        return .object(members)
    }

    /// Reads an outline; nil where something is missing or no such thing.
    package init?(json: CanonicalJSON) {
        func count(_ json: CanonicalJSON, _ name: String) -> Int? {
            json[name]?.integerValue.flatMap { (0...Int64(Int32.max)).contains($0) ? Int($0) : nil }
        }
        guard let name = json["name"]?.stringValue.flatMap({ TaskName($0) }),
            let digest = json["content_digest"]?.stringValue,
            let rows = count(json, "rows"), let features = count(json, "features"),
            let outputs = count(json, "outputs"), case .boolean(let isClassified)? = json["classified"],
            case .array(let splits)? = json["splits"]
        else { return nil }
        let task = TaskRecord(
            name: name.description, suite: name.suite, contentDigest: digest, rows: rows, features: features,
            classes: outputs)
        var partitions: [Partition] = []
        for json in splits {
            guard let index = count(json, "index"), let digest = json["digest"]?.stringValue,
                let training = count(json, "training"), let validation = count(json, "validation"),
                let test = count(json, "test")
            else { return nil }
            partitions.append(
                Partition(
                    seed: json["seed"]?.integerValue,
                    split: SplitRecord(
                        task: task, index: index, digest: digest, trainingRows: training, validationRows: validation,
                        testRows: test)))
        }
        self.name = name
        loss = json["number"] == .boolean(true) ? .squaredError : isClassified ? .softmax : .sigmoid
        self.task = task
        self.partitions = partitions
    }
}

/// The configurations of a study's groups, worked out once for all tasks that share them.
package final class StudyCandidates: Sendable {
    private struct Key: Hashable {
        let learner: Int
        let experiment: Experiment
        let optimizer: Optimizer.Name
    }

    private let known = Mutex<[Key: [Unit.Candidate]]>([:])

    /// Starts without any.
    package init() {}

    /// The configurations of a group of the study's learner at a place.
    func candidates(of learner: Int, _ frame: Unit.Frame, _ grid: Grid) -> [Unit.Candidate] {
        let key = Key(
            learner: learner, experiment: Experiment(frame.task), optimizer: frame.trainingProtocol.optimizer.name)
        return known.withLock { known in
            if let candidates = known[key] { return candidates }
            let candidates = UnitGroup.candidates(frame, grid)
            known[key] = candidates
            return candidates
        }
    }
}

extension StudyDescription {
    /// What of the tasks' data makes the study's units, without loading a table where it was loaded before.
    ///
    /// - Throws: `StudyError` where a task has none of the splits, the errors of the library.
    package func outlines(_ library: DataLibrary) throws -> [TaskOutline] {
        try tasks.map { choice in
            // Cut tasks are of the first training rows; they are for the rehearsal and small.
            let task =
                try choice.trainingRows.map { try library.load(choice.name).limited(trainingRows: $0).partition }
                ?? library.partition(of: choice.name)
            try check(task.splits, task.name)
            try checkMetric(of: task.name, task.targets, task.splits)
            return try TaskOutline(task, frame(of: task.name))
        }
    }

    /// The groups of the study for tasks of which digests and numbers are known: the same as those of the study with its data.
    ///
    /// - Parameters:
    ///   - outlines: the tasks, or some of them.
    ///   - candidates: the configurations that groups of other tasks of the study have already.
    package func groups(
        of outlines: [TaskOutline], _ candidates: StudyCandidates = StudyCandidates()
    ) -> [UnitGroup] {
        var groups: [UnitGroup] = []
        for outline in outlines {
            let frame = frame(of: outline.name)
            for seed in frame.seeds {
                for partition in outline.partitions where partition.seed == nil || partition.seed == seed {
                    for (index, learner) in learners.enumerated() {
                        let shared = Unit.Frame(
                            task: outline.name, split: partition.split, loss: outline.loss, learner: learner,
                            trainingProtocol: frame.trainingProtocol, seed: seed)
                        groups.append(
                            UnitGroup(shared, candidates.candidates(of: index, shared, grid), rows: nil))
                    }
                }
            }
        }
        return groups
    }

    /// The seed of each task's repeats, its protocol and its splits.
    func frame(of task: TaskName) -> TaskFrame {
        TaskFrame(task, protocols, splitIndices: splits.indices, seed: seed, repeats: repeats)
    }
}
