import Formats
import ResultStore
import Statistics

extension Results {
    /// Reads the results that a question asks for.
    ///
    /// A store without any gives empty results; ``requireResults()`` says why.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - question: which results.
    ///   - cache: what is known of stored curves already; a live view keeps one.
    /// - Throws: `ResultStoreError`.
    public init(_ store: ResultStore, _ question: ResultQuestion, cache: CandidateCache = CandidateCache()) throws {
        if question.comparesProtocols {
            self = try Results(store, comparing: question, cache: cache)
            return
        }
        let reading = try ResultReading(store, question)
        var collector = ResultCollector(store, question.metric, cache)
        for entry in reading.entries { try collector.add(entry) }
        try collector.measure()
        self.init(question, reading, collector)
        if isEmpty, unitOutcomes["unsupported"] != nil {
            let asked = question.methods.map { Set($0.map { DigestedName($0).name }) }
            unsupportedText = try store.failureCounts().first {
                $0.outcome == .unsupported && !$0.message.isEmpty && asked?.contains($0.method) ?? true
            }?.message
        }
        let digests = try store.unrepeatableMethods()
        unrepeatableMethods = methods.filter { digests.contains($0.digest) }.map(\.name)
    }

    private init(_ question: ResultQuestion, _ reading: ResultReading, _ collector: ResultCollector) {
        var leftOut = reading.leftOut + collector.leftOut
        let (cells, incomplete) = Results.cells(collector.samples)
        leftOut += incomplete
        self.question = question
        self.cells = cells
        let names = MethodName.sorted(Set(cells.values.flatMap(\.keys)))
        let digests = Dictionary(reading.entries.map { ($0.group.method, $0.group.methodDigest) }) { first, _ in first }
        methods = names.map { Method(name: $0, digest: digests[$0] ?? "") }
        var absent: [String] = []
        for name in (question.methods ?? []) + question.further where !absent.contains(name) {
            if !names.contains(DigestedName(name).name), !names.contains(name) { absent.append(name) }
        }
        absentMethods = absent
        tasks = cells.keys.sorted()
        suites = Dictionary(reading.entries.map { ($0.group.task, $0.group.suite) }) { first, _ in first }
        grid = cells.isEmpty ? nil : reading.grid
        let experiments = Set(reading.entries.filter { cells[$0.group.task] != nil }.map(\.experiment))
        protocols = reading.protocols.filter { experiments.contains($0.key) }
        let found = collector.samples.values.flatMap { $0.values.flatMap { $0 } }
        splitIndices = Set(found.map(\.splitIndex)).sorted()
        seeds = Set(found.map(\.seed)).sorted()
        numericsVersion = cells.isEmpty ? nil : reading.numericsVersion
        metrics = collector.metrics.sorted()
        self.leftOut = leftOut
        derivedSelections = found.count(where: \.isDerived)
        unitOutcomes = reading.unitOutcomes
        outdatedTasks = reading.outdatedTasks.filter { cells[$0.name] != nil }
        knownMetrics = collector.knownMetrics.sorted()
        bases = collector.bases
    }

    /// Each method's mean on a task; a method that lacks a split or seed that another has is left out there.
    private static func cells(
        _ samples: [String: [String: [Sample]]]
    ) -> (cells: [String: [String: Cell]], incomplete: [LeftOut]) {
        var cells: [String: [String: Cell]] = [:]
        var incomplete: [String: (results: Int, tasks: [String])] = [:]
        for (task, methods) in samples.sorted(by: { $0.key < $1.key }) {
            let all = Set(methods.values.flatMap { $0.map { [Int64($0.splitIndex), $0.seed] } })
            for (method, own) in methods {
                let sorted = own.sorted { ($0.splitIndex, $0.seed) < ($1.splitIndex, $1.seed) }
                guard sorted.count == all.count, let score = TaskScore(meanOf: sorted.map(\.score)) else {
                    incomplete[method, default: (0, [])].results += own.count
                    incomplete[method]?.tasks.append(task)
                    continue
                }
                let spread = sorted.count > 1 ? try? Summary(sorted.map(\.score.value)).standardDeviation : nil
                cells[task, default: [:]][method] = Cell(score: score, spread: spread, samples: sorted)
            }
        }
        return (
            cells,
            MethodName.sorted(incomplete.keys).compactMap { method in
                incomplete[method].map {
                    LeftOut(.incomplete(method: method), results: $0.results, places: $0.tasks.sorted())
                }
            }
        )
    }

    /// Says why there are no results, where there are none.
    ///
    /// - Throws: `EvaluationError`.
    public func requireResults() throws(EvaluationError) {
        guard isEmpty else {
            let orders = Set(metrics.map { PredictionMetric(rawValue: $0)?.order ?? .largestFirst })
            if question.metric == .selected, orders.count > 1 { throw .mixedMetrics(metrics) }
            return
        }
        if !knownMetrics.isEmpty {
            throw .noMetric(question.metric.description, known: knownMetrics)
        }
        let ended = ["diverged", "failed", "timed_out", "out_of_memory", "unsupported"].compactMap { name in
            unitOutcomes[name].map { (name: name, units: $0) }
        }
        let failed = ended.reduce(0) { $0 + $1.units }
        let units = unitOutcomes.values.reduce(0, +)
        if unitOutcomes["succeeded"] == nil, units > 0 {
            if failed == units {
                throw .noneSucceeded(
                    units: units,
                    outcomes: Dictionary(ended.map { ($0.name, $0.units) }, uniquingKeysWith: { first, _ in first }),
                    said: unsupportedText)
            }
            throw .noneFinished(ended: failed, units: units)
        }
        if leftOut.contains(where: { $0.reason == .unfinished }), leftOut.count == 1 {
            throw .noneFinished(ended: failed + (unitOutcomes["succeeded"] ?? 0), units: units)
        }
        let changes = question.protocols.map { asked in
            Set(
                asked.compactMap { experiment, value -> String? in
                    guard let paper = question.paper[experiment] else { return nil }
                    let name = ProtocolKey(value).name(paper: paper, definition: value.definition, stored: nil)
                    return name == Results.paperName ? nil : name
                }
            ).sorted()
        }
        throw .noResults(
            grid: question.grid, changes: changes ?? [], leftOut: leftOut.map(\.description))
    }
}

/// Makes samples of entries: chooses where nothing fitting is stored, and reads the numbers that are asked for.
struct ResultCollector {
    private struct Found {
        let entry: ResultReading.Entry
        let chosen: ChosenCandidate
        let hyperparameters: String?
        let candidates: Int
        let failed: Int
        let isDerived: Bool
    }

    private let store: ResultStore
    private let metric: ResultMetric
    private let cache: CandidateCache
    private var found: [Found] = []
    private var failures: [String: (outcomes: [String: Int], count: Int)] = [:]
    private(set) var samples: [String: [String: [Results.Sample]]] = [:]
    private(set) var bases: [Results.SampleKey: Results.Basis] = [:]
    private(set) var metrics: Set<String> = []
    private(set) var knownMetrics: Set<String> = []
    private var withoutMetric = 0

    init(_ store: ResultStore, _ metric: ResultMetric, _ cache: CandidateCache) {
        self.store = store
        self.metric = metric
        self.cache = cache
    }

    /// Adds an entry's selection, stored or derived.
    mutating func add(_ entry: ResultReading.Entry) throws {
        let rule = SelectionRule(record: entry.rule)
        // What a search left out on its way was no worse for it: its survivors alone are no grid.
        if SearchSuffix(ofGrid: entry.grid) == nil,
            let units = entry.units ?? (entry.stored != nil ? entry.group.units : nil)
        {
            let key = Results.SampleKey(
                task: entry.group.task, method: entry.group.method, splitIndex: entry.group.splitIndex,
                seed: entry.group.seed)
            bases[key] = Results.Basis(units: units, rule: rule ?? SelectionRule(metric: entry.experiment.metric))
        }
        if let units = entry.units, let rule, !entry.isFresh {
            let basis = SelectionBasis(units)
            if let best = rule.preferred(try cache.candidates(units, rule, in: store)) {
                let chosen = rule.chosen(best)
                let isDerived =
                    entry.stored?.chosen?.unitHash != chosen.unitHash || entry.stored?.chosen?.epoch != chosen.epoch
                found.append(
                    Found(
                        entry: entry, chosen: chosen, hyperparameters: best.hyperparameters, candidates: units.count,
                        failed: basis.failed, isDerived: isDerived))
            } else {
                addFailure(entry)
            }
        } else if let stored = entry.stored, let chosen = stored.chosen {
            found.append(
                Found(
                    entry: entry, chosen: chosen, hyperparameters: stored.hyperparameters,
                    candidates: stored.candidates, failed: stored.failedCandidates, isDerived: false))
        } else {
            addFailure(entry)
        }
    }

    private mutating func addFailure(_ entry: ResultReading.Entry) {
        let units = entry.units ?? entry.group.units
        guard !units.contains(where: { $0.outcome == nil || $0.outcome == .running }) else { return }
        let place = "\(entry.group.method) on \(entry.group.task)"
        var outcomes = failures[place]?.outcomes ?? [:]
        for unit in units { outcomes[unit.outcome?.rawValue ?? "pending", default: 0] += 1 }
        failures[place] = (outcomes, (failures[place]?.count ?? 0) + 1)
    }

    /// Reads the numbers of what was chosen.
    mutating func measure() throws {
        let measurements: [String: SelectedMeasurements] =
            switch metric {
            case .selected, .validationAccuracy: [:]
            default: try store.measurements(of: found.map(\.chosen))
            }
        for item in found {
            let group = item.entry.group
            guard let score = try score(item.chosen, measurements[item.chosen.unitHash]) else {
                withoutMetric += 1
                knownMetrics.insert(item.chosen.testMetric)
                knownMetrics.formUnion(measurements[item.chosen.unitHash].map { Array($0.testMetrics.keys) } ?? [])
                continue
            }
            metrics.insert(metric == .selected ? item.chosen.testMetric : metric.description)
            samples[group.task, default: [:]][group.method, default: []].append(
                Results.Sample(
                    splitIndex: group.splitIndex, seed: group.seed, score: score, chosen: item.chosen,
                    hyperparameters: item.hyperparameters, candidates: item.candidates,
                    failedCandidates: item.failed, isDerived: item.isDerived))
        }
    }

    /// What has no result or no number.
    var leftOut: [LeftOut] {
        var left: [LeftOut] = []
        let failed = failures.filter { $0.value.outcomes[Outcome.succeeded.rawValue] == nil }
        let undefined = failures.filter { $0.value.outcomes[Outcome.succeeded.rawValue] != nil }
        for (group, reason) in [
            (failed, LeftOut.Reason.withoutSuccess(outcomes:)), (undefined, LeftOut.Reason.withoutSelection(outcomes:)),
        ] where !group.isEmpty {
            var outcomes: [String: Int] = [:]
            for failure in group.values { outcomes.merge(failure.outcomes, uniquingKeysWith: +) }
            left.append(
                LeftOut(
                    reason(EvaluationError.text(outcomes)), results: group.values.reduce(0) { $0 + $1.count },
                    places: group.keys.sorted()))
        }
        if withoutMetric > 0, !samples.isEmpty {
            left.append(LeftOut(.metric(metric.description), results: withoutMetric))
        }
        return left
    }

    private func score(_ chosen: ChosenCandidate, _ measured: SelectedMeasurements?) throws -> TaskScore? {
        func counted(_ correct: Int?, _ total: Int?) throws -> TaskScore? {
            guard let correct, let total, total > 0 else { return nil }
            return TaskScore(try Accuracy(correct: correct, total: total))
        }
        switch metric {
        case .selected: return Results.score(of: chosen)
        case .accuracy:
            if let counts = chosen.testCounts { return try counted(counts.correct, counts.total) }
            return try counted(measured?.epoch.testCorrect, measured?.testRows)
        case .auc:
            if chosen.testMetric == "auc" { return chosen.testValue.map { TaskScore($0) } }
            return measured?.epoch.testAUC.map { TaskScore($0) }
        case .loss: return measured?.epoch.testLoss.map { TaskScore($0) }
        case .validationAccuracy: return try counted(chosen.validationCorrect, chosen.validationTotal)
        case .validationAUC: return measured?.epoch.validationAUC.map { TaskScore($0) }
        case .recorded(let name):
            if let value = measured.flatMap({ PredictionMetric(rawValue: name)?.value(of: $0.epoch, on: .test) }) {
                return TaskScore(value)
            }
            guard let record = measured?.testMetrics[name] else { return nil }
            return try counted(record.correct, record.total) ?? record.value.map { TaskScore($0) }
        }
    }
}

/// Why there is nothing to compare.
public enum EvaluationError: ClassifiedError, Equatable, Sendable {
    /// The store has no result with a grid under protocols with some changes; what it has instead is told.
    case noResults(grid: String?, changes: [String], leftOut: [String])
    /// Every unit was given up; what a program said that does not support its tasks.
    case noneSucceeded(units: Int, outcomes: [String: Int], said: String? = nil)
    /// No selection's units are all through.
    case noneFinished(ended: Int, units: Int)
    /// The results have no such metric; what they have is named.
    case noMetric(String, known: [String])
    /// Of some results the largest is the best, of others the smallest.
    case mixedMetrics([String])
    /// No task has a result of every method.
    case noCommonTask(methods: [String])
    /// A method has no results to test against; those that have are named.
    case noReference(String, methods: [String])

    /// The kind of failure: a results file without what was asked for.
    public var kind: FailureKind { .badData }

    /// One line that says what is missing and what to do.
    public var description: String {
        switch self {
        case .noResults(let grid, let changes, let leftOut):
            "nothing to rank: no finished selection" + (grid.map { " with grid \($0)" } ?? "")
                + (changes.isEmpty ? "" : " under \(changes.joined(separator: ", "))")
                + (leftOut.isEmpty
                    ? "; run it first, for example: snnbench run --suite sample" + (grid.map { " --grid \($0)" } ?? "")
                        + changes.flatMap { $0.split(separator: " ") }.map { " --protocol \($0)" }.joined()
                    : "; " + leftOut.joined(separator: " "))
        case .noneSucceeded(_, let outcomes, _) where outcomes[Outcome.succeeded.rawValue] != nil:
            "nothing to rank: units ended (\(Self.text(outcomes))), but the metric that selects is undefined on their rows; "
                + "another --protocol metric selects among them without training"
        case .noneSucceeded(let units, let outcomes, let said):
            "nothing to rank: none of \(units) \(units == 1 ? "unit" : "units") succeeded (\(Self.text(outcomes))); "
                + Self.way(outcomes, said)
        case .noneFinished(let ended, let units):
            "nothing to rank yet: \(ended) of \(units) units ended; the same snnbench run goes on where it stopped"
        case .noMetric(let name, let known):
            "nothing to rank: the selected results have no metric \(name); they have \(known.joined(separator: ", "))"
        case .mixedMetrics(let names):
            "nothing to rank: the results are of \(names.joined(separator: " and ")), of which the largest or the smallest is "
                + "the best; rank the tasks of one at a time with --task"
        case .noCommonTask(let methods):
            "nothing to rank: no task has a result of all of \(methods.joined(separator: ", ")); name fewer with --method"
        case .noReference(let name, let methods):
            "\(name) has no results to test against; there are \(methods.joined(separator: ", "))"
        }
    }

    /// Outcomes in words, the most frequent first.
    static func text(_ outcomes: [String: Int]) -> String {
        outcomes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) \($0.key.replacing("_", with: " "))" }.joined(separator: ", ")
    }

    private static func way(_ outcomes: [String: Int], _ said: String?) -> String {
        let why = "snnbench report --part failures says why"
        return switch outcomes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key {
        case "timed_out": "the same snnbench run with --retry timed_out and a longer --time-limit tries them again"
        case "out_of_memory":
            "the same snnbench run with --retry out_of_memory and a higher --memory-limit tries them again"
        case "failed": "\(why), the same snnbench run with --retry failed tries them again"
        case "unsupported": said.map { "the method does not take them: \(TerminalText.oneLine($0))" } ?? why
        case "diverged": "\(why); lower learning rates may help"
        default: why
        }
    }
}
