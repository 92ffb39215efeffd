import Formats
import Foundation
import Kernels
import Networks
import Safetensors
import Synchronization

/// A training whose state can be saved between two steps, and restored into one that was just begun.
///
/// What goes on from a restored state has the bits of what was never interrupted.
public protocol ResumableTraining: Training {
    /// The numbers that training changes, for reading and for setting.
    var state: [StateTensor] { get }

    /// Where the training stands; may be asked before each step, by what `shouldStop` calls.
    var progress: TrainingProgress { get }

    /// Goes on from where another training of the same request and data stood, once `state` has been set.
    ///
    /// - Returns: false where no training of this request can stand there.
    func resume(at progress: TrainingProgress) -> Bool
}

/// The states of trainings that go on, a file each, so that a process that is killed loses minutes and not hours.
///
/// A file has the name of its unit, is written aside, sealed, on the disk before it gets that name, and removed when the unit's
/// attempt is stored. What cannot be read, or belongs to something else, is left out with a line: checkpoints save time
/// and never change a result.
public struct Checkpoints: Sendable {
    /// The folder of the files; made when there is something to save.
    public let folder: String
    /// The seconds of training between two checkpoints of a unit; more where writing one takes more than a hundredth of it.
    public let interval: Double
    private let writer: String
    private let note: @Sendable (String) -> Void
    private let complaints = Complaints()

    /// What was said already, as it is to be said once.
    private final class Complaints: Sendable {
        let hasFailed = Atomic<Bool>(false)
    }

    /// Names a folder.
    ///
    /// - Parameters:
    ///   - folder: the folder of the files.
    ///   - interval: the seconds of training between two checkpoints of a unit, above 0.
    ///   - writer: what no other process that writes into the folder at the same time has; a part of names of files.
    ///   - note: told in one line what was found or failed; by any thread.
    public init(
        folder: String, interval: Double, writer: String = "new", note: @escaping @Sendable (String) -> Void
    ) {
        self.folder = folder
        self.interval = interval
        self.writer = writer
        self.note = note
    }

    /// The seconds between two checkpoints of a unit where nothing else is said.
    public static let standardInterval = 300.0

    /// The folder of a results file's checkpoints.
    public static func folder(of database: String) -> String { database + ".checkpoints" }

    // MARK: - Saving

    /// Saves a training where it stands; what fails is said once and costs nothing but the checkpoint.
    ///
    /// - Parameters:
    ///   - unit: what is trained.
    ///   - training: its training, between two steps.
    ///   - seconds: the seconds that were spent on it.
    func save(_ unit: Unit, _ training: any ResumableTraining, seconds: Double) {
        let aside = "\(path(unit.id)).\(writer)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let state = training.state
            let file = try SealedTensorWriter(
                path: aside, metadata: try Checkpoint(unit, training.progress, seconds: seconds).metadata,
                entries: state.map { .init(name: $0.name, shape: $0.shape) })
            for tensor in state { try tensor.forEachRow { try file.append($0) } }
            try file.finish()
            guard rename(aside, path(unit.id)) == 0 else {
                throw CheckpointError.notRenamed(reason: String(cString: strerror(errno)))
            }
            synchronizeFolder()
        } catch {
            try? FileManager.default.removeItem(atPath: aside)
            if complaints.hasFailed.exchange(true, ordering: .relaxed) { return }
            let reason = (error as? any ClassifiedError)?.description ?? error.localizedDescription
            note("no checkpoint could be saved in \(folder): \(reason); a run that is killed begins its units anew")
        }
    }

    /// Waits until the disk has the names of the folder's files.
    private func synchronizeFolder() {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    // MARK: - Restoring

    /// What became of a training that was just begun.
    enum Restoring {
        /// There is nothing to go on from, and the training is as it was.
        case nothing
        /// It stands where it was saved; so many seconds had been spent on it, for so many epochs.
        case restored(seconds: Double, epochs: Int)
        /// It is spoilt and must be begun anew.
        case spoilt
    }

    /// Restores a training that was just begun from its unit's checkpoint.
    func restore(_ unit: Unit, into training: any ResumableTraining) -> Restoring {
        let path = path(unit.id)
        guard FileManager.default.fileExists(atPath: path) else { return .nothing }
        var isTouched = false
        do {
            let file = try SealedTensorReader(path: path)
            let checkpoint = try Checkpoint(file.metadata, of: unit)
            let state = training.state
            let expected = Dictionary(state.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
            guard file.shapes == expected else { throw CheckpointError.otherTensors }
            isTouched = true
            for tensor in state { tensor.set(try file.values(of: tensor.name)) }
            guard training.resume(at: checkpoint.progress) else { throw CheckpointError.wrongValue(key: "progress") }
            let epochs = checkpoint.progress.epochs.count
            note(
                "\(unit.task), \(unit.methodName): unit \(unit.id.prefix(12)) goes on in epoch \(epochs + 1), after "
                    + Durations.whole(checkpoint.seconds))
            return .restored(seconds: checkpoint.seconds, epochs: epochs)
        } catch {
            let reason = (error as? any ClassifiedError)?.description ?? "\(error)"
            note("checkpoint \(path) is left out, its unit begins anew: \(reason)")
            return isTouched ? .spoilt : .nothing
        }
    }

    // MARK: - Removing

    /// Removes what is kept of a unit: its attempt is stored.
    func remove(_ unit: String) { remove { $0 == unit } }

    /// Removes what is kept of units that are finished, as of a process that was killed between storing and removing.
    func remove(finished: Set<String>) { remove { finished.contains($0) } }

    private func remove(where isFinished: (String) -> Bool) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var left = names.count
        for name in names where isFinished(String(name.prefix(64))) {
            if (try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")) != nil { left -= 1 }
        }
        // Removes an empty folder only.
        if left == 0 { rmdir(folder) }
    }

    private func path(_ unit: String) -> String { "\(folder)/\(unit)" }
}

/// What a checkpoint says beside its tensors.
private struct Checkpoint {
    static let format = "snnbench checkpoint 1"
    let metadata: [String: String]
    let progress: TrainingProgress
    let seconds: Double

    init(_ unit: Unit, _ progress: TrainingProgress, seconds: Double) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        // Losses may be infinite or no numbers.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        metadata = Self.identity(of: unit).merging([
            "format": Self.format, "progress": String(decoding: try encoder.encode(progress), as: UTF8.self),
            "seconds": "\(seconds)",
            "task": unit.task.description, "method": unit.methodName, "program_version": programVersion,
        ]) { first, _ in first }
        self.progress = progress
        self.seconds = seconds
    }

    init(_ metadata: [String: String], of unit: Unit) throws {
        guard metadata["format"] == Self.format else {
            throw CheckpointError.otherFormat(found: metadata["format"] ?? "none")
        }
        for (key, expected) in Self.identity(of: unit).sorted(by: { $0.key < $1.key }) {
            guard metadata[key] == expected else {
                throw CheckpointError.foreign(key: key, found: metadata[key] ?? "nothing", expected: expected)
            }
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let text = metadata["progress"],
            let progress = try? decoder.decode(TrainingProgress.self, from: Data(text.utf8))
        else { throw CheckpointError.wrongValue(key: "progress") }
        guard let seconds = metadata["seconds"].flatMap({ Double($0) }), seconds >= 0, seconds < 1e12 else {
            throw CheckpointError.wrongValue(key: "seconds")
        }
        self.metadata = metadata
        self.progress = progress
        self.seconds = seconds
    }

    /// What must be the same for a training to go on from a checkpoint.
    private static func identity(of unit: Unit) -> [String: String] {
        [
            "unit": unit.id, "data_digest": unit.record.split.task.contentDigest,
            "split_digest": unit.record.split.digest,
            "numerics_version": "\(unit.record.numericsVersion)",
        ]
    }
}

/// Why a checkpoint is left out, or could not be saved.
enum CheckpointError: ClassifiedError, Equatable, Sendable {
    /// It is written in another way.
    case otherFormat(found: String)
    /// It belongs to something else.
    case foreign(key: String, found: String, expected: String)
    /// A value is missing or none that can be.
    case wrongValue(key: String)
    /// Its tensors are not those of the network.
    case otherTensors
    /// It was written and could not get its name.
    case notRenamed(reason: String)

    /// The kind of failure.
    var kind: FailureKind {
        switch self {
        case .notRenamed: .inputOutput
        default: .badData
        }
    }

    /// One line that says what is wrong.
    var description: String {
        switch self {
        case .otherFormat(let found): "its format is \(TerminalText.short(found, limit: 40)), not \(Checkpoint.format)"
        case .foreign(let key, let found, let expected):
            "its \(key) is \(TerminalText.short(found, limit: 64)), not \(expected)"
        case .wrongValue(let key): "its \(key) is none that can be"
        case .otherTensors: "its tensors are not those of the unit's network"
        case .notRenamed(let reason): "it cannot get its name: \(reason)"
        }
    }
}

/// Saves one training now and then, while it goes on.
struct CheckpointSaver {
    private let checkpoints: Checkpoints
    private let unit: Unit
    private let training: any ResumableTraining
    private var last = ContinuousClock.now
    private var steps: Int
    /// The seconds until the next checkpoint.
    private var wait: Double

    /// Makes a saver; nil where the training cannot be saved.
    init?(_ checkpoints: Checkpoints?, _ unit: Unit, _ training: any Training) {
        guard let checkpoints, let training = training as? any ResumableTraining else { return nil }
        self.checkpoints = checkpoints
        self.unit = unit
        self.training = training
        steps = training.progress.steps
        wait = checkpoints.interval
    }

    /// Saves where it is time to.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - seconds: the seconds that were spent on the training.
    mutating func saveIfDue(_ now: ContinuousClock.Instant, seconds: Double) {
        guard (now - last).seconds >= wait else { return }
        save(seconds: seconds)
        // Where the disk is slow, checkpoints are rarer: they never take more than a hundredth of the time.
        wait = max(checkpoints.interval, 100 * (.now - now).seconds)
    }

    /// Saves what a run that is asked to stop would lose, where it is more than it takes to train anew.
    mutating func saveBeforeEnd(seconds: Double) {
        guard (.now - last).seconds >= min(10, checkpoints.interval), training.progress.steps > steps else { return }
        save(seconds: seconds)
    }

    private mutating func save(seconds: Double) {
        checkpoints.save(unit, training, seconds: seconds)
        last = .now
        steps = training.progress.steps
    }
}
