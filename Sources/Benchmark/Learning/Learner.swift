import Evaluation
import Formats
import Kernels
import Networks
import ResultStore

/// What a study trains: a kind of network, or anything else that learns from rows and predicts.
///
/// A learner is one type. It says what it is (its record becomes part of every unit's identity), which configurations a
/// grid holds for it, what a training will demand, and it begins trainings. Runner, store, selection and ranking
/// know nothing else of it.
public protocol Learner: Sendable {
    /// The name and the whole definition, as the store keeps them; part of every unit's identity.
    var record: MethodRecord { get }

    /// The candidates of a grid: for each the values of its hyperparameters by name, in the order of the grid.
    ///
    /// - Parameters:
    ///   - grid: the grid.
    ///   - experiment: the experiment of the task, for which the paper may have another grid.
    func configurations(in grid: Grid, for experiment: Experiment) -> [[String: CanonicalJSON]]

    /// What a training demands of a machine, predicted without beginning it; times and memory are planned by it.
    ///
    /// - Parameters:
    ///   - hyperparameters: the values of a configuration.
    ///   - trainingProtocol: epochs, rows of a step and what else the protocol fixes.
    ///   - shape: the sizes of the task and its split.
    func workload(
        of hyperparameters: [String: CanonicalJSON], under trainingProtocol: TrainingProtocol, on shape: TrainingShape
    ) -> Workload

    /// Begins a training: allocates all that it needs and draws what is random at its start.
    ///
    /// What comes of it depends on the request and the data alone, on no clock, thread or machine.
    ///
    /// - Parameters:
    ///   - request: what is trained.
    ///   - data: the rows of the task and its split.
    /// - Throws: An error whose description says in one line why the training cannot begin; the unit is then recorded
    ///   as failed, and the others go on.
    func begin(_ request: TrainingRequest, data: TrainingData) throws -> any Training

    /// The epochs after which a training is through; those of the protocol where it is not said.
    func lastEpoch(under trainingProtocol: TrainingProtocol) -> Int

    /// The name under which its selections are stored, where it has a grid of its own; else they are of the study's grid.
    var ownGrid: String? { get }

    /// Whether the same unit gives the same bits, so that two results of it can be compared.
    var isReproducible: Bool { get }
}

extension Learner {
    /// All the epochs of the protocol.
    public func lastEpoch(under trainingProtocol: TrainingProtocol) -> Int { trainingProtocol.epochs }

    /// None.
    public var ownGrid: String? { nil }

    /// They are the same.
    public var isReproducible: Bool { true }
}

/// One training as it goes on; used by one thread at a time.
///
/// Between two calls a training stands at the end of an epoch, and all that it has learnt is a function of its
/// request, its data and that epoch. So it can be dropped and begun again, or saved there, and ends with the same bits.
public protocol Training: AnyObject {
    /// Trains on, from where it stands, to some epoch.
    ///
    /// - Parameters:
    ///   - epoch: the last epoch to train, counted from 1; those beyond the protocol's are not trained.
    ///   - shouldStop: asked now and then, by networks before each step; true ends the training for good.
    /// - Returns: what was measured after every epoch so far; `finished` means that the epoch was reached.
    /// - Throws: An error whose description says in one line what failed; the unit is recorded as failed.
    func advance(toEpoch epoch: Int, shouldStop: () -> Bool) throws -> TrainingResult

    /// The digest of all that was learnt so far: equal digests mean equal bits.
    var digest: String { get }

    /// What an external program has written to its standard streams so far.
    var printed: PrintedText { get }
}

extension Training {
    /// Nothing.
    public var printed: PrintedText { PrintedText() }
}

/// What an external program wrote to its standard streams, each cut to 64 kB.
public struct PrintedText: Sendable, Hashable {
    /// Its standard output; nil where it wrote nothing.
    public var output: String?
    /// Its standard error; nil where it wrote nothing.
    public var error: String?

    /// Makes a text; of nothing where no part is given.
    public init(output: String? = nil, error: String? = nil) {
        self.output = output
        self.error = error
    }
}

/// Why a training has no result, where it is known how its unit ends by it; any other error makes it failed.
public struct TrainingFailure: Error, CustomStringConvertible {
    /// How the unit ended.
    public var outcome: Outcome
    /// Why, in one line.
    public var description: String

    /// Makes a failure.
    public init(_ outcome: Outcome, _ description: String) {
        self.outcome = outcome
        self.description = description
    }
}

/// What determines a training, beside its learner and its data.
public struct TrainingRequest: Sendable {
    /// The values of the configuration's hyperparameters by name, as the store keeps them.
    public var hyperparameters: [String: CanonicalJSON]
    /// Epochs, rows of a step and what else is fixed for all methods.
    public var trainingProtocol: TrainingProtocol
    /// The key of all random numbers.
    public var key: RandomKey
    /// The task's name, for learners that tell it to others.
    public var task: String
    /// The seed of the unit, for learners that take it for their random numbers.
    public var seed: Int64

    /// Makes a request.
    public init(
        hyperparameters: [String: CanonicalJSON], trainingProtocol: TrainingProtocol, key: RandomKey,
        task: String = "", seed: Int64 = 1
    ) {
        self.task = task
        self.seed = seed
        self.hyperparameters = hyperparameters
        self.trainingProtocol = trainingProtocol
        self.key = key
    }
}

/// The sizes of a task and one of its splits.
public struct TrainingShape: Sendable, Hashable {
    /// The features of a row.
    public var features: Int
    /// The classes or labels; 1 for a number.
    public var outputs: Int
    /// What is to be predicted, by the loss that networks learn it with.
    public var loss: NetworkShape.Loss
    /// The rows of an epoch.
    public var trainingRows: Int
    /// The validation and test rows, gone through after each epoch.
    public var evaluatedRows: Int
    /// The sizes of the images that the features are; nil where they are none.
    public var image: ImageShape?

    /// Makes a shape.
    public init(
        features: Int, outputs: Int, loss: NetworkShape.Loss = .softmax, trainingRows: Int, evaluatedRows: Int,
        image: ImageShape? = nil
    ) {
        self.image = image
        self.features = features
        self.outputs = outputs
        self.loss = loss
        self.trainingRows = trainingRows
        self.evaluatedRows = evaluatedRows
    }
}
