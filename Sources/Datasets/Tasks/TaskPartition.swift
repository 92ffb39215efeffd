import Formats

/// A task without its features: what tells which units there are, and can be known without loading a table.
public struct TaskPartition: Sendable {
    /// The name, as `uci/abalone`.
    public let name: TaskName
    /// Its samples, features and outputs.
    public let shape: TaskShape
    /// What is to be predicted.
    public let targets: TaskTargets
    /// The SHA-256 of features and targets.
    public let contentDigest: Digest
    /// The partitions of its rows.
    public let splits: [Split]
    /// What binds its rows to each other; nil where nothing does.
    public let relation: RowRelation?
}

extension LearningTask {
    /// The task without its features.
    public var partition: TaskPartition {
        TaskPartition(
            name: name, shape: shape, targets: targets, contentDigest: contentDigest, splits: splits, relation: relation
        )
    }
}

extension DataLibrary {
    /// A task without its features: from what was kept of its last load where that is fresh, else by loading it.
    ///
    /// What was kept is trusted without its features, which its tag covers too: where a disk gave other bytes back, the digest is that
    /// of no task, and whoever trains finds that.
    ///
    /// - Throws: what ``load(_:)`` throws.
    public func partition(of name: TaskName) throws(LibraryError) -> TaskPartition {
        if let task = manifest.task(name), task.members.allSatisfy({ isPresent($0, of: name) }) {
            let paths = task.members.map { folder.file($0, of: name) }
            let entry = TaskCache(folder: folder).path(of: name)
            if let kept = CachedTask.readPartition(entry, name: name, key: TaskCache.key(of: task), paths: paths) {
                return kept
            }
        }
        return try load(name).partition
    }
}
