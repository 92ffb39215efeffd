import Datasets
import Evaluation
import Formats
import Kernels
import Networks
import ResultStore
import Traces

/// A unit as the store knows it, with all that is needed to train it again.
public struct StoredUnit: Sendable {
    /// The id, 64 hexadecimal digits.
    public let id: String
    /// The task.
    public let task: TaskName
    /// The index of the split.
    public let splitIndex: Int
    /// The method.
    public let method: MethodDefinition
    /// The hyperparameters.
    public let hyperparameters: Hyperparameters
    /// The protocol.
    public let trainingProtocol: TrainingProtocol
    /// The seed.
    public let seed: Int64
    private let contentDigest: String
    private let splitDigest: String
    private let numerics: Int

    /// Finds the one unit whose id begins with some digits.
    ///
    /// - Parameters:
    ///   - prefix: 4 to 64 hexadecimal digits.
    ///   - store: the results.
    /// - Throws: `StoredUnitError`, `RecordError` or `ResultStoreError`.
    public init(_ prefix: String, in store: ResultStore) throws {
        let digits = prefix.lowercased()
        guard (4...64).contains(digits.utf8.count), digits.utf8.allSatisfy(StoredUnit.isHexadecimal) else {
            throw StoredUnitError.notAnID(prefix)
        }
        let found = try store.units(startingWith: digits)
        guard let record = found.first else { throw StoredUnitError.unknown(digits) }
        guard found.count == 1 else { throw StoredUnitError.ambiguous(digits, count: found.count) }
        id = record.hash
        guard let task = TaskName(record.split.task.name) else {
            throw RecordError.wrongValue(what: "unit", key: "task")
        }
        self.task = task
        contentDigest = record.split.task.contentDigest
        splitIndex = record.split.index
        splitDigest = record.split.digest
        let method = record.configuration.method
        guard (try? CanonicalJSON(parsing: method.definition))?["activation"] != nil else {
            throw StoredUnitError.notANetwork(method: method.name)
        }
        self.method = try MethodDefinition(name: method.name, definition: method.definition)
        hyperparameters = try Hyperparameters(record: record.configuration.hyperparameters)
        trainingProtocol = try TrainingProtocol(
            name: record.protocolRecord.name, definition: record.protocolRecord.definition,
            experiment: Experiment(task))
        seed = record.seed
        numerics = record.numericsVersion
    }

    /// The unit with its data, made anew and proved to be the same.
    ///
    /// - Parameter library: where the task is.
    /// - Throws: `StoredUnitError` where something differs from what the id stands for; errors of the data.
    public func rebuilt(from library: DataLibrary) throws -> (unit: Unit, task: LearningTask, split: Split) {
        guard numerics == numericsVersion else {
            throw StoredUnitError.otherNumerics(stored: numerics, here: numericsVersion)
        }
        var task = try library.load(task)
        guard task.contentDigest.description == contentDigest else {
            throw StoredUnitError.otherData(task: self.task.description)
        }
        if case .drawn(let share) = trainingProtocol.validation {
            let seed = UInt64(bitPattern: seed)
            let byRow = try task.redrawingValidationByRow(fraction: share, seed: seed)
            // Earlier versions drew row by row whatever binds the rows; what they stored can still be made again.
            let isByRow = byRow.splits.contains { $0.index == splitIndex && $0.digest.description == splitDigest }
            task = isByRow ? byRow : try task.redrawingValidation(fraction: share, seed: seed)
        }
        guard let split = task.splits.first(where: { $0.index == splitIndex }),
            split.digest.description == splitDigest
        else { throw StoredUnitError.otherSplit(task: self.task.description, index: splitIndex) }
        let unit = Unit(
            task: task, split: split, method: method, hyperparameters: hyperparameters,
            trainingProtocol: trainingProtocol, seed: seed)
        guard unit.id == id else { throw StoredUnitError.otherID(stored: id, here: unit.id) }
        return (unit, task, split)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// What keeps a stored unit from being found or trained again.
public enum StoredUnitError: ClassifiedError, Equatable, Sendable {
    /// The text is not the beginning of an id.
    case notAnID(String)
    /// No unit has an id that begins so.
    case unknown(String)
    /// Several units have an id that begins so.
    case ambiguous(String, count: Int)
    /// No selection, or several, fit the question.
    case noSingleSelection(String)
    /// The unit was computed with another version of the arithmetic.
    case otherNumerics(stored: Int, here: Int)
    /// The task's data are not those that the unit was trained on.
    case otherData(task: String)
    /// The task's rows are divided in another way than when the unit was trained.
    case otherSplit(task: String, index: Int)
    /// The unit is that of a program or of predictions from elsewhere, which have no network to make again.
    case notANetwork(method: String)
    /// The parts of the unit make another id than the stored one.
    case otherID(stored: String, here: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .notAnID, .unknown, .ambiguous, .noSingleSelection, .notANetwork: .usage
        case .otherNumerics, .otherData, .otherSplit, .otherID: .badData
        }
    }

    /// One line that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .notAnID(let text):
            "\(SettingsError.quoted(text)) is not the beginning of a unit's id; give 4 to 64 hexadecimal digits"
        case .unknown(let text): "the results hold no unit whose id begins with \(text)"
        case .ambiguous(let text, let count): "\(count) units have an id that begins with \(text); give more digits"
        case .noSingleSelection(let text): text
        case .otherNumerics(let stored, let here):
            "the unit was computed with numerics version \(stored), this program has \(here); build that version"
        case .notANetwork(let method):
            "\(method) is no network; only networks are trained again and saved"
        case .otherData(let task):
            "the data of \(task) here are not those that the unit was trained on; fetch or restore them"
        case .otherSplit(let task, let index):
            "split \(index) of \(task) here is not the one that the unit was trained on; fetch or restore the data"
        case .otherID(let stored, let here):
            "the parts of unit \(stored.prefix(12)) make the id \(here.prefix(12)) here; it was made by another version"
        }
    }
}

/// The unit and epoch that validation chose for a task and a method.
public struct StoredSelection: Sendable, Equatable {
    /// The id of the unit.
    public let unit: String
    /// The epoch.
    public let epoch: Int

    /// Finds the one selection that fits.
    ///
    /// - Parameters:
    ///   - task: the task.
    ///   - method: the method's name.
    ///   - grid: the grid's name; nil for any.
    ///   - trainingProtocol: the protocol with its rule of selection; nil for any.
    ///   - splitIndex: the split.
    ///   - seed: the seed.
    ///   - content: what of the task is here, which goes before other content of its name; nil where that is not known.
    ///   - store: the results.
    /// - Throws: `StoredUnitError.noSingleSelection` with what there is, `ResultStoreError`.
    public init(
        task: TaskName, method: String, grid: String? = nil, trainingProtocol: TrainingProtocol? = nil,
        splitIndex: Int = 0, seed: Int64 = 1, content: TaskContent? = nil, in store: ResultStore
    ) throws {
        let filter = UnitFilter(
            tasks: [task.description], splitIndices: [splitIndex], methods: [method], seeds: [seed])
        var results = try store.selectedResults(filter, grids: grid.map { [$0] })
        if let trainingProtocol {
            let (digest, rule) = (trainingProtocol.record.digest, trainingProtocol.selection.record.text)
            results.removeAll { $0.protocolDigest != digest || $0.rule != rule }
        }
        if let content, results.contains(where: { $0.contentDigest == content.digest }) {
            results.removeAll { $0.contentDigest != content.digest }
            let split = content.splits[splitIndex]
            if results.contains(where: { $0.splitDigest == split }) { results.removeAll { $0.splitDigest != split } }
        }
        let chosen = results.compactMap { result in result.chosen.map { (result, $0) } }
        let place = "\(method) on \(task), split \(splitIndex), seed \(seed)"
        guard let (_, choice) = chosen.first else {
            throw StoredUnitError.noSingleSelection(
                results.isEmpty
                    ? "the results hold no selection of \(place); snnbench run makes one"
                    : "no configuration of \(place) succeeded, so none was selected")
        }
        guard Set(chosen.map { "\($0.1.unitHash) \($0.1.epoch)" }).count == 1 else {
            let units = Set(
                chosen.map {
                    "grid \($0.0.grid), protocol \($0.0.protocolName): unit \($0.1.unitHash.prefix(12)), epoch \($0.1.epoch)"
                }
            ).sorted()
            throw StoredUnitError.noSingleSelection(
                "there are several selections of \(place) (\(units.joined(separator: "; "))); choose with --grid and --protocol, "
                    + "or give --unit and --epoch")
        }
        unit = choice.unitHash
        epoch = choice.epoch
    }
}
