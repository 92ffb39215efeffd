import Datasets
import Formats
import Networks
import ResultStore

extension TaskRecord {
    /// What the store keeps of a loaded task.
    init(_ task: LearningTask) {
        self.init(
            name: task.name.description, suite: task.name.suite, contentDigest: task.contentDigest.description,
            rows: task.features.rows, features: task.features.columns, classes: task.targets.outputs)
    }
}

extension SplitRecord {
    /// What the store keeps of a task's split.
    init(_ task: LearningTask, _ split: Split) {
        self.init(
            task: TaskRecord(task), index: split.index, digest: split.digest.description,
            trainingRows: split.training.count, validationRows: split.validation.count, testRows: split.test.count)
    }
}

extension TrainingData {
    /// The rows of a task and one split, as networks take them.
    init(_ task: LearningTask, _ split: Split, variant: DataVariant) {
        let targets: Targets =
            switch task.targets {
            case .classes(let classes, let count): .classes(classes, count: count)
            case .labels(let labels): .labels(labels.values.map { Float($0) }, count: labels.columns)
            }
        self.init(
            features: task.features(for: split, variant: variant).values, columns: task.features.columns,
            targets: targets,
            training: split.training, validation: split.validation, test: split.test)
    }
}
