import Evaluation
import Formats
import Kernels
import Networks
import ResultStore

/// A task of a few rows on which a program is tried before it meets real ones.
struct TinyTask {
    /// What came of a trial.
    struct Trial {
        /// What is wrong, a line each.
        var violations: [String] = []
        /// What the program reported as its version.
        var version: String?
        /// Whether the program said that it does not take such a task, and why.
        var unsupported: String?
        /// The digest of the predictions; nil where there are none.
        var digest: String?
        /// What it wrote to its standard error.
        var error: String?
    }

    /// The name, as the program is told it.
    let name: String
    /// The rows.
    let data: TrainingData

    /// Two classes, three classes, and two classes with a column that is the same in all rows.
    static let all = [
        twoClasses, TinyTask("check/three-classes", classes: 3),
        TinyTask("check/constant-column", classes: 2, constant: true),
    ]

    /// Two classes.
    static let twoClasses = TinyTask("check/two-classes", classes: 2)

    private init(_ name: String, classes: Int, constant: Bool = false) {
        self.name = name
        let rows = 36
        let columns = 3
        var features: [Float] = []
        var targets: [Int32] = []
        for row in 0..<rows {
            let target = row % classes
            targets.append(Int32(target))
            for column in 0..<columns {
                // Classes lie beside each other with some scatter; multiples of 1/64 are short as text.
                let scatter = Float((row * 37 + column * 53) % 64) / 64 - 0.5
                features.append(constant && column == 1 ? 0 : Float(target - classes / 2) * Float(column % 2) + scatter)
            }
        }
        data = TrainingData(
            features: features, columns: columns, targets: .classes(targets, count: classes),
            training: Array(0..<20), validation: Array(20..<28), test: Array(28..<rows))
    }

    /// Runs a program on the task.
    func run(
        _ learner: ProgramLearner, _ hyperparameters: [String: CanonicalJSON], limits: ProgramLimits
    ) -> Trial {
        var method = learner.method
        method.limits = limits
        var trial = Trial()
        let request = TrainingRequest(
            hyperparameters: hyperparameters, trainingProtocol: .uci,
            key: RandomKey(hexadecimal: String(repeating: "0", count: 64)), task: name, seed: 1)
        do {
            guard let training = try ProgramLearner(method).begin(request, data: data) as? ProgramTraining else {
                return trial
            }
            defer {
                trial.version = training.version
                trial.error = training.printed.error
            }
            let predictions = try training.predict(shouldStop: { false }, checksVersion: false)
            trial.violations = predictions?.violations ?? []
            trial.digest = predictions?.digest
        } catch let failure as TrainingFailure {
            switch failure.outcome {
            case .unsupported: trial.unsupported = failure.description
            case .failed: trial.violations = [failure.description]
            default: trial.violations = ["\(failure.outcome.rawValue): \(failure.description)"]
            }
        } catch {
            trial.violations = ["\(error)"]
        }
        return trial
    }
}

/// What trials of a program on tiny tasks gave.
public struct ProgramCheck: Sendable {
    /// A trial's outcome in words.
    public struct Line: Sendable, Hashable {
        /// The task.
        public let task: String
        /// What is wrong, or what is well.
        public let text: String
        /// Whether it breaks the protocol.
        public let isViolation: Bool
    }

    /// A line for each violation, or one for a task without any.
    public let lines: [Line]
    /// What the program reported as its version.
    public let version: String?
    /// The end of what it wrote to its standard error, where something is wrong.
    public let error: String?

    /// Whether nothing is wrong.
    public var isSound: Bool { !lines.contains(where: \.isViolation) }

    /// Runs a program on three tiny tasks with the first configuration of its grid; one that is said to be deterministic twice.
    ///
    /// - Throws: `ProgramError` where the program or its files are not there.
    public init(_ method: ProgramMethod) throws(ProgramError) {
        _ = try method.resolvedCommand()
        try method.checkInputs()
        let learner = ProgramLearner(method)
        let configuration = method.grid.configurations[0]
        var lines: [Line] = []
        var versions: Set<String> = []
        var error: String?
        for task in TinyTask.all {
            var trial = task.run(learner, configuration, limits: method.limits)
            if method.isDeterministic, trial.violations.isEmpty, let digest = trial.digest {
                let again = task.run(learner, configuration, limits: method.limits)
                trial.violations += again.violations
                if again.violations.isEmpty, again.digest != digest {
                    trial.violations.append("other predictions the second time, where deterministic is true")
                }
            }
            if let version = trial.version { versions.insert(version) }
            if trial.violations.isEmpty {
                let text = trial.unsupported.map { "unsupported: \($0)" } ?? "well"
                lines.append(Line(task: task.name, text: text, isViolation: false))
            } else {
                error = error ?? trial.error
                lines += trial.violations.map { Line(task: task.name, text: $0, isViolation: true) }
                if trial.violations.count >= Predictions.limit {
                    let text = "no more than \(Predictions.limit) are told"
                    lines.append(Line(task: task.name, text: text, isViolation: false))
                }
            }
        }
        if versions.count > 1 {
            lines.append(
                Line(
                    task: "all", text: "several versions are reported: \(versions.sorted().joined(separator: ", "))",
                    isViolation: true))
        }
        self.lines = lines
        version = versions.min()
        self.error = error
    }
}
