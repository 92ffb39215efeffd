import Evaluation
import Formats
import Foundation
import Kernels
import Networks
import ResultStore

/// A program as a learner: a folder for each training, by the folder protocol.
public struct ProgramLearner: Learner {
    /// The program.
    public let method: ProgramMethod

    /// Makes a learner of a program.
    public init(_ method: ProgramMethod) {
        self.method = method
    }

    /// The method's name and whole definition.
    public var record: MethodRecord { method.record }

    /// A grid of its own, which goes with every grid of networks.
    public var ownGrid: String? { method.grid.name }

    /// Whether it promises the same predictions again.
    public var isReproducible: Bool { method.isDeterministic }

    /// All combinations of the method's own grid.
    public func configurations(in grid: Grid, for experiment: Experiment) -> [[String: CanonicalJSON]] {
        method.grid.configurations
    }

    /// One result, and no epochs.
    public func lastEpoch(under trainingProtocol: TrainingProtocol) -> Int { 1 }

    /// A guess from the size of the tables: what a program does with them is its own affair.
    public func workload(
        of hyperparameters: [String: CanonicalJSON], under trainingProtocol: TrainingProtocol, on shape: TrainingShape
    ) -> Workload {
        var workload = Workload(program: shape)
        workload.bytes = min(method.limits.bytes, workload.bytes)
        return workload
    }

    /// Looks whether the program and its files are there.
    ///
    /// - Throws: `ProgramError`.
    public func begin(_ request: TrainingRequest, data: TrainingData) throws -> any Training {
        let command = try method.resolvedCommand()
        try method.checkInputs()
        return ProgramTraining(method, command, request, data)
    }
}

extension Workload {
    /// Guesses what a program demands: about what a forest of 100 trees does.
    init(program shape: TrainingShape) {
        let cells = Double(shape.features * (shape.trainingRows + shape.evaluatedRows))
        self.init(operations: 2e9 + 5e4 * cells, bytes: 2e8 + 40 * cells)
    }
}

/// The training of a program: one call that runs it from its start to its end.
final class ProgramTraining: Training {
    private let method: ProgramMethod
    private let command: (path: String, arguments: [String])
    private let request: TrainingRequest
    private let data: TrainingData
    private var result: TrainingResult?
    private(set) var digest = ""
    private(set) var printed = PrintedText()
    /// What the program reported as its version.
    private(set) var version: String?

    init(
        _ method: ProgramMethod, _ command: (path: String, arguments: [String]), _ request: TrainingRequest,
        _ data: TrainingData
    ) {
        self.method = method
        self.command = command
        self.request = request
        self.data = data
    }

    func advance(toEpoch epoch: Int, shouldStop: () -> Bool) throws -> TrainingResult {
        if let result { return result }
        let predictions = try predict(shouldStop: shouldStop, checksVersion: true)
        guard let predictions else { return TrainingResult(ending: .stopped, epochs: [], steps: 0) }
        if let violation = predictions.violations.first {
            throw TrainingFailure(.failed, violation)
        }
        let measured = predictions.measures(data, curves: request.trainingProtocol.curves)
        switch request.trainingProtocol.selection.metric {
        case .auc where measured.validation.auc == nil:
            throw TrainingFailure(.failed, "probabilities are needed where the area under the curve selects")
        case .brier where measured.validation.further[.brier] == nil:
            throw TrainingFailure(.failed, "probabilities are needed where the Brier score selects")
        case .logLoss where measured.validation.loss.isNaN:
            throw TrainingFailure(.failed, "probabilities are needed where the log loss selects")
        default: break
        }
        if method.isDeterministic { digest = predictions.digest }
        let result = TrainingResult(
            ending: .finished,
            epochs: [
                EpochResult(
                    epoch: 1, trainingLoss: .nan, validation: measured.validation, test: measured.test)
            ], steps: 0)
        self.result = result
        return result
    }

    /// Runs the program; nil where it was asked to stop.
    ///
    /// - Throws: `TrainingFailure` with how it ended, `ProgramError`.
    func predict(shouldStop: () -> Bool, checksVersion: Bool) throws -> Predictions? {
        let folder = try ProgramFolder()
        defer { folder.remove() }
        try folder.write(method, request, data)
        var execution = ProgramExecution(
            path: command.path, arguments: command.arguments + [folder.work], environment: environment(folder),
            folder: folder.work, scratch: folder.scratch, limits: method.limits)
        var predictions: Predictions?
        var answer = ProgramAnswer()
        var rejection: TrainingFailure?
        defer { printed = PrintedText(output: execution.output.text, error: execution.error.text) }
        let ending = try execution.run(shouldStop: shouldStop) {
            do throws(TrainingFailure) {
                answer = try ProgramAnswer(folder: folder.work)
                if answer.status == .ok { predictions = try Predictions(folder: folder.work, data) }
            } catch {
                rejection = error
            }
        }
        version = answer.version
        if ending == .stopped { return nil }
        if let failure = failure(ending, answer) ?? rejection { throw failure }
        if checksVersion, answer.version != method.version {
            throw TrainingFailure(
                .failed,
                "it reports version \(TerminalText.short(answer.version ?? "none", limit: 60)) where the method has "
                    + "\(method.version ?? "none"); run again, which makes new units")
        }
        do throws(ProgramError) {
            try method.checkInputs()
        } catch {
            throw TrainingFailure(.failed, "it changed one of its own files: \(error)")
        }
        return predictions
    }

    /// How an ending is told; nil where the program ended well.
    private func failure(_ ending: ProgramExecution.Ending, _ answer: ProgramAnswer) -> TrainingFailure? {
        switch ending {
        case .exited(0) where answer.status == .unsupported:
            TrainingFailure(.unsupported, answer.message ?? "the program does not take such a task")
        case .exited(0), .stopped: nil
        case .exited(let code): TrainingFailure(.failed, "exit \(code)")
        case .signal(SIGXFSZ): TrainingFailure(.failed, diskText)
        case .signal(let number): TrainingFailure(.failed, "signal \(number)")
        case .timedOut:
            TrainingFailure(.timedOut, "took longer than \(NumberText.short(method.limits.seconds)) s")
        case .outOfMemory:
            TrainingFailure(.outOfMemory, "took more than \(Int(method.limits.bytes / 1e6)) MB")
        case .wroteTooMuch: TrainingFailure(.failed, diskText)
        case .lost: TrainingFailure(.failed, "it ended the process that watches over it")
        }
    }

    private var diskText: String { "wrote more than \(Int(method.limits.diskBytes / 1e6)) MB" }

    /// The environment of this process, with one thread for the libraries that would take more.
    private func environment(_ folder: ProgramFolder) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for name in [
            "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS",
            "VECLIB_MAXIMUM_THREADS", "RAYON_NUM_THREADS", "NUMBA_NUM_THREADS", "JULIA_NUM_THREADS",
            "LOKY_MAX_CPU_COUNT",
        ] {
            environment[name] = "\(ProgramFolder.threads)"
        }
        for name in ["TMPDIR", "TMP", "TEMP", "JOBLIB_TEMP_FOLDER"] { environment[name] = folder.temporary }
        // Nothing is to lie about beside the script, and sets are to have one order.
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        environment["PYTHONHASHSEED"] = "0"
        return environment
    }
}
