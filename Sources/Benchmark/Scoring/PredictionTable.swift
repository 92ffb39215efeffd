import Datasets
import Evaluation
import Formats
import Foundation
import Networks
import ResultStore

/// A table of predictions from elsewhere, checked row by row against the tasks that they are of.
///
/// Its columns are `task`, `split`, `seed`, `part` (validation or test), `row` (the row of the task, from 0), and `class` or `p0`, `p1`
/// and so on: the probability of each class or label; of numbers `prediction`. Every validation and test row of a split is there once, for each seed.
public struct PredictionTable {
    /// What the table has of one task, split and seed.
    private struct Part {
        let task: LearningTask
        let split: Split
        let seed: Int64
        let trainingProtocol: TrainingProtocol
        let columns: PredictionColumns
        var predictions: Predictions
        var name: String { "\(task.name), split \(split.index), seed \(seed)" }
    }

    /// What was recorded of one task, split and seed.
    public struct Score: Sendable {
        /// The task.
        public let task: String
        /// The split.
        public let split: Int
        /// The seed.
        public let seed: Int64
        /// The metrics of its test rows.
        public let metrics: [MetricRecord]
        /// Whether the same predictions were recorded before.
        public let wasKnown: Bool
    }

    private var parts: [Part] = []
    private let file: String

    /// Reads and checks a table.
    ///
    /// - Parameters:
    ///   - file: the path of a CSV file.
    ///   - protocols: under which protocols the predictions are said to be made.
    ///   - load: gives a task by its name.
    /// - Throws: `PredictionTableError` with what is wrong, row by row; what loading throws where a task is not here.
    public init(
        file: String, protocols: StudyProtocols = StudyProtocols(), loading load: (String) throws -> LearningTask
    ) throws {
        self.file = file
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw PredictionTableError.unreadable(file: file, reason: error.localizedDescription)
        }
        var reader = CSVReader([UInt8](data), trimsBlanks: true)
        var problems = Problems(file: file)
        do {
            guard let header = try reader.next() else {
                throw PredictionTableError.wrong(file: file, lines: ["the table is empty"])
            }
            try read(&reader, header.map { $0 ?? "" }, protocols, load, &problems)
        } catch let problem as CSVReader.Problem {
            problems.add(problem.description)
        }
        if problems.lines.isEmpty {
            for index in parts.indices {
                parts[index].predictions.finish()
                for violation in parts[index].predictions.violations {
                    problems.add("\(parts[index].name): \(violation)")
                }
            }
            if parts.isEmpty { problems.add("the table has a header and no row") }
        }
        if !problems.lines.isEmpty { throw PredictionTableError.wrong(file: file, lines: problems.lines) }
    }

    /// What is wrong, the first lines of it.
    private struct Problems {
        let file: String
        var lines: [String] = []
        var isFull: Bool { lines.count >= Predictions.limit }
        mutating func add(_ line: String) { if !isFull { lines.append(line) } }
        /// Says that what follows was not looked at.
        mutating func stop() { lines.append("what follows these \(lines.count) wrong rows was not looked at") }
    }

    private struct Key: Hashable {
        let task: String
        let split: String
        let seed: String
    }

    private mutating func read(
        _ reader: inout CSVReader, _ header: [String], _ protocols: StudyProtocols,
        _ load: (String) throws -> LearningTask, _ problems: inout Problems
    ) throws {
        let wanted = ["task", "split", "seed", "part", "row"]
        if let missing = wanted.first(where: { !header.contains($0) }) {
            return problems.add(
                "line 1: there is no column \(missing); there are to be \(wanted.joined(separator: ", ")) and class, or p0, p1, ..."
            )
        }
        let places = Dictionary(header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func cell(_ name: String, _ cells: [String?]) -> String { places[name].flatMap { cells[$0] } ?? "" }
        var known: [Key: Int] = [:]
        while !problems.isFull, let cells = try reader.next() {
            func wrong(_ text: String) { problems.add("line \(reader.line): \(text)") }
            guard cells.count == header.count else {
                wrong("\(cells.count) cells where the header has \(header.count)")
                continue
            }
            let key = Key(task: cell("task", cells), split: cell("split", cells), seed: cell("seed", cells))
            if known[key] == nil {
                guard let split = Int(key.split), let seed = Int64(key.seed) else {
                    wrong(
                        "split \(TerminalText.quoted(key.split)) and seed \(TerminalText.quoted(key.seed)) are to be numbers"
                    )
                    continue
                }
                do throws(Refusal) {
                    parts.append(try Self.part(key.task, split, seed, header, protocols, load))
                } catch {
                    switch error {
                    case .table(let text): wrong(text)
                    case .task(let error): throw error
                    }
                    continue
                }
                known[key] = parts.count - 1
            }
            guard let index = known[key] else { continue }
            let name = cell("part", cells)
            guard let part = ProgramTables.Part(rawValue: name), part != .training else {
                wrong("part \(TerminalText.quoted(name)) is neither validation nor test")
                continue
            }
            guard let row = Int(cell("row", cells)) else {
                wrong("row \(TerminalText.quoted(cell("row", cells))) is no number")
                continue
            }
            let before = parts[index].predictions.violations.count
            parts[index].predictions.set(part, row: row, parts[index].columns, cells)
            if let violation = parts[index].predictions.violations.dropFirst(before).first {
                wrong("\(parts[index].name): \(violation)")
            }
        }
        if problems.isFull, try reader.next() != nil { problems.stop() }
    }

    private enum Refusal: Error {
        case table(String)
        case task(any Error)
    }

    private static func part(
        _ name: String, _ index: Int, _ seed: Int64, _ header: [String], _ protocols: StudyProtocols,
        _ load: (String) throws -> LearningTask
    ) throws(Refusal) -> Part {
        var task: LearningTask
        do {
            task = try load(name)
            let trainingProtocol = protocols.trainingProtocol(for: task.name)
            if case .drawn(let share) = trainingProtocol.validation {
                task = try task.redrawingValidation(fraction: share, seed: UInt64(bitPattern: seed))
            }
        } catch {
            throw .task(error)
        }
        guard let split = task.splits.first(where: { $0.index == index }) else {
            throw .table("\(task.name) has no split \(index); it has 0 to \(task.splits.count - 1)")
        }
        let data = TrainingData(task, split, variant: .paper)
        let isClassified = if case .classes = data.targets { true } else { false }
        let columns = PredictionColumns(
            header, outputs: data.targets.outputs, isClassified: isClassified, isNumber: data.targets.areNumbers,
            allowsMore: true)
        guard columns != nil || !data.targets.areNumbers else {
            throw .table("\(task.name) has a number as target; the column is to be prediction")
        }
        guard let columns else {
            throw .table(
                "\(task.name) has \(data.targets.outputs) \(isClassified ? "classes" : "labels"); the columns are to be p0 to "
                    + "p\(data.targets.outputs - 1)" + (isClassified ? ", or class" : ""))
        }
        let trainingProtocol = protocols.trainingProtocol(for: task.name)
        if let problem = trainingProtocol.metricProblem(for: task.name, task.targets) { throw .table(problem) }
        let metric = trainingProtocol.selection.metric
        let takesProbabilities = metric == .auc || metric == .brier || metric == .logLoss
        guard !takesProbabilities || columns.classColumn == nil else {
            let name = metric == .auc ? "the area under the curve" : metric.rawValue
            throw .table("\(task.name) is compared by \(name), which takes probabilities, not classes")
        }
        return Part(
            task: task, split: split, seed: seed, trainingProtocol: trainingProtocol, columns: columns,
            predictions: Predictions(
                targets: data.targets, rows: [.validation: split.validation, .test: split.test]))
    }

    /// Records the predictions as results of a method, and selects them.
    ///
    /// What is recorded already with the same predictions stays as it is.
    ///
    /// - Parameters:
    ///   - method: the method's name.
    ///   - store: the results, open for writing.
    ///   - environment: what is recorded with each attempt.
    /// - Returns: the scores, in the order of the table.
    /// - Throws: `ResultStoreError`.
    public func record(
        as method: String, in store: ResultStore, environment: EnvironmentRecord
    ) throws -> [Score] {
        var groups: [UnitGroup] = []
        var scores: [Score] = []
        for part in parts {
            let group = UnitGroup(
                task: part.task, split: part.split, learner: ScoredLearner(name: method), grid: .small,
                trainingProtocol: part.trainingProtocol, seed: part.seed)
            guard let unit = group.units.first else { continue }
            let targets = TrainingData(part.task, part.split, variant: .paper).targets
            let curves = part.trainingProtocol.curves
            let result = TrainingResult(
                ending: .finished,
                epochs: [
                    EpochResult(
                        epoch: 1, trainingLoss: .nan,
                        validation: part.predictions.measure(
                            .validation, part.split.validation, targets, curves: curves),
                        test: part.predictions.measure(.test, part.split.test, targets, curves: curves))
                ], steps: 0)
            let now = Date()
            let attempt = AttemptRecord(
                unitHash: unit.id, environment: environment, outcome: .succeeded, startedAt: now, finishedAt: now,
                seconds: 0, epochsCompleted: 1, steps: 0, weightsDigest: part.predictions.digest,
                epochs: result.epochs.map(EpochRecord.init),
                metrics: result.metrics(part.trainingProtocol.selection))
            try store.register([unit.record])
            let isKnown = try store.attempts(ofUnit: unit.id).last?.resultDigest == attempt.resultDigest
            if !isKnown { try store.record(attempt) }
            groups.append(group)
            scores.append(
                Score(
                    task: part.task.name.description, split: part.split.index, seed: part.seed,
                    metrics: attempt.metrics.filter { $0.part == .test }, wasKnown: isKnown))
        }
        _ = try Selector(store: store, grid: "").select(groups, among: groups.map { Set($0.units.map(\.id)) })
        return scores
    }

    /// The tasks that the table has predictions of.
    public var tasks: [TaskName] { Set(parts.map(\.task.name)).sorted() }

    /// Checks that predictions can be recorded under a name.
    ///
    /// - Throws: `PredictionTableError.name`.
    public static func checkName(_ name: String) throws(PredictionTableError) {
        guard MethodFile.isName(name), !MethodDefinition.builtIn.contains(where: { $0.name == name }) else {
            throw .name(name)
        }
    }
}

/// What is wrong with a table of predictions.
public enum PredictionTableError: ClassifiedError, Equatable, Sendable {
    /// The file cannot be read.
    case unreadable(file: String, reason: String)
    /// Rows are wrong: a line each, those that came first.
    case wrong(file: String, lines: [String])
    /// The name of the method cannot be taken.
    case name(String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .unreadable: .inputOutput
        case .wrong: .badData
        case .name: .usage
        }
    }

    /// One line that says what is wrong first; the others are in `lines`.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
        case .wrong(let file, let lines): "\(file), \(lines.first ?? "")"
        case .name(let name):
            "\(TerminalText.quoted(name)) cannot be the method's name; it has 1 to 60 letters, digits, hyphens and underscores, "
                + "begins with a letter, and is none of the seven"
        }
    }
}
